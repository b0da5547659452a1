import { cholesky } from '../../linear/cholesky.ts'
import { difference, takeRows, zeros } from '../../linear/matrix.ts'
import { crossProduct, gram } from '../../linear/multiply.ts'
import { solveCholesky } from '../../linear/solve.ts'
import { type Block, plainLayers } from '../../network/plain-layers.ts'
import type { Matrix } from '../../service.ts'
import { type Addition, blocksOf, continued, opened } from './addition.ts'
import { type Design, HEAD_WEIGHTS } from './design.ts'

/** Penalties tried, relative to the mean square of a column of the features and the number of values: two per decade. */
const STEPS = Float64Array.from({ length: 13 }, (_, k) => 10 ** (-4 + k / 2))

/** Every place of a flow with its neighbourhood and a one: what a convolution multiplies with its kernel and bias. */
function neighbourhoods({ shape, values }: Block, width: number, bands: number): Matrix {
  const [, , inside = 0, channels = 0] = shape
  const result = zeros(bands, width * channels + 1)
  for (let band = 0; band < bands; band++) {
    const row = result.data.subarray(band * result.columns, (band + 1) * result.columns)
    for (let tap = 0; tap < width; tap++) {
      const from = band + tap - (width - 1) / 2
      if (from >= 0 && from < inside)
        row.set(values.subarray(from * channels, (from + 1) * channels), tap * channels)
    }
    row[width * channels] = 1
  }
  return result
}

/** Normal equations of one patch: features' features, features' error, and the sum of its squared errors. */
interface Patch {
  readonly features: Matrix
  readonly error: Matrix
  readonly square: Matrix
  readonly product: Matrix
}

function summed(parts: readonly Matrix[]): Matrix {
  const [first] = parts
  const sum = zeros(first?.rows ?? 0, first?.columns ?? 0)
  for (const { data } of parts)
    for (let i = 0; i < data.length; i++) sum.data[i] = (sum.data[i] ?? 0) + (data[i] ?? 0)
  return sum
}

/** Change of the last layer from sums over patches. */
function changeFrom(square: Matrix, product: Matrix, penalty: number): Matrix {
  const damped = { ...square, data: square.data.slice() }
  for (let i = 0; i < square.rows; i++)
    damped.data[i * (square.rows + 1)] = (damped.data[i * (square.rows + 1)] ?? 0) + penalty
  return solveCholesky(cholesky(damped), product)
}

function squaredLeft({ features, error }: Patch, change: Matrix | undefined): number {
  let sum = 0
  for (let band = 0; band < features.rows; band++) {
    let value = error.data[band] ?? 0
    if (change)
      for (let k = 0; k < features.columns; k++)
        value -= (features.data[band * features.columns + k] ?? 0) * (change.data[k] ?? 0)
    sum += value * value
  }
  return sum
}

/** The penalty under which patches that took no part are predicted best; infinity leaves the network as it is. */
function choosePenalty(patches: readonly Patch[], unit: number): number {
  const unchanged = patches.reduce((sum, patch) => sum + squaredLeft(patch, undefined), 0)
  let [chosen, least] = [Infinity, unchanged]
  if (patches.length < 2 || !(unit > 0)) return chosen
  const others = patches.map((left) => patches.filter((patch) => patch !== left))
  const sums = others.map((kept) => ({
    square: summed(kept.map(({ square }) => square)),
    product: summed(kept.map(({ product }) => product)),
  }))
  for (const step of STEPS) {
    const error = patches.reduce((sum, patch, i) => {
      const { square, product } = sums[i] ?? patch
      return sum + squaredLeft(patch, changeFrom(square, product, step * unit))
    }, 0)
    if (error < least) [chosen, least] = [step * unit, error]
  }
  return chosen
}

/**
 * A network learns on from where it is: its layers stay, the last one moves towards what a few fresh pairs still miss,
 * as far as leaving out each in turn shows that they carry. Not all weights further by Adam:
 * its steps have the same length however small the error, so it can move a network that has nothing to learn.
 */
export function learnOn(
  design: Design,
  old: Addition,
  p: Matrix,
  y: Matrix,
): { readonly addition: Addition; readonly penalty: number } {
  const { scale } = old
  const blocks = blocksOf(design, old)
  const [, width = 1] = blocks.at(-HEAD_WEIGHTS)?.shape ?? []
  const left = difference(difference(y, p), opened(design, old)(p))
  const patches = Array.from({ length: p.rows }, (_, i): Patch => {
    const x = continued(takeRows(p, [i]), scale.centre, scale.input)
    const flow = design.features(plainLayers, { shape: [1, x.columns], values: x.data }, blocks)
    const features = neighbourhoods(flow, width, p.columns)
    const error = {
      rows: p.columns,
      columns: 1,
      data: left.data.slice(i * p.columns, (i + 1) * p.columns).map((value) => value / scale.output),
    }
    return { features, error, square: gram(features), product: crossProduct(features, error) }
  })
  const square = summed(patches.map((patch) => patch.square))
  const size = square.rows
  const unit = Array.from({ length: size }, (_, i) => square.data[i * (size + 1)] ?? 0).reduce(
    (a, b) => a + b,
    0,
  )
  const penalty = choosePenalty(patches, unit / Math.max(1, size))
  if (!Number.isFinite(penalty)) return { addition: old, penalty }
  const change = changeFrom(square, summed(patches.map(({ product }) => product)), penalty).data
  const before = old.weights.slice(0, -HEAD_WEIGHTS)
  const [kernel = new Float64Array(), bias = new Float64Array()] = old.weights.slice(-HEAD_WEIGHTS)
  const moved = [
    kernel.map((value, k) => value + (change[k] ?? 0)),
    bias.map((value) => value + (change.at(-1) ?? 0)),
  ]
  return { addition: { scale, weights: [...before, ...moved] }, penalty }
}
