import type { Network } from '../../../model/network/layers.ts'
import { sizeOf, type Weights, type WeightShape } from '../../../model/network/weights.ts'
import type { Matrix } from '../../../model/service.ts'

/** A network with every layer there is, for 7 bands: odd numbers of bands meet every special case. */
export const BANDS = 7
export const SHAPES: readonly WeightShape[] = [
  { name: 'kernel1', shape: [1, 3, 1, 2] },
  { name: 'bias1', shape: [2] },
  { name: 'kernel2', shape: [1, 5, 2, 3] },
  { name: 'bias2', shape: [3] },
  { name: 'kernel3', shape: [1, 7, 3, 2] },
  { name: 'bias3', shape: [2] },
  { name: 'table', shape: [1, 1, 8, 2] },
  { name: 'kernel4', shape: [1, 3, 4, 2] },
  { name: 'bias4', shape: [2] },
  { name: 'denseKernel', shape: [16, BANDS] },
  { name: 'denseBias', shape: [BANDS] },
]
export const small: Network = (layers, x, weights) => {
  const [kernel1, bias1, kernel2, bias2, kernel3, bias3, table, kernel4, bias4, dense, bias] = weights
  const first = layers.convolve(layers.image(x), { kernel: kernel1!, bias: bias1! }, false)
  const second = layers.convolve(layers.halve(first), { kernel: kernel2!, bias: bias2! })
  const third = layers.doubleAndConvolve(second, { kernel: kernel3!, bias: bias3! })
  const both = layers.join(third, layers.embed(third, table!))
  const fourth = layers.convolveLinear(both, { kernel: kernel4!, bias: bias4! })
  return layers.sigmoid(layers.dense(layers.flatten(fourth), dense!, bias!))
}

/** Weights by formula, large enough that gradients are far from Adam's epsilon. */
export const weightsOf = (shapes: readonly WeightShape[], size = 0.6): Weights =>
  Object.fromEntries(
    shapes.map(({ name, shape }, layer) => [
      name,
      Float32Array.from({ length: sizeOf(shape) }, (_, k) => size * Math.sin(1.3 * k + 1.7 * layer + 0.4)),
    ]),
  )

export const spectra = (rows: number, bands: number, shift = 0): Matrix => ({
  rows,
  columns: bands,
  data: Float64Array.from(
    { length: rows * bands },
    (_, at) => 0.5 + 0.4 * Math.sin(0.05 * (at % bands) + 0.9 * Math.floor(at / bands) + shift),
  ),
})
