import { seededRandom } from '../../spectra/random.ts'

/** Name and shape of one array of weights, in the order a bundle keeps them. */
export interface WeightShape {
  readonly name: string
  readonly shape: readonly number[]
}

export type Weights = Readonly<Record<string, Float32Array>>

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1)

/** Glorot's uniform start for kernels (bound sqrt(6 / (in + out)) per tap), zero for biases; repeatable by seed. */
export function initialWeights(shapes: readonly WeightShape[], seed: number): Weights {
  const random = seededRandom(seed).fork('weights')
  const entries = shapes.map(({ name, shape }): [string, Float32Array] => {
    const array = new Float32Array(sizeOf(shape))
    if (shape.length === 1) return [name, array]
    const taps = sizeOf(shape.slice(0, -2))
    const [fanIn = 1, fanOut = 1] = shape.slice(-2)
    const bound = Math.sqrt(6 / (taps * (fanIn + fanOut)))
    return [name, array.map(() => random.uniform(-bound, bound))]
  })
  return Object.fromEntries(entries)
}
