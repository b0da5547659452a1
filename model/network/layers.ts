import type { Engine, Tensor, Tensor1D, Tensor2D, Tensor4D } from '../tf.ts'
import { convolutionParts } from './convolution.ts'

/** Weights of one convolution: kernel [1, width, in, out] of odd width, bias [out]. */
export interface Filter {
  readonly kernel: Tensor4D
  readonly bias: Tensor1D
}

/** Layers of one-dimensional networks over [samples, 1, bands, channels]; stride 1, padding same. */
export interface Layers {
  /** Convolution and ReLU. `learnsInput` false spares the gradient of the data. */
  convolve(x: Tensor4D, filter: Filter, learnsInput?: boolean): Tensor4D
  /** Every band twice, then convolution and ReLU. */
  doubleAndConvolve(x: Tensor4D, filter: Filter): Tensor4D
  /** Largest of each two neighbouring bands after a ReLU; an odd last band stays alone. */
  halve(x: Tensor4D): Tensor4D
  product(a: Tensor2D, b: Tensor2D): Tensor2D
}

type Saver = (tensors: Tensor[]) => void

/** Matrix product whose gradient transposes first: WebAssembly multiplies transposed operands one element at a time. */
function transposingProduct({ tf }: Engine): Layers['product'] {
  return tf.customGrad((a, b, save) => {
    ;(save as Saver)([a as Tensor, b as Tensor])
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [x, y] = saved as [Tensor2D, Tensor2D]
      return [tf.matMul(dy, tf.transpose(y)), tf.matMul(tf.transpose(x), dy)]
    }
    return { value: tf.matMul(a as Tensor2D, b as Tensor2D), gradFunc }
  })
}

/** Convolution, bias and ReLU as one operation with one gradient. */
function convolution(engine: Engine): Layers['convolve'] {
  const { tf } = engine
  const parts = convolutionParts(engine)
  return (x, { kernel, bias }, learnsInput = true) => {
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [y, input, taps] = saved as [Tensor4D, Tensor4D, Tensor4D]
      const error = parts.reluGradient(dy as Tensor4D, y)
      const forInput = learnsInput ? parts.inputGradient(error, taps) : tf.zerosLike(input)
      return [forInput, parts.kernelGradient(error, input, taps), tf.sum(error, [0, 1, 2])]
    }
    const operation = tf.customGrad((input, taps, offset, save) => {
      const y = tf.relu(tf.add(tf.conv2d(input as Tensor4D, taps as Tensor4D, 1, 'same'), offset as Tensor1D))
      ;(save as Saver)([y, input as Tensor, taps as Tensor])
      return { value: y, gradFunc }
    })
    return operation(x, kernel, bias) as Tensor4D
  }
}

/**
 * Which tap of a kernel on doubled bands meets which original band: output 2m + phase looks at doubled places
 * 2m + phase + tap - half, that is at original band m + floor((phase + tap - half) / 2).
 * @returns [reach, width] of 0 and 1, for one phase; rows are the bands m - (reach - 1) / 2 and on
 */
export function phaseTaps(width: number, phase: 0 | 1, reach: number): number[][] {
  const half = (width - 1) / 2
  const taps = Array.from({ length: reach }, () => Array<number>(width).fill(0))
  for (let tap = 0; tap < width; tap++) {
    const row = taps[Math.floor((phase + tap - half) / 2) + (reach - 1) / 2]
    if (row) row[tap] = 1
  }
  return taps
}

/**
 * A convolution after doubling sees each band twice: with the taps that meet the same band added up, even and odd
 * outputs are two sets of filters on the original bands. The same sums, a third fewer products.
 */
function doubledFilter({ tf }: Engine, { kernel, bias }: Filter): Filter {
  const [, width, channels, out] = kernel.shape
  const reach = 2 * Math.ceil((width - 1) / 4) + 1
  const flat = kernel.reshape<Tensor2D>([width, channels * out])
  const phases = ([0, 1] as const).map((phase) =>
    tf.matMul(tf.tensor2d(phaseTaps(width, phase, reach)), flat).reshape<Tensor4D>([1, reach, channels, out]),
  )
  return { kernel: tf.concat4d(phases, 3), bias: tf.concat1d([bias, bias]) }
}

/** Maximum of the two halves of [.., bands / 2, 2 channels], with the gradient in the larger one. */
function halving({ tf }: Engine): Layers['halve'] {
  const larger = tf.customGrad((a, b, save) => {
    ;(save as Saver)([a as Tensor, b as Tensor])
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [first, second] = saved as [Tensor, Tensor]
      const ofFirst = tf.mul(dy, tf.cast(tf.greaterEqual(first, second), 'float32'))
      return [ofFirst, tf.sub(dy, ofFirst)]
    }
    return { value: tf.maximum(a as Tensor, b as Tensor), gradFunc }
  })
  return (x) => {
    const [samples, , bands, channels] = x.shape
    const half = Math.ceil(bands / 2)
    // After a ReLU nothing is below 0, so a zero band never wins.
    const even = 2 * half === bands ? x : tf.concat4d([x, tf.zeros([samples, 1, 1, channels])], 2)
    const [first, second] = tf.split(even.reshape([samples, 1, half, 2 * channels]), 2, 3) as [Tensor, Tensor]
    return larger(first, second) as Tensor4D
  }
}

/** The layers of an engine. */
export function layersFor(engine: Engine): Layers {
  const { tf } = engine
  const convolve = convolution(engine)
  return {
    convolve,
    doubleAndConvolve(x, filter) {
      const [samples, , bands] = x.shape
      return convolve(x, doubledFilter(engine, filter)).reshape([samples, 1, 2 * bands, filter.bias.shape[0]])
    },
    halve: halving(engine),
    product: engine.backend === 'wasm' ? transposingProduct(engine) : tf.matMul,
  }
}
