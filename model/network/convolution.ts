import type { Engine, Tensor, Tensor2D, Tensor4D } from '../tf.ts'

/** The parts of the gradient of ReLU(convolution(x) + bias), each in the way its backend does best. */
export interface ConvolutionParts {
  /** dy where y > 0, else 0. */
  reluGradient(dy: Tensor4D, y: Tensor4D): Tensor4D
  inputGradient(error: Tensor4D, kernel: Tensor4D): Tensor4D
  kernelGradient(error: Tensor4D, x: Tensor4D, kernel: Tensor4D): Tensor4D
}

/** Shifted copies side by side: [samples, 1, bands, channels] to [samples x bands, width x channels]. */
function unfold({ tf }: Engine, x: Tensor4D, width: number): Tensor2D {
  const [samples, , bands, channels] = x.shape
  const half = (width - 1) / 2
  const padded = tf.pad4d(x, [
    [0, 0],
    [0, 0],
    [half, half],
    [0, 0],
  ])
  const shifted = Array.from({ length: width }, (_, i) =>
    tf.slice4d(padded, [0, 0, i, 0], [samples, 1, bands, channels]),
  )
  return tf.concat4d(shifted, 3).reshape<Tensor2D>([samples * bands, width * channels])
}

/**
 * From operations that WebAssembly has: for the input a convolution with the kernel reversed and its channels
 * exchanged, for the kernel a product with the unfolded input.
 */
function unfoldedParts(engine: Engine): ConvolutionParts {
  const { tf } = engine
  return {
    reluGradient: (dy, y) => tf.mul(dy, tf.step(y)),
    inputGradient: (error, kernel) =>
      tf.conv2d(error, tf.transpose(tf.reverse(kernel, 1), [0, 1, 3, 2]), 1, 'same'),
    kernelGradient(error, x, kernel) {
      const [samples, , bands, out] = error.shape
      const unfolded = tf.transpose(unfold(engine, x, kernel.shape[1]))
      return tf.matMul(unfolded, error.reshape<Tensor2D>([samples * bands, out])).reshape(kernel.shape)
    },
  }
}

/** From the gradients that the backend itself has. */
function nativeParts({ tf, native }: Engine): ConvolutionParts {
  const run = (kernel: string, inputs: Record<string, Tensor>, shape: Record<string, number[]>): Tensor4D =>
    tf.engine().runKernel(kernel, inputs, { strides: 1, pad: 'same', dataFormat: 'NHWC', ...shape })
  return {
    reluGradient: (dy, y) => (native ? (native.reluGradient(dy, y) as Tensor4D) : tf.mul(dy, tf.step(y))),
    inputGradient(error, filter) {
      const [samples, height, bands] = error.shape
      return run(
        'Conv2DBackpropInput',
        { dy: error, filter },
        { inputShape: [samples, height, bands, filter.shape[2]] },
      )
    },
    kernelGradient: (dy, x, kernel) => run('Conv2DBackpropFilter', { x, dy }, { filterShape: kernel.shape }),
  }
}

/** The parts for an engine. */
export function convolutionParts(engine: Engine): ConvolutionParts {
  return engine.backend === 'wasm' ? unfoldedParts(engine) : nativeParts(engine)
}
