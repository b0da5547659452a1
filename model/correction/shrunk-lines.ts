import { columnMeans, rowOf } from '../linear/matrix.ts'
import type { Matrix } from '../service.ts'
import { chooseShrinkage } from './shrinkage.ts'
import type { BandLines } from './band-lines.ts'

/** Sums of one band over the samples: features are (p - centre, scale), target is the error. */
interface BandSums {
  readonly pp: number
  readonly pe: number
  readonly e: number
}

/**
 * Lines that move `predicted` towards `reference` by a penalised gain and offset per band: the errors
 * e = reference - predicted are regressed on (predicted - centre, scale) with one penalty for all bands,
 * chosen by leave-one-patch-out. No improvement gives the identity.
 */
export function shrunkLines(
  predicted: Matrix,
  reference: Matrix,
): { readonly lines: BandLines; readonly penalty: number } {
  const { rows: n, columns } = predicted
  const centre = columnMeans(predicted)
  const [p, e] = [new Float64Array(n * columns), new Float64Array(n * columns)]
  let [unit, unchanged] = [0, 0]
  for (let i = 0; i < n; i++)
    for (let j = 0; j < columns; j++) {
      const at = i * columns + j
      p[at] = (rowOf(predicted, i)[j] ?? 0) - (centre[j] ?? 0)
      e[at] = (rowOf(reference, i)[j] ?? 0) - (rowOf(predicted, i)[j] ?? 0)
      unit += (p[at] ?? 0) ** 2 / (n * columns)
      unchanged += (e[at] ?? 0) ** 2
    }
  // The offset is a feature as large as the spectra vary, so that gain and offset are held back alike.
  const scale = Math.sqrt(unit)
  const sums = Array.from({ length: columns }, (_, j) => bandSums(p, e, j, n, columns))
  const press = (penalty: number): number => {
    let sum = 0
    for (const [j, band] of sums.entries()) {
      const [a, b, c] = [band.pp + penalty, n * unit + penalty, band.pe]
      const [gain, offset] = [c / a, (scale * band.e) / b]
      for (let i = 0; i < n; i++) {
        const feature = p[i * columns + j] ?? 0
        const leverage = feature ** 2 / a + unit / b
        sum +=
          (((e[i * columns + j] ?? 0) - gain * feature - offset * scale) / Math.max(1e-9, 1 - leverage)) ** 2
      }
    }
    return sum
  }
  const penalty = chooseShrinkage(unit, press, unchanged)
  const gain = Float64Array.from(sums, (band) => band.pe / (band.pp + penalty))
  const shift = Float64Array.from(sums, (band) => (unit * band.e) / (n * unit + penalty))
  return {
    lines: {
      slope: gain.map((value) => 1 + value),
      offset: shift.map((value, j) => value - (gain[j] ?? 0) * (centre[j] ?? 0)),
    },
    penalty,
  }
}

function bandSums(p: Float64Array, e: Float64Array, j: number, n: number, columns: number): BandSums {
  let [pp, pe, sum] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    const [feature, error] = [p[i * columns + j] ?? 0, e[i * columns + j] ?? 0]
    pp += feature * feature
    pe += feature * error
    sum += error
  }
  return { pp, pe, e: sum }
}
