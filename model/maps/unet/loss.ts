import type { Engine, Scalar, Tensor, Tensor2D } from '../../tf.ts'
import { sizeOfPart, type UNetShape, weightParts } from './shape.ts'

/** How much each term of the loss counts. */
export interface LossWeights {
  readonly mean: number
  readonly smooth: number
  readonly outside: number
  readonly weights: number
  /** Staying near the map that was learnt first, where there was one; 0 in the paper. */
  readonly teacher: number
}

/** Weights of the paper, whose structures are tens to hundreds of pixels wide (Engstrom et al. 2025). */
export const PAPER_LOSS: LossWeights = { mean: 1, smooth: 20, outside: 0.001, weights: 0.001, teacher: 0 }

/** A map, its mask [height, width] and the reference of its mean. */
export interface LossInput {
  readonly map: Tensor2D
  readonly mask: Tensor2D
  readonly reference: number
}

/**
 * The four terms for one cube, in per cent squared: error of the masked mean; squared differences of neighbours
 * inside the mask over its pixels; squares of what lies outside 0..100 %; squares of all kernels.
 */
export function mapLoss({ tf }: Engine, shape: UNetShape, factors: LossWeights) {
  const penalised = Float32Array.from(
    weightParts(shape).flatMap((part) =>
      Array.from({ length: sizeOfPart(part) }, () => (part.penalised ? 1 : 0)),
    ),
  )
  const data = ({ map, mask, reference }: LossInput): Scalar => {
    const [height, width] = map.shape
    const count = tf.sum(mask)
    const mean = tf.div(tf.sum(tf.mul(map, mask)), count)
    const steps = (x: Tensor2D, down: boolean): [Tensor2D, Tensor2D] =>
      down
        ? [tf.slice(x, [1, 0], [height - 1, width]), tf.slice(x, [0, 0], [height - 1, width])]
        : [tf.slice(x, [0, 1], [height, width - 1]), tf.slice(x, [0, 0], [height, width - 1])]
    const roughness = [true, false].map((down) => {
      const [a, b] = steps(map, down)
      const [inA, inB] = steps(mask, down)
      return tf.sum(tf.mul(tf.squaredDifference(a, b), tf.mul(inA, inB)))
    })
    const below = tf.square(tf.relu(tf.neg(map)))
    const above = tf.square(tf.relu(tf.sub(map, 100)))
    return tf.addN([
      tf.mul(factors.mean, tf.squaredDifference(mean, reference)),
      ...roughness.map((sum) => tf.mul(factors.smooth, tf.div(sum, count))),
      tf.mul(factors.outside, tf.sum(tf.mul(tf.add(below, above), mask))),
    ]) as Scalar
  }
  /** Mean squared difference to a map that is to be learnt first. */
  const imitation = (map: Tensor2D, mask: Tensor2D, teacher: Tensor2D): Scalar =>
    tf.div(tf.sum(tf.mul(tf.squaredDifference(map, teacher), mask)), tf.sum(mask))
  const penalty = (flat: Tensor): Scalar =>
    tf.mul(factors.weights, tf.sum(tf.mul(tf.square(flat), tf.tensor1d(penalised))))
  return { data, imitation, penalty }
}
