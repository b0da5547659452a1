import type { Filter, Layers } from './layers.ts'

/** Numbers and their shape, row-major. */
export interface Block {
  readonly shape: readonly number[]
  readonly values: Float64Array
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1)
const at = (values: Float64Array, index: number): number => values[index] ?? 0

/** @param doubling 1 where every band of `x` is seen twice, else 0; @param least 0 for a ReLU, else -Infinity */
function convolution(x: Block, { kernel, bias }: Filter<Block>, doubling: 0 | 1, least: number): Block {
  const [samples = 0, , bandsBefore = 0, channels = 0] = x.shape
  const [, width = 1, , out = 0] = kernel.shape
  const bands = bandsBefore << doubling
  const half = (width - 1) / 2
  const values = new Float64Array(samples * bands * out)
  for (let sample = 0; sample < samples; sample++)
    for (let band = 0; band < bands; band++) {
      const to = (sample * bands + band) * out
      for (let filter = 0; filter < out; filter++) values[to + filter] = at(bias.values, filter)
      const [first, last] = [Math.max(0, half - band), Math.min(width - 1, bands - 1 + half - band)]
      for (let tap = first; tap <= last; tap++) {
        const from = (sample * bandsBefore + ((band + tap - half) >> doubling)) * channels
        for (let channel = 0; channel < channels; channel++) {
          const value = at(x.values, from + channel)
          // Half of all values after a ReLU.
          if (value === 0) continue
          const taps = (tap * channels + channel) * out
          for (let filter = 0; filter < out; filter++)
            values[to + filter] = at(values, to + filter) + value * at(kernel.values, taps + filter)
        }
      }
      for (let filter = 0; filter < out; filter++)
        if (at(values, to + filter) < least) values[to + filter] = least
    }
  return { shape: [samples, 1, bands, out], values }
}

/**
 * The layers in double precision without any backend: a stored network answers the same on every machine, alone or in
 * a table, and a live correction needs no TensorFlow. Some milliseconds for ten thousand weights.
 */
export const plainLayers: Layers<Block> = {
  image: ({ shape: [samples = 0, bands = 0], values }) => ({ shape: [samples, 1, bands, 1], values }),
  convolve: (x, filter) => convolution(x, filter, 0, 0),
  convolveLinear: (x, filter) => convolution(x, filter, 0, -Infinity),
  doubleAndConvolve: (x, filter) => convolution(x, filter, 1, 0),
  halve({ shape, values }) {
    const [samples = 0, , bands = 0, channels = 0] = shape
    const half = Math.ceil(bands / 2)
    const halved = new Float64Array(samples * half * channels)
    for (let i = 0; i < halved.length; i++) {
      const [channel, place] = [i % channels, Math.floor(i / channels)]
      const [band, sample] = [2 * (place % half), Math.floor(place / half)]
      const from = (sample * bands + band) * channels + channel
      halved[i] =
        band + 1 < bands ? Math.max(at(values, from), at(values, from + channels)) : at(values, from)
    }
    return { shape: [samples, 1, half, channels], values: halved }
  },
  embed: ({ shape, values }, table) => ({
    shape,
    values: values.map((value, i) => value + at(table.values, i % table.values.length)),
  }),
  join(first, second) {
    const [one, two] = [first.shape.at(-1) ?? 0, second.shape.at(-1) ?? 0]
    const shape = [...first.shape.slice(0, -1), one + two]
    const values = new Float64Array(sizeOf(shape))
    for (let row = 0; row < values.length / (one + two); row++) {
      values.set(first.values.subarray(row * one, (row + 1) * one), row * (one + two))
      values.set(second.values.subarray(row * two, (row + 1) * two), row * (one + two) + one)
    }
    return { shape, values }
  },
  flatten: ({ shape, values }) => ({ shape: [shape[0] ?? 0, sizeOf(shape.slice(1))], values }),
  dense({ shape: [rows = 0], values }, kernel, bias) {
    const [inputs = 0, outputs = 0] = kernel.shape
    const result = new Float64Array(rows * outputs)
    for (let row = 0; row < rows; row++)
      for (let j = 0; j < outputs; j++) {
        let sum = at(bias.values, j)
        for (let k = 0; k < inputs; k++)
          sum += at(values, row * inputs + k) * at(kernel.values, k * outputs + j)
        result[row * outputs + j] = sum
      }
    return { shape: [rows, outputs], values: result }
  },
  sigmoid: ({ shape, values }) => ({ shape, values: values.map((value) => 1 / (1 + Math.exp(-value))) }),
}
