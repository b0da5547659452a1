import type { Engine, Tensor2D, Tensor4D } from '../tf.ts'

/** A convolution with stride 1 and padding same, and its gradient, from operations that every backend does well. */
export interface ConvolutionParts {
  forward(x: Tensor4D, kernel: Tensor4D): Tensor4D
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
  const size: [number, number, number, number] = [samples, 1, bands, channels]
  const shifted = Array.from({ length: width }, (_, i) => tf.slice4d(padded, [0, 0, i, 0], size))
  return tf.concat4d(shifted, 3).reshape<Tensor2D>([samples * bands, width * channels])
}

/**
 * The parts for an engine. WebAssembly lacks the gradient of a convolution for its kernel, plain JavaScript convolves
 * a hundred times slower than it multiplies: so the kernel's gradient is a product with the unfolded input, and the
 * input's a convolution with the kernel reversed and its channels exchanged.
 */
export function convolutionParts(engine: Engine): ConvolutionParts {
  const { tf, backend } = engine
  const forward: ConvolutionParts['forward'] = (x, kernel) => {
    if (backend !== 'cpu') return tf.conv2d(x, kernel, 1, 'same')
    const [, width, channels, out] = kernel.shape
    const [samples, , bands] = x.shape
    const product = tf.matMul(unfold(engine, x, width), kernel.reshape<Tensor2D>([width * channels, out]))
    return product.reshape([samples, 1, bands, out])
  }
  return {
    forward,
    inputGradient: (error, kernel) => forward(error, tf.transpose(tf.reverse(kernel, 1), [0, 1, 3, 2])),
    kernelGradient(error, x, kernel) {
      const [samples, , bands, out] = error.shape
      const unfolded = tf.transpose(unfold(engine, x, kernel.shape[1]))
      return tf.matMul(unfolded, error.reshape<Tensor2D>([samples * bands, out])).reshape(kernel.shape)
    },
  }
}
