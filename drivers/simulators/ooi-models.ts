/** One of the older Ocean Optics spectrometers from inside: what its firmware knows and how it is wired. */
export interface OoiInstrument {
  readonly name: string
  readonly productId: number
  /** Bulk endpoint numbers; `alternate` takes the first 2,048 bytes of a spectrum at high speed. */
  readonly endpoints: {
    readonly out: number
    readonly low: number
    readonly high: number
    readonly alternate?: number
  }
  readonly highSpeed: boolean
  /** Words of a spectrum; light falls on those from `firstLit` to `lastLit`. */
  readonly words: number
  readonly firstLit: number
  readonly lastLit: number
  /** Full scale of the converter. */
  readonly fullScale: number
  /** Low and high bytes in turns of 64, the upper four bits floating. */
  readonly interleaved: boolean
  /** Bit that leaves the converter inverted. */
  readonly inverted: number
  readonly syncByte: boolean
  readonly unitUs: number
  readonly minUs: number
  readonly maxUs: number
  /** Logic with registers and a state to be asked for; its version as major, minor, patch. */
  readonly logic?: { readonly version: readonly [number, number, number]; readonly echo: number }
  /** Saturation level in slot 17; 0 = never programmed; absent on models without auto-nulling. */
  readonly saturation?: number
}

const older = { out: 2, low: 7, high: 2 }
const newer = { out: 1, low: 1, high: 2 }
const both = {
  highSpeed: true,
  interleaved: false,
  inverted: 0,
  syncByte: true,
  unitUs: 1,
  fullScale: 0xffff,
}
const sony = { words: 2048, firstLit: 24, lastLit: 2047, minUs: 1000, maxUs: 655_350_000 }
const toshiba = { words: 3840, firstLit: 22, lastLit: 3669, minUs: 10, maxUs: 655_350_000 }
const logic = (major: number, echo = 0x04): NonNullable<OoiInstrument['logic']> => ({
  version: [major, 16, 0],
  echo,
})

/** The instruments there are simulators of, by family; `flame-s` answers under the USB id of the USB2000+. */
export const OOI_INSTRUMENTS = {
  usb2000: {
    ...both,
    ...sony,
    name: 'USB2000',
    productId: 0x1002,
    endpoints: older,
    highSpeed: false,
    fullScale: 0x0fff,
    interleaved: true,
    unitUs: 1000,
    minUs: 3000,
    maxUs: 65_535_000,
  },
  usb2000plus: {
    ...both,
    ...sony,
    name: 'USB2000+',
    productId: 0x101e,
    endpoints: newer,
    logic: logic(2),
    saturation: 52_000,
  },
  flameS: {
    ...both,
    ...sony,
    name: 'Flame-S',
    productId: 0x101e,
    endpoints: newer,
    logic: logic(3, 0xfe),
    saturation: 56_000,
  },
  usb4000: {
    ...both,
    ...toshiba,
    name: 'USB4000',
    productId: 0x1022,
    endpoints: { ...newer, alternate: 6 },
    maxUs: 65_535_000,
    logic: logic(1),
    saturation: 54_000,
  },
  hr4000: {
    ...both,
    ...toshiba,
    name: 'HR4000',
    productId: 0x1012,
    endpoints: { ...newer, alternate: 6 },
    fullScale: 0x3fff,
    inverted: 0x2000,
    logic: logic(1),
  },
  jaz: {
    ...both,
    ...sony,
    name: 'Jaz',
    productId: 0x2000,
    endpoints: newer,
    syncByte: false,
    saturation: 50_000,
  },
} as const satisfies Record<string, OoiInstrument>
