import type { OoiPacking } from '../protocols/ooi-spectrum.ts'

/** One of the older Ocean Optics spectrometers, as its data sheet has it. */
export interface OoiModel {
  /** Name in URIs. */
  readonly family: string
  readonly product: string
  readonly model: string
  readonly usb: { readonly vendorId: number; readonly productId: number }
  /** Bulk endpoints: 0x01 out, 0x81 answers, 0x82 spectra; the first bytes of a spectrum may have their own. */
  readonly endpoints: {
    readonly out: number
    readonly answers: number
    readonly spectrum: number
    /** At high speed only: at full speed the whole spectrum comes through `spectrum`. */
    readonly beginning?: { readonly endpoint: number; readonly bytes: number }
  }
  readonly packing: OoiPacking
  /** The first so many words are pixels; behind them the detector has none. */
  readonly pixels: number
  readonly limitsMs: readonly [number, number]
  /** Unit of the integration time on the wire, us. */
  readonly stepUs: number
  /** Programmable logic: it reports its state and its version. */
  readonly logic: boolean
  /** Its own saturation level stands in its memory: counts are scaled so that it is full scale. */
  readonly gain: boolean
  /** A later product with the same USB id, told apart by the version of its logic. */
  readonly successor?: { readonly model: string; readonly fromMajor: number }
}

const VENDOR_ID = 0x2457
const OLD_ENDPOINTS = { out: 2, answers: 7, spectrum: 2 } as const
const ENDPOINTS = { out: 1, answers: 1, spectrum: 2 } as const
const ENDPOINTS_4K = { ...ENDPOINTS, beginning: { endpoint: 6, bytes: 2048 } } as const
const usb = (productId: number): OoiModel['usb'] => ({ vendorId: VENDOR_ID, productId })

/** Data sheets of the makers; packing and endpoints as python-seabreeze reads real instruments. */
export const ooiModels: readonly OoiModel[] = [
  {
    family: 'ocean-usb2000',
    product: 'Ocean USB2000',
    model: 'USB2000',
    usb: usb(0x1002),
    endpoints: OLD_ENDPOINTS,
    packing: { order: 'blocks', words: 2048, maxWord: 0x0fff, flippedBit: 0, sync: true },
    pixels: 2048,
    limitsMs: [3, 65_535],
    stepUs: 1000,
    logic: false,
    gain: false,
  },
  {
    family: 'ocean-usb2000plus',
    product: 'Ocean USB2000+ / Flame-S',
    model: 'USB2000+',
    usb: usb(0x101e),
    endpoints: ENDPOINTS,
    packing: { order: 'words', words: 2048, maxWord: 0xffff, flippedBit: 0, sync: true },
    pixels: 2048,
    limitsMs: [1, 655_350],
    stepUs: 1,
    logic: true,
    gain: true,
    successor: { model: 'Flame-S', fromMajor: 3 },
  },
  {
    family: 'ocean-usb4000',
    product: 'Ocean USB4000 / Flame-T',
    model: 'USB4000',
    usb: usb(0x1022),
    endpoints: ENDPOINTS_4K,
    packing: { order: 'words', words: 3840, maxWord: 0xffff, flippedBit: 0, sync: true },
    pixels: 3648,
    limitsMs: [0.01, 65_535],
    stepUs: 1,
    logic: true,
    gain: true,
  },
  {
    family: 'ocean-hr4000',
    product: 'Ocean HR4000',
    model: 'HR4000',
    usb: usb(0x1012),
    endpoints: ENDPOINTS_4K,
    packing: { order: 'words', words: 3840, maxWord: 0x3fff, flippedBit: 0x2000, sync: true },
    pixels: 3648,
    limitsMs: [0.01, 655_350],
    stepUs: 1,
    logic: true,
    gain: false,
  },
  {
    family: 'ocean-jaz',
    product: 'Ocean Jaz',
    model: 'Jaz',
    usb: usb(0x2000),
    endpoints: ENDPOINTS,
    packing: { order: 'words', words: 2048, maxWord: 0xffff, flippedBit: 0, sync: false },
    pixels: 2048,
    limitsMs: [1, 655_350],
    stepUs: 1,
    logic: false,
    gain: true,
  },
]
