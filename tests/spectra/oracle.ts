import { readFileSync } from 'node:fs'
import type { Triple } from '../../contract/spectrum.ts'

interface Oracle {
  splines: {
    knots: number[]
    at: number[]
    notAKnot: number[]
    natural: number[]
    threePoints: number[]
    fourPoints: number[]
  }
  colours: {
    illuminant: 'A' | 'D50' | 'D65' | 'F11'
    observerDegrees: 2 | 10
    k: number
    xyz: Triple
    lab: Triple
  }[]
  /** L1, a1, b1, L2, a2, b2, dE00, dE94 of the second against the first */
  deltaE: [number, number, number, number, number, number, number, number][]
  srgb: { xyz: Triple; srgb: Triple }[]
  percentiles: { values: number[]; p5: number; p95: number }
}

/** Results of SciPy and colour-science, written by scripts/make-spectra-fixtures.py. */
export const oracle = JSON.parse(
  readFileSync(new URL('../fixtures/spectra-oracle.json', import.meta.url), 'utf8'),
) as Oracle

/** Formula spectrum k, the same as in the script. */
export const formula =
  (k: number) =>
  (nm: number): number =>
    0.05 +
    0.6 / (1 + Math.exp(-(nm - 450 - 40 * k) / 15)) +
    0.2 * Math.exp(-0.5 * ((nm - 620 + 30 * k) / 40) ** 2)
