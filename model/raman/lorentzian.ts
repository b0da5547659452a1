/** A Raman line: place and full width at half height in cm-1, height in any unit. */
export interface Peak {
  readonly centre: number
  readonly fwhm: number
  readonly height: number
}

/** A substance by its lines. */
export interface Substance {
  readonly name: string
  readonly peaks: readonly Peak[]
}

/** Sum of Lorentzians h / (1 + ((x - centre) / (fwhm / 2))^2) at wavenumbers in cm-1. */
export function lorentzians(peaks: readonly Peak[], axis: Float64Array): Float64Array {
  return axis.map((x) =>
    peaks.reduce((sum, { centre, fwhm, height }) => sum + height / (1 + ((x - centre) / (fwhm / 2)) ** 2), 0),
  )
}

const SHARED: Peak = { centre: 1000, fwhm: 14, height: 0.8 }
const named = (name: string, ...lines: readonly (readonly [number, number, number])[]): Substance => ({
  name,
  peaks: [...lines.map(([centre, fwhm, height]) => ({ centre, fwhm, height })), SHARED],
})

/**
 * Substances of the demonstration: two lines of its own each, and one at 1000 cm-1 that all of them share and that
 * tells nothing.
 */
export const DEMO_SUBSTANCES: readonly Substance[] = [
  named('Amber', [420, 16, 1], [1310, 22, 0.7]),
  named('Beryl', [560, 14, 0.9], [1460, 20, 0.8]),
  named('Coral', [690, 20, 1], [1220, 16, 0.6]),
  named('Dune', [815, 16, 0.8], [1600, 18, 1]),
  named('Ember', [490, 18, 0.7], [1120, 20, 0.9]),
]

/** Wavenumbers of the demonstration: 300 to 1800 cm-1 in `bands` steps. */
export const demoAxis = (bands = 512): Float64Array =>
  Float64Array.from({ length: bands }, (_, i) => 300 + (1500 * i) / (bands - 1))
