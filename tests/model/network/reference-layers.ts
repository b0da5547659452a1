import type { Layers } from '../../../model/network/layers.ts'
import type { Block } from '../../../model/network/plain-layers.ts'

const block = (shape: readonly number[], value: (at: number) => number): Block => ({
  shape,
  values: Float64Array.from({ length: shape.reduce((product, side) => product * side, 1) }, (_, at) =>
    value(at),
  ),
})

function convolveLinear(x: Block, { kernel, bias }: { kernel: Block; bias: Block }): Block {
  const [samples = 0, , bands = 0, channels = 0] = x.shape
  const [, width = 0, , out = 0] = kernel.shape
  return block([samples, 1, bands, out], (at) => {
    const [filter, band, sample] = [at % out, Math.floor(at / out) % bands, Math.floor(at / out / bands)]
    let sum = bias.values[filter]!
    for (let tap = 0; tap < width; tap++) {
      const from = band + tap - (width - 1) / 2
      if (from < 0 || from >= bands) continue
      for (let channel = 0; channel < channels; channel++)
        sum +=
          x.values[(sample * bands + from) * channels + channel]! *
          kernel.values[(tap * channels + channel) * out + filter]!
    }
    return sum
  })
}

function convolve(x: Block, filter: { kernel: Block; bias: Block }): Block {
  const { shape, values } = convolveLinear(x, filter)
  return { shape, values: values.map((value) => Math.max(0, value)) }
}

function doubled(x: Block): Block {
  const [samples = 0, , bands = 0, channels = 0] = x.shape
  return block([samples, 1, 2 * bands, channels], (at) => {
    const [channel, band, sample] = [
      at % channels,
      Math.floor(at / channels) % (2 * bands),
      Math.floor(at / channels / 2 / bands),
    ]
    return x.values[(sample * bands + Math.floor(band / 2)) * channels + channel]!
  })
}

/** The layers by their definitions in plain loops: what every backend must agree with. */
export const referenceLayers: Layers<Block> = {
  image: ({ shape, values }) => ({ shape: [shape[0]!, 1, shape[1]!, 1], values }),
  convolve,
  convolveLinear,
  embed: ({ shape, values }, table) =>
    block(shape, (at) => values[at]! + table.values[at % (shape[2]! * shape[3]!)]!),
  join({ shape, values }, second) {
    const [one, two] = [shape[3]!, second.shape[3]!]
    return block([...shape.slice(0, 3), one + two], (at) => {
      const [place, channel] = [Math.floor(at / (one + two)), at % (one + two)]
      return channel < one ? values[place * one + channel]! : second.values[place * two + channel - one]!
    })
  },
  doubleAndConvolve: (x, filter) => convolve(doubled(x), filter),
  halve(x) {
    const [samples = 0, , bands = 0, channels = 0] = x.shape
    const half = Math.ceil(bands / 2)
    return block([samples, 1, half, channels], (at) => {
      const [channel, band, sample] = [
        at % channels,
        Math.floor(at / channels) % half,
        Math.floor(at / channels / half),
      ]
      const value = (i: number): number =>
        i < bands ? x.values[(sample * bands + i) * channels + channel]! : -Infinity
      return Math.max(value(2 * band), value(2 * band + 1))
    })
  },
  flatten: ({ shape, values }) => ({ shape: [shape[0]!, shape[2]! * shape[3]!], values }),
  dense(x, kernel, bias) {
    const [inputs = 0, outputs = 0] = kernel.shape
    return block([x.shape[0]!, outputs], (at) => {
      let sum = bias.values[at % outputs]!
      for (let k = 0; k < inputs; k++)
        sum += x.values[Math.floor(at / outputs) * inputs + k]! * kernel.values[k * outputs + (at % outputs)]!
      return sum
    })
  },
  sigmoid: ({ shape, values }) => ({ shape, values: values.map((value) => 1 / (1 + Math.exp(-value))) }),
}
