/** From and to of something drawn evenly; of what is named a factor, evenly in its logarithm. */
export type Range = readonly [from: number, to: number]

/**
 * What the renderer varies from picture to picture. Written down before the first training, from what photographs
 * behind a grating look like: no measured picture was at hand to fit them to.
 */
export interface RenderParameters {
  /** Width of the photograph before it is scaled, pixels, factor. */
  readonly widthPixels: Range
  /** Rows that the crop keeps before it is scaled. */
  readonly rows: Range
  /** Share of the width that 400 to 700 nm take. */
  readonly visibleShare: Range
  /** Least share of 420 to 670 nm that stays inside the picture. */
  readonly keptShare: number
  /** Departure of the wavelength axis from a straight line, share of the range. */
  readonly bend: Range
  /** Width of the slit's image, share of what 300 nm take, factor. */
  readonly slitShare: Range
  /** Standard deviation of the defocus, share of what 300 nm take, factor. */
  readonly blurShare: Range
  /** Light in the wings of a line, share. */
  readonly wings: Range
  /** Shift of a line from the first to the last row, share of the width. */
  readonly tilt: Range
  /** Peak of the picture over the clipping level, factor; above 1 lines turn white. Continuous light reaches 3. */
  readonly exposure: Range
  /** Exponent of the display: output = linear ^ (1 / gamma). */
  readonly gamma: Range
  /** Strength of the camera's colour matrix: 0 none, 1 doubles differences of the channels. */
  readonly saturation: Range
  /** Light of any wavelength that each channel lets through, factor. */
  readonly crosstalk: Range
  /** Wavelength where the infrared filter is half open, nm. */
  readonly infraredCutNm: Range
  /** White balance of red and blue against green, factor. */
  readonly balance: Range
  /** Stray light and room light, shares of the clipping level. */
  readonly stray: Range
  readonly room: Range
  /** Standard deviation of the noise in the dark, share of the clipping level, factor. */
  readonly noise: Range
  /** Quality of the JPEG compression. */
  readonly jpegQuality: Range
  /** Share of pictures that are compressed; of those that are nearly grey; reversed by chance: half. */
  readonly jpegShare: number
  readonly greyShare: number
}

/** The parameters of training, validation and the held-out set. */
export const TRAINING: RenderParameters = {
  widthPixels: [220, 900],
  rows: [8, 28],
  visibleShare: [0.35, 1.15],
  keptShare: 0.94,
  bend: [-0.1, 0.1],
  slitShare: [0.003, 0.035],
  blurShare: [0.001, 0.011],
  wings: [0, 0.15],
  tilt: [-0.015, 0.015],
  exposure: [0.3, 10],
  gamma: [1.3, 2.7],
  saturation: [-0.1, 0.8],
  crosstalk: [0.002, 0.08],
  infraredCutNm: [655, 760],
  balance: [0.6, 1.7],
  stray: [0, 0.05],
  room: [0, 0.16],
  noise: [0.001, 0.03],
  jpegQuality: [25, 96],
  jpegShare: 0.65,
  greyShare: 0.03,
}

/** Wider than anything trained on: what is left of the accuracy here hints at what photographs will find. */
export const HARDER: RenderParameters = {
  ...TRAINING,
  visibleShare: [0.25, 1.3],
  keptShare: 0.88,
  bend: [-0.16, 0.16],
  slitShare: [0.002, 0.05],
  blurShare: [0.001, 0.017],
  wings: [0, 0.25],
  tilt: [-0.03, 0.03],
  exposure: [0.15, 20],
  gamma: [1, 3],
  saturation: [-0.3, 1.1],
  crosstalk: [0.001, 0.13],
  infraredCutNm: [635, 800],
  balance: [0.45, 2.2],
  stray: [0, 0.08],
  room: [0, 0.25],
  noise: [0.001, 0.06],
  jpegQuality: [12, 96],
  jpegShare: 0.8,
  greyShare: 0.06,
}
