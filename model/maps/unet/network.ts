import type { Engine, Tensor, Tensor4D } from '../../tf.ts'
import { FRONT, sizeOfPart, type UNetShape, weightParts } from './shape.ts'

/** From standardised cubes [1, height, width, bands] to maps [1, height, width, 1], in units of the output scale. */
export type MapNetwork = (
  x: Tensor4D,
  weights: Tensor,
  /** Is shown what the front end makes; what it returns goes on. */
  seen?: (front: Tensor4D) => Tensor4D,
) => Tensor4D

/**
 * The 3-D convolution of the front end (one filter of 7 bands x 2 x 2 pixels, step 1 x 2 x 2) as a 2-D convolution
 * over unfolded bands: the kernel from band i to channel j is the filter at i - j, and 0 where that is outside it.
 * tests/model/maps/network.test.ts compares with conv3d.
 */
function unfolding(bands: number): Float32Array {
  const channels = bands - FRONT.bands + 1
  const select = new Float32Array(bands * channels * FRONT.bands)
  for (let channel = 0; channel < channels; channel++)
    for (let tap = 0; tap < FRONT.bands; tap++)
      select[((channel + tap) * channels + channel) * FRONT.bands + tap] = 1
  return select
}

/**
 * The network of Engstrom et al. (2025): front end, then a U-Net with two 3 x 3 convolutions a level, max pooling,
 * bilinear up-sampling with a 1 x 1 convolution, and skip connections. Two things differ. Convolutions keep the size
 * (zeros beyond the border; the caller mirrors the cube into a margin first), because nothing would be left of a
 * small cube; and the map is brought back to the resolution of the cube by bilinear interpolation: a pixel of the
 * halved grid lies exactly between the 2 x 2 pixels it comes from. Height and width are multiples of `alignment`.
 */
export function mapNetwork({ tf }: Engine, shape: UNetShape): MapNetwork {
  const parts = weightParts(shape)
  const sizes = parts.map(sizeOfPart)
  const select = unfolding(shape.bands)
  const channels = shape.bands - FRONT.bands + 1
  const doubled = (x: Tensor4D): Tensor4D =>
    tf.image.resizeBilinear(x, [2 * x.shape[1], 2 * x.shape[2]], false, true)
  return (x, flat, seen) => {
    const weights = tf.split(flat, sizes).map((part, i) => part.reshape([...(parts[i]?.shape ?? [])]))
    let used = 0
    const next = (): Tensor => weights[used++] ?? tf.scalar(0)
    const convolve = (input: Tensor4D): Tensor4D => {
      const kernel = next() as Tensor4D
      return tf.add(tf.conv2d(input, kernel, 1, 'same'), next())
    }
    const double = (input: Tensor4D): Tensor4D => tf.relu(convolve(tf.relu(convolve(input))))
    const filter = tf.matMul(tf.tensor2d(select, [shape.bands * channels, FRONT.bands]), next())
    const kernel = tf.transpose(
      filter.reshape<Tensor4D>([shape.bands, channels, FRONT.side, FRONT.side]),
      [2, 3, 0, 1],
    )
    let y: Tensor4D = tf.add(tf.conv2d(x, kernel, FRONT.step, 'valid'), next())
    y = seen?.(y) ?? y
    const skips: Tensor4D[] = []
    for (let level = 0; level < shape.widths.length; level++) {
      if (level > 0) y = tf.maxPool(y, 2, 2, 'valid')
      y = double(y)
      skips.push(y)
    }
    skips.pop()
    for (let skip = skips.pop(); skip; skip = skips.pop())
      y = double(tf.concat([skip, convolve(doubled(y))], 3))
    return doubled(convolve(y))
  }
}
