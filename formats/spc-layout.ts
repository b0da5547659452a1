import type { SpectralQuantity } from './spectra-document.ts'

/**
 * The new SPC format of Galactic and Thermo (version byte 0x4B, little-endian): a header of 512 bytes, the X values
 * where they are not even, per spectrum a sub-header of 32 bytes and its Y values, then a log.
 */
export const SPC = {
  version: 0x4b,
  headerBytes: 512,
  subHeaderBytes: 32,
  logHeaderBytes: 64,
  /** Exponent that means IEEE single precision. */
  floatExponent: 0x80,
  flags: { words: 0x01, several: 0x04, xPerSpectrum: 0x40, xValues: 0x80 },
  /** Places in the header. */
  at: {
    flags: 0,
    version: 1,
    technique: 2,
    exponent: 3,
    points: 4,
    firstX: 8,
    lastX: 16,
    spectra: 24,
    xUnit: 28,
    yUnit: 29,
    date: 32,
    instrument: 39,
    instrumentBytes: 9,
    memo: 88,
    memoBytes: 130,
    log: 248,
  },
} as const

/** Unit codes of X that are wavelengths or wavenumbers, as factors to nm. */
export const SPC_X_UNITS: Record<number, ((x: number) => number) | undefined> = {
  1: (x) => 1e7 / x,
  2: (x) => x * 1000,
  3: (x) => x,
}

/** Unit codes of Y. */
export const SPC_Y_UNITS: Record<number, SpectralQuantity | undefined> = {
  0: 'arbitrary',
  2: 'absorbance',
  4: 'counts',
  11: 'reflectance',
  128: 'transmittance',
  129: 'reflectance',
  130: 'arbitrary',
  131: 'emission',
}

/** Code of per cent among the Y units. */
export const SPC_PERCENT = 11

/** The code to write for a quantity. */
export const spcYUnit = (quantity: SpectralQuantity): number =>
  ({ reflectance: 129, transmittance: 128, absorbance: 2, emission: 131, counts: 4, arbitrary: 0 })[quantity]
