/** Everything that makes one low-cost unit differ from the ideal, in the symbols of the bench model. */
export interface UnitParameters {
  /** Wavelength error d0 + d1 t + d2 (1.5 t^2 - 0.5) in nm, t = (nm - 580) / 200. */
  readonly d0: number
  readonly d1: number
  readonly d2: number
  /** Bandwidth F0 (1 + f1 t), nm full width at half maximum. */
  readonly F0: number
  readonly f1: number
  /** Stray light: uniform share, near-scatter share, scatter length in nm. */
  readonly su: number
  readonly sn: number
  readonly tau: number
  /** Non-linearity s (1 - a s^p) of the signal s in full scales. */
  readonly a: number
  readonly p: number
  /** White peak in full scales at the nominal integration time. */
  readonly wt: number
  readonly bits: number
  /** Full well and read noise in electrons; scans the maker recommends to average. */
  readonly fw: number
  readonly rn: number
  readonly navg: number
  /** Dark level, its fixed pattern and its drift over 66 patches, in full scales. */
  readonly dark: number
  readonly dfp: number
  readonly ddrift: number
  /** Lamp: colour temperature in K and share of LED light; drift of intensity (share) and temperature (K) over 66 patches. */
  readonly T: number
  readonly led: number
  readonly Idrift: number
  readonly Tdrift: number
  /** Placing a sample: spread of its gain; mean and spread of the gloss that reaches the detector. */
  readonly gsd: number
  readonly om: number
  readonly osd: number
  /** How much the white tile's label is too high, as a share. */
  readonly tile: number
  /** Breaks the simple picture: wavelength wiggle, one-sided line, ghost, kinked detector. Its phase in radians. */
  readonly misspecified?: number
}
