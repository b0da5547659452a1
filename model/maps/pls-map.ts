import { foldsOf, seededFolds } from '../folds.ts'
import { centred, columnMeans, rowOf, takeRows, zeros } from '../linear/matrix.ts'
import { simpls } from '../linear/simpls.ts'
import type { Matrix } from '../service.ts'
import type { CubePixels } from './cube-pixels.ts'

/** A regression from a spectrum to per cent: value = offset + spectrum . coefficients. */
export interface PlsMapModel {
  readonly coefficients: Float64Array
  readonly offset: number
  /** Mean of the spectra it was fitted on. */
  readonly centre: Float64Array
  readonly components: number
  /** Root mean square error of the cross-validation after 1, 2, ... components. */
  readonly errors: Float64Array
}

const MOST_COMPONENTS = 15

function fitted(
  x: Matrix,
  y: Matrix,
  components: number,
): { coefficients: Float64Array[]; centre: Float64Array; mean: number } {
  const centre = columnMeans(x)
  const [mean = 0] = columnMeans(y)
  const { weights, loadings } = simpls(centred(x, centre), centred(y, Float64Array.of(mean)), components)
  const sum = new Float64Array(x.columns)
  const coefficients = Array.from({ length: weights.rows }, (_, k) => {
    const weight = rowOf(weights, k)
    const loading = loadings.data[k] ?? 0
    for (let band = 0; band < sum.length; band++) sum[band] = (sum[band] ?? 0) + loading * (weight[band] ?? 0)
    return sum.slice()
  })
  return { coefficients, centre, mean }
}

const dot = (a: Float64Array, b: Float64Array, centre: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * ((b[i] ?? 0) - (centre[i] ?? 0)), 0)

/**
 * PLS from mean spectra to the reference, components chosen by cross-validation: the fewest whose error is within
 * 2 per cent of the least, so that chance does not add components that only carry noise into the map.
 * @param spectra cubes x bands @param percent reference of each cube
 */
export function fitPlsMap(spectra: Matrix, percent: Float64Array, seed: number): PlsMapModel {
  const y: Matrix = { rows: percent.length, columns: 1, data: percent }
  const most = Math.max(1, Math.min(MOST_COMPONENTS, Math.floor((3 * spectra.rows) / 4) - 2, spectra.columns))
  const squares = new Float64Array(most)
  for (const { training, test } of foldsOf(seededFolds(spectra.rows, seed))) {
    const { coefficients, centre, mean } = fitted(takeRows(spectra, training), takeRows(y, training), most)
    for (const row of test)
      for (let k = 0; k < most; k++) {
        const line = coefficients[Math.min(k, coefficients.length - 1)] ?? new Float64Array(spectra.columns)
        const value = mean + dot(line, rowOf(spectra, row), centre)
        squares[k] = (squares[k] ?? 0) + (value - (percent[row] ?? 0)) ** 2
      }
  }
  const errors = squares.map((sum) => Math.sqrt(sum / spectra.rows))
  const least = Math.min(...errors)
  const components = errors.findIndex((error) => error <= 1.02 * least) + 1
  const all = fitted(spectra, y, components)
  const coefficients = all.coefficients.at(-1) ?? new Float64Array(spectra.columns)
  return {
    coefficients,
    offset: all.mean - dot(coefficients, all.centre, zeros(1, spectra.columns).data),
    centre: all.centre,
    components,
    errors,
  }
}

/** The regression in every pixel, per cent. */
export function plsMap(
  { coefficients, offset }: PlsMapModel,
  { bands, data, mask }: CubePixels,
): Float32Array {
  const values = new Float32Array(mask.length)
  for (let pixel = 0; pixel < values.length; pixel++) {
    let sum = offset
    for (let band = 0; band < bands; band++)
      sum += (coefficients[band] ?? 0) * (data[pixel * bands + band] ?? 0)
    values[pixel] = sum
  }
  return values
}
