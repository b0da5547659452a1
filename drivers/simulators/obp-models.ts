/** One spectrometer of the Ocean Binary Protocol from inside: what its firmware knows and how it is wired. */
export interface ObpInstrument {
  readonly name: string
  /** Version word of its messages: 0x1100 or 0x2000. */
  readonly version: number
  readonly vendorId: number
  readonly productId: number
  /** Pixels of a spectrum; light falls on those from `firstLit` to `lastLit`. */
  readonly words: number
  readonly firstLit: number
  readonly lastLit: number
  readonly fullScale: number
  /** Bytes of one pixel, and of the block before the first. */
  readonly pixelBytes: 2 | 4
  readonly metadataBytes: number
  readonly minUs: number
  readonly maxUs: number
  /** Unit of the integration time on the wire, us. */
  readonly unitUs: number
  readonly triggers: readonly number[]
  /** Spectra go through a memory that keeps one of the old settings until it is cleared. */
  readonly buffered: boolean
  /** Has a serial line whose speed can be asked for. */
  readonly baudRate?: number
}

const OBP1 = 0x1100
const OBP2 = 0x2000
const first = {
  version: OBP1,
  vendorId: 0x2457,
  pixelBytes: 2,
  metadataBytes: 0,
  unitUs: 1,
  buffered: false,
} as const
const second = { ...first, version: OBP2, vendorId: 0x0999, metadataBytes: 32, triggers: [0, 1] } as const
const lit = (words: number) => ({ words, firstLit: 0, lastLit: words - 1 })

/** The instruments there are simulators of. */
export const OBP_INSTRUMENTS = {
  hdx: {
    ...first,
    ...lit(2068),
    name: 'Ocean HDX',
    productId: 0x2003,
    fullScale: 65_535,
    minUs: 6000,
    maxUs: 10_000_000,
    triggers: [0x00, 0x01, 0x03, 0xff],
  },
  fx: {
    ...first,
    ...lit(2136),
    name: 'Ocean FX',
    productId: 0x2001,
    fullScale: 65_535,
    minUs: 10,
    maxUs: 10_000_000,
    triggers: [0x00, 0x01, 0x03, 0xff],
    baudRate: 9600,
  },
  sts: {
    ...first,
    ...lit(1024),
    name: 'STS',
    productId: 0x4000,
    fullScale: 16_383,
    minUs: 10,
    maxUs: 85_000_000,
    triggers: [0, 1, 2],
    baudRate: 9600,
  },
  qePro: {
    ...first,
    name: 'QE-PRO',
    productId: 0x4004,
    words: 1044,
    firstLit: 10,
    lastLit: 1033,
    fullScale: 262_143,
    pixelBytes: 4,
    metadataBytes: 32,
    minUs: 8000,
    maxUs: 1_600_000_000,
    triggers: [0, 1, 2, 3],
    buffered: true,
    baudRate: 9600,
  },
  st: {
    ...second,
    name: 'Ocean ST',
    productId: 0x1000,
    words: 1516,
    firstLit: 0,
    lastLit: 1502,
    fullScale: 16_383,
    minUs: 1560,
    maxUs: 6_000_000,
    unitUs: 10,
  },
  sr4: {
    ...second,
    ...lit(3648),
    name: 'Ocean SR4',
    productId: 0x1002,
    fullScale: 65_535,
    minUs: 3800,
    maxUs: 10_000_000,
  },
} as const satisfies Record<string, ObpInstrument>
