import { cholesky } from '../../linear/cholesky.ts'
import { columnMeans, difference } from '../../linear/matrix.ts'
import { solveCholesky } from '../../linear/solve.ts'
import type { AffineMap, Matrix } from '../../service.ts'
import type { BandAxis } from '../physics/band-axis.ts'
import { plusDiagonal, smoothKernel } from './smooth-kernel.ts'

/** Any reflectance may come: standard deviation 0.2, features from about 12 nm on. */
const VARIANCE = 0.04
const LENGTH_NM = 12
const LEAST_NOISE = 1e-9
/** A window that follows its own band cannot tell that band's noise. */
const LEAST_FREEDOM = 0.3
const AVERAGED_BANDS = 7

/** What no smooth curve follows in the residual: variance of the noise per band. */
function noiseOf(residual: Matrix, { polynomial: { value } }: BandAxis): Float64Array {
  const { width, start, weights } = value
  const bands = residual.columns
  const noise = new Float64Array(bands)
  for (let i = 0; i < bands; i++) {
    const first = start[i] ?? 0
    let sum = 0
    for (let row = 0; row < residual.rows; row++) {
      let smooth = 0
      for (let k = 0; k < width; k++)
        smooth += (weights[i * width + k] ?? 0) * (residual.data[row * bands + first + k] ?? 0)
      sum += ((residual.data[row * bands + i] ?? 0) - smooth) ** 2
    }
    const freedom = Math.max(1 - (weights[i * width + i - first] ?? 0), LEAST_FREEDOM)
    noise[i] = Math.max(sum / residual.rows / freedom, LEAST_NOISE)
  }
  return noise
}

/** Moving average; the bands at the ends are repeated beyond them. */
function averaged(values: Float64Array): Float64Array {
  const half = (AVERAGED_BANDS - 1) / 2
  return values.map((_, i) => {
    let sum = 0
    for (let k = i - half; k <= i + half; k++) sum += values[Math.min(values.length - 1, Math.max(0, k))] ?? 0
    return sum / AVERAGED_BANDS
  })
}

/** The expert for spectra the plate knows nothing of: takes out noise and believes in nothing but smoothness. */
export function fitSmoother(p: Matrix, y: Matrix, axis: BandAxis): AffineMap {
  const noise = averaged(noiseOf(difference(p, y), axis))
  const kernel = smoothKernel(axis.wavelengthNm, LENGTH_NM, VARIANCE)
  const centre = columnMeans(y)
  return { centre, mean: centre, coefficients: solveCholesky(cholesky(plusDiagonal(kernel, noise)), kernel) }
}
