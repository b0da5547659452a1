import { indexOf, type Theta } from './parameters.ts'

const [SU, SN, LTAU] = [indexOf('su'), indexOf('sn'), indexOf('ltau')]

/** Removes stray light from the spectrum at `from` of `values`, in place. */
export type StrayLightRemover = (values: Float64Array, from: number) => void

/** Row sums of exp(-|nm_i - nm_j| / length) in one pass to and one fro. @param decay between neighbours */
function rowSums(decay: Float64Array): Float64Array {
  const bands = decay.length + 1
  const sums = new Float64Array(bands).fill(1)
  for (let i = 1, tail = 0; i < bands; i++) {
    tail = (decay[i - 1] ?? 0) * (1 + tail)
    sums[i] = (sums[i] ?? 0) + tail
  }
  for (let i = bands - 2, tail = 0; i >= 0; i--) {
    tail = (decay[i] ?? 0) * (1 + tail)
    sums[i] = (sums[i] ?? 0) + tail
  }
  return sums
}

/**
 * The inverse of M = (1 - su - sn) I + sn N + (su / b) 1 1', N_ij = exp(-|nm_i - nm_j| / exp(ltau)) with rows of
 * sum 1, in a handful of operations per band instead of b. An exponential kernel E has a tridiagonal inverse Q
 * (it is the covariance of a Markov process: Rybicki, Press 1995); with r the row sums of E and z = r x,
 * M x = y is (a Q + sn / r) z = Q r y, a = 1 - su - sn. As M keeps constants, the uniform part then is
 * x - su mean(x).
 */
export function strayLightRemover(wavelengthNm: Float64Array, theta: Theta): StrayLightRemover {
  const bands = wavelengthNm.length
  const [su, sn] = [theta[SU] ?? 0, theta[SN] ?? 0]
  const length = Math.exp(theta[LTAU] ?? 0)
  const direct = 1 - su - sn
  const decay = Float64Array.from({ length: bands - 1 }, (_, i) =>
    Math.exp(((wavelengthNm[i] ?? 0) - (wavelengthNm[i + 1] ?? 0)) / length),
  )
  const sums = rowSums(decay)
  // Q: diagonal and the element to the right.
  const diagonal = new Float64Array(bands).fill(1)
  const beside = new Float64Array(bands)
  for (const [i, d] of decay.entries()) {
    const share = 1 / (1 - d * d)
    diagonal[i] = (diagonal[i] ?? 0) + d * d * share
    diagonal[i + 1] = (diagonal[i + 1] ?? 0) + d * d * share
    beside[i] = -d * share
  }
  // Thomas elimination of a Q + sn / r, prepared once.
  const pivot = new Float64Array(bands)
  const ratio = new Float64Array(bands)
  for (let i = 0; i < bands; i++) {
    const above = i === 0 ? 0 : direct * (beside[i - 1] ?? 0) * (ratio[i - 1] ?? 0)
    pivot[i] = 1 / (direct * (diagonal[i] ?? 1) + sn / (sums[i] ?? 1) - above)
    ratio[i] = direct * (beside[i] ?? 0) * (pivot[i] ?? 0)
  }
  const z = new Float64Array(bands)
  return (values, from) => {
    let [before, here] = [0, (sums[0] ?? 1) * (values[from] ?? 0)]
    for (let i = 0; i < bands; i++) {
      const next = i + 1 < bands ? (sums[i + 1] ?? 1) * (values[from + i + 1] ?? 0) : 0
      const left = i === 0 ? 0 : (beside[i - 1] ?? 0)
      const right = left * before + (diagonal[i] ?? 1) * here + (beside[i] ?? 0) * next
      z[i] = (right - (i === 0 ? 0 : direct * left * (z[i - 1] ?? 0))) * (pivot[i] ?? 1)
      before = here
      here = next
    }
    let [sum, last] = [0, 0]
    for (let i = bands - 1; i >= 0; i--) {
      last = (z[i] ?? 0) - (ratio[i] ?? 0) * last
      const value = last / (sums[i] ?? 1)
      values[from + i] = value
      sum += value
    }
    const uniform = (su * sum) / bands
    for (let i = 0; i < bands; i++) values[from + i] = (values[from + i] ?? 0) - uniform
  }
}
