import type { ObpType } from '../protocols/obp-tables.ts'

/** How a spectrum is asked for and laid out. */
export interface ObpSpectrum {
  /** In order of preference: a type the firmware does not know is passed over. */
  readonly types: readonly [ObpType, ...ObpType[]]
  readonly pixelBytes: 2 | 4
  /** Bytes before the first pixel. */
  readonly metadataBytes: number
  /** Kept in a memory of the instrument, which has to be emptied before a spectrum counts. */
  readonly buffered: boolean
}

/** A spectrometer of the Ocean Binary Protocol, as its data sheet has it. */
export interface ObpModel {
  /** Name in URIs. */
  readonly family: string
  readonly product: string
  readonly version: '1.1' | '2.0'
  readonly usb: { readonly vendorId: number; readonly productId: number }
  /** Rates of its serial line, the one it leaves the factory with first; absent where it has no serial line. */
  readonly baudRates?: readonly number[]
  readonly pixels: number
  readonly maxCounts: number
  readonly limitsMs: readonly [number, number]
  /** Unit of the integration time on the wire, us. */
  readonly stepUs: number
  readonly spectrum: ObpSpectrum
  /** Frames after a change that do not count. */
  readonly staleFrames: number
}

const ocean = (productId: number): ObpModel['usb'] => ({ vendorId: 0x2457, productId })
const oceanSecond = (productId: number): ObpModel['usb'] => ({ vendorId: 0x0999, productId })

/** Raw counts are preferred; the HDX is known for its corrected spectrum. */
const plain: ObpSpectrum = {
  types: ['getRawSpectrum', 'getCorrectedSpectrum'],
  pixelBytes: 2,
  metadataBytes: 0,
  buffered: false,
}
const second: ObpSpectrum = { types: ['getSpectrum'], pixelBytes: 2, metadataBytes: 32, buffered: false }
const first = { version: '1.1', stepUs: 1, spectrum: plain, staleFrames: 1 } as const
const SERIAL = [9600, 115_200] as const

/** Data sheets of the maker; message types as python-seabreeze uses them on real instruments. */
export const obpModels: readonly ObpModel[] = [
  {
    ...first,
    family: 'ocean-hdx',
    product: 'Ocean HDX',
    usb: ocean(0x2003),
    pixels: 2068,
    maxCounts: 65_535,
    limitsMs: [6, 10_000],
  },
  {
    ...first,
    family: 'ocean-fx',
    product: 'Ocean FX',
    usb: ocean(0x2001),
    baudRates: SERIAL,
    pixels: 2136,
    maxCounts: 65_535,
    limitsMs: [0.01, 10_000],
  },
  {
    ...first,
    family: 'ocean-sts',
    product: 'Ocean STS',
    usb: ocean(0x4000),
    baudRates: SERIAL,
    pixels: 1024,
    maxCounts: 16_383,
    limitsMs: [0.01, 85_000],
  },
  {
    ...first,
    family: 'ocean-qepro',
    product: 'Ocean QE-PRO',
    usb: ocean(0x4004),
    baudRates: SERIAL,
    pixels: 1044,
    maxCounts: 262_143,
    limitsMs: [8, 1_600_000],
    spectrum: { types: ['getBufferedSpectrum'], pixelBytes: 4, metadataBytes: 32, buffered: true },
    // The first two after a change are odd (seabreeze #283).
    staleFrames: 2,
  },
  {
    family: 'ocean-st',
    product: 'Ocean ST',
    version: '2.0',
    usb: oceanSecond(0x1000),
    pixels: 1516,
    maxCounts: 16_383,
    limitsMs: [1.56, 6_000],
    stepUs: 10,
    spectrum: second,
    staleFrames: 1,
  },
  {
    family: 'ocean-sr4',
    product: 'Ocean SR4',
    version: '2.0',
    usb: oceanSecond(0x1002),
    pixels: 3648,
    maxCounts: 65_535,
    limitsMs: [3.8, 10_000],
    stepUs: 1,
    spectrum: second,
    staleFrames: 1,
  },
]
