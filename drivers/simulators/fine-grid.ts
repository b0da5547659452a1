/** The grid on which the bench is true: 340 to 820 nm in steps of 1 nm, 481 points. */
export const FINE_FROM_NM = 340
export const FINE_TO_NM = 820
export const FINE_POINTS = FINE_TO_NM - FINE_FROM_NM + 1

/** Wavelengths of the fine grid in nm. */
export const FINE_NM: Float64Array = Float64Array.from({ length: FINE_POINTS }, (_, i) => FINE_FROM_NM + i)

/** Values of a function of the wavelength (nm) on the fine grid. */
export const onFineGrid = (valueAt: (nm: number) => number): Float64Array => FINE_NM.map((nm) => valueAt(nm))

/** Gaussian of height 1. */
export const bell = (x: number, centre: number, sd: number): number =>
  Math.exp(-0.5 * ((x - centre) / sd) ** 2)

/** Standard deviation of a Gaussian with a full width at half maximum of 1. */
export const SD_PER_FWHM = 1 / (2 * Math.sqrt(2 * Math.LN2))
