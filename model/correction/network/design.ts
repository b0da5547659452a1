import type { Network } from '../../network/layers.ts'
import type { WeightShape } from '../../network/weights.ts'

/**
 * A network that says by how much a spectrum is to be changed: [samples, bands] to features [samples, 1, bands,
 * channels], and a last convolution of them to one channel.
 */
export interface Design {
  readonly features: Network
  /**
   * Names and shapes of all weights in the order of the layers, those of the last convolution at the end; `bands` is
   * a multiple of `BANDS_STEP`.
   */
  shapes(bands: number): WeightShape[]
}

/** Kernel and bias of the last convolution. */
export const HEAD_WEIGHTS = 2

/** The whole of a design: [samples, bands] to [samples, bands]. */
export const networkOf =
  ({ features }: Design): Network =>
  (layers, x, weights) => {
    const [kernel, bias] = weights.slice(-HEAD_WEIGHTS)
    if (kernel === undefined || bias === undefined) throw new RangeError('the last layer is missing')
    return layers.flatten(layers.convolveLinear(features(layers, x, weights), { kernel, bias }))
  }

/** Bands of a network are halved twice: spectra are continued by their last band to a multiple of so many. */
export const BANDS_STEP = 4

/** Name of the last kernel. It begins at zero, so that a network begins by changing nothing. */
export const HEAD = 'kernelHead'

const filter = (name: string, width: number, from: number, to: number): WeightShape[] => [
  { name: `kernel${name}`, shape: [1, width, from, to] },
  { name: `bias${name}`, shape: [to] },
]

/** Weights in the order of a design, each asked for once. */
function reader<T>(weights: readonly T[]): { filter(): { kernel: T; bias: T }; table(): T } {
  let next = 0
  const take = (): T => {
    const weight = weights[next++]
    if (weight === undefined) throw new RangeError(`weight ${next} is missing`)
    return weight
  }
  return { filter: () => ({ kernel: take(), bias: take() }), table: take }
}

const CNN_FILTERS = 12
const CNN_WIDTH = 9

/** Four convolutions of the same reach; a table tells the second one which band it looks at. */
export const CNN: Design = {
  shapes: (bands) => [
    ...filter('1', CNN_WIDTH, 1, CNN_FILTERS),
    { name: 'bands', shape: [1, 1, bands, CNN_FILTERS] },
    ...filter('2', CNN_WIDTH, CNN_FILTERS, CNN_FILTERS),
    ...filter('3', CNN_WIDTH, CNN_FILTERS, CNN_FILTERS),
    ...filter('Head', CNN_WIDTH, CNN_FILTERS, 1),
  ],
  features(layers, x, weights) {
    const next = reader(weights)
    const first = layers.convolve(layers.image(x), next.filter(), false)
    const second = layers.convolve(layers.embed(first, next.table()), next.filter())
    return layers.convolve(second, next.filter())
  },
}

const [FINE, MIDDLE, COARSE] = [8, 16, 24]

/**
 * A U-Net (Ronneberger, Fischer, Brox 2015) of one dimension: two halvings, two doublings, and at each level what went
 * down beside what comes up.
 */
export const UNET: Design = {
  shapes: (bands) => [
    ...filter('1', 9, 1, FINE),
    { name: 'bands', shape: [1, 1, bands, FINE] },
    ...filter('2', 5, FINE, MIDDLE),
    ...filter('3', 5, MIDDLE, COARSE),
    ...filter('4', 5, COARSE, MIDDLE),
    ...filter('5', 5, 2 * MIDDLE, FINE),
    ...filter('Head', 9, 2 * FINE, 1),
  ],
  features(layers, x, weights) {
    const next = reader(weights)
    const first = layers.convolve(layers.image(x), next.filter(), false)
    const fine = layers.embed(first, next.table())
    const middle = layers.convolve(layers.halve(fine), next.filter())
    const coarse = layers.convolve(layers.halve(middle), next.filter())
    const up = layers.doubleAndConvolve(coarse, next.filter())
    const top = layers.doubleAndConvolve(layers.join(up, middle), next.filter())
    return layers.join(top, fine)
  },
}
