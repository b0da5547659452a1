import type { Engine, Tensor, Tensor1D, Tensor2D, Tensor4D } from '../tf.ts'
import { convolutionParts } from './convolution.ts'
import type { Filter, Layers } from './layers.ts'
import { phaseTaps, reachOf } from './phases.ts'

type Saver = (tensors: Tensor[]) => void

/** Matrix product whose gradient transposes first: WebAssembly multiplies transposed operands one element at a time. */
function transposingProduct({ tf }: Engine): (a: Tensor2D, b: Tensor2D) => Tensor2D {
  return tf.customGrad((a, b, save) => {
    ;(save as Saver)([a as Tensor, b as Tensor])
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [x, y] = saved as [Tensor2D, Tensor2D]
      return [tf.matMul(dy, tf.transpose(y)), tf.matMul(tf.transpose(x), dy)]
    }
    return { value: tf.matMul(a as Tensor2D, b as Tensor2D), gradFunc }
  })
}

/** Convolution, bias and (where `rectify`) ReLU as one operation with one gradient. */
function convolution(engine: Engine, rectify: boolean): Layers<Tensor>['convolve'] {
  const { tf } = engine
  const parts = convolutionParts(engine)
  return (x, { kernel, bias }, learnsInput = true) => {
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [y, input, taps] = saved as [Tensor4D, Tensor4D, Tensor4D]
      const error = rectify ? tf.mul<Tensor4D>(dy, tf.step(y)) : (dy as Tensor4D)
      const forInput = learnsInput ? parts.inputGradient(error, taps) : tf.zerosLike(input)
      return [forInput, parts.kernelGradient(error, input, taps), tf.sum(error, [0, 1, 2])]
    }
    const operation = tf.customGrad((input, taps, offset, save) => {
      const sum: Tensor4D = tf.add(parts.forward(input as Tensor4D, taps as Tensor4D), offset as Tensor1D)
      const y = rectify ? tf.relu(sum) : sum
      ;(save as Saver)([y, input as Tensor, taps as Tensor])
      return { value: y, gradFunc }
    })
    return operation(x, kernel, bias)
  }
}

/** The filter for the original bands that does what `filter` does after doubling. */
function doubledFilter({ tf }: Engine, { kernel, bias }: Filter<Tensor>): Filter<Tensor> {
  const [, width = 1, channels = 1, out = 1] = kernel.shape
  const reach = reachOf(width)
  const flat = kernel.reshape<Tensor2D>([width, channels * out])
  const phases = ([0, 1] as const).map((phase) =>
    tf.matMul(tf.tensor2d(phaseTaps(width, phase, reach)), flat).reshape<Tensor4D>([1, reach, channels, out]),
  )
  return { kernel: tf.concat(phases, 3), bias: tf.concat([bias, bias]) }
}

/** Maximum of the two halves of [.., bands / 2, 2 channels], with the gradient in the larger one. */
function halving({ tf }: Engine): Layers<Tensor>['halve'] {
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
    const [samples = 0, , bands = 0, channels = 0] = x.shape
    const half = Math.ceil(bands / 2)
    // After a ReLU nothing is below 0, so a zero band never wins.
    const even = 2 * half === bands ? x : tf.concat([x, tf.zeros([samples, 1, 1, channels])], 2)
    const [first, second] = tf.split(even.reshape([samples, 1, half, 2 * channels]), 2, 3)
    if (!first || !second) throw new Error('a pair has two halves')
    return larger(first, second)
  }
}

/** The layers on tensors of an engine, differentiable by its tape. */
export function tensorLayers(engine: Engine): Layers<Tensor> {
  const { tf } = engine
  const convolve = convolution(engine, true)
  const product = engine.backend === 'wasm' ? transposingProduct(engine) : tf.matMul
  return {
    convolve,
    convolveLinear: convolution(engine, false),
    embed: (x, table) => tf.add(x, table),
    join: (first, second) => tf.concat([first, second], 3),
    doubleAndConvolve(x, filter) {
      const [samples = 0, , bands = 0] = x.shape
      return convolve(x, doubledFilter(engine, filter)).reshape([samples, 1, 2 * bands, filter.bias.size])
    },
    halve: halving(engine),
    image(x) {
      const [samples = 0, bands = 0] = x.shape
      return x.reshape([samples, 1, bands, 1])
    },
    flatten(x) {
      const [samples = 0] = x.shape
      return x.reshape([samples, -1])
    },
    dense: (x, kernel, bias) => tf.add(product(x as Tensor2D, kernel as Tensor2D), bias),
    sigmoid: (x) => tf.sigmoid(x),
  }
}
