import type { CALIBRATION_ELEMENTS } from '../contract/lamps.ts'

/** A spectral line: wavelength in air in nm, strength relative to the strongest of its element as lamps show it. */
export interface EmissionLine {
  readonly nm: number
  readonly strength: number
}

/** Elements whose lamps are sold for calibration and whose lines are listed here. */
export type Element = (typeof CALIBRATION_ELEMENTS)[number]

const lines = (...pairs: readonly (readonly [number, number])[]): readonly EmissionLine[] =>
  pairs.map(([nm, strength]) => ({ nm, strength }))

/**
 * Lines between 360 and 850 nm, ascending. Wavelengths: NIST Atomic Spectra Database, in air; strengths: typical of
 * discharge lamps, good to a factor of about two.
 */
export const EMISSION_LINES: Readonly<Record<Element, readonly EmissionLine[]>> = {
  hydrogen: lines([410.17, 0.06], [434.05, 0.15], [486.13, 0.4], [656.28, 1]),
  helium: lines(
    ...([
      [388.86, 0.5],
      [402.62, 0.06],
      [438.79, 0.03],
      [447.15, 0.3],
      [471.31, 0.09],
    ] as const),
    ...([
      [492.19, 0.12],
      [501.57, 0.4],
      [504.77, 0.05],
      [587.56, 1],
      [667.82, 0.5],
    ] as const),
    ...([
      [706.52, 0.3],
      [728.13, 0.06],
    ] as const),
  ),
  neon: lines(
    ...([
      [533.08, 0.02],
      [534.11, 0.03],
      [540.06, 0.1],
      [585.25, 0.65],
      [588.19, 0.3],
    ] as const),
    ...([
      [594.48, 0.4],
      [597.55, 0.2],
      [603.0, 0.2],
      [607.43, 0.35],
      [609.62, 0.45],
    ] as const),
    ...([
      [614.31, 0.65],
      [616.36, 0.4],
      [621.73, 0.3],
      [626.65, 0.5],
      [630.48, 0.3],
    ] as const),
    ...([
      [633.44, 0.65],
      [638.3, 0.75],
      [640.22, 1],
      [650.65, 0.85],
      [653.29, 0.4],
    ] as const),
    ...([
      [659.9, 0.5],
      [667.83, 0.6],
      [671.7, 0.4],
      [692.95, 0.5],
      [703.24, 0.9],
    ] as const),
    ...([
      [717.39, 0.3],
      [724.52, 0.5],
      [743.89, 0.35],
      [748.89, 0.3],
      [753.58, 0.25],
    ] as const),
  ),
  argon: lines(
    ...([
      [415.86, 0.04],
      [420.07, 0.05],
      [427.22, 0.02],
      [430.01, 0.02],
      [696.54, 0.3],
    ] as const),
    ...([
      [706.72, 0.15],
      [714.7, 0.03],
      [727.29, 0.06],
      [738.4, 0.3],
      [750.39, 0.8],
    ] as const),
    ...([
      [751.47, 0.4],
      [763.51, 1],
      [772.38, 0.5],
      [794.82, 0.5],
      [800.62, 0.4],
    ] as const),
    ...([
      [801.48, 0.5],
      [810.37, 0.5],
      [811.53, 0.9],
      [826.45, 0.4],
      [840.82, 0.4],
    ] as const),
    ...([[842.46, 0.5]] as const),
  ),
  mercury: lines(
    ...([
      [365.02, 0.3],
      [404.66, 0.35],
      [407.78, 0.05],
      [435.83, 1],
      [491.6, 0.02],
    ] as const),
    ...([
      [546.07, 0.9],
      [576.96, 0.3],
      [579.07, 0.3],
      [690.75, 0.02],
    ] as const),
  ),
}
