import type { Engine, Tensor } from '../../tf.ts'

/** How the last layer of a network becomes per cent. */
export interface OutputForm {
  /** Through a sigmoid to 0..100 %, as a part of the network; else a line, as in the paper. */
  readonly bounded: boolean
  /** Per cent of an output of 0. */
  readonly centre: number
  /** Per cent that an output of 1 means, in the middle of the range. */
  readonly scale: number
}

/** The slope of 100 sigmoid(z) where it is 50. */
const MIDDLE_SLOPE = 25
/** A centre nearer than this to an end of the range would start where the sigmoid no longer learns, per cent. */
const NEAREST = 2

/** Per cent from what the last layer gives, any shape. */
export function percentOf<T extends Tensor>({ tf }: Engine, x: T, form: OutputForm): T {
  const { bounded, centre, scale } = form
  if (!bounded) return tf.add(tf.mul(x, scale), centre)
  const share = Math.min(100 - NEAREST, Math.max(NEAREST, centre)) / 100
  const shifted = tf.add(tf.mul(x, scale / MIDDLE_SLOPE), Math.log(share / (1 - share)))
  return tf.mul(tf.sigmoid(shifted), 100)
}
