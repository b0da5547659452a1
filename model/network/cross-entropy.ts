import type { Engine, Scalar, Tensor } from '../tf.ts'

/** Keeps the logarithm of a probability finite. */
const LEAST = 1e-7

/**
 * Mean over rows of the cross-entropy between softmax(scores), or sigmoid(scores) class by class, and `wanted`. Its
 * gradient is (probability - wanted) / rows in both cases (Bishop 2006, section 4.3), which needs no kernel that a
 * backend could lack.
 */
export function crossEntropy(
  { tf }: Engine,
  kind: 'softmax' | 'sigmoid',
  scores: Tensor,
  wanted: Tensor,
): Scalar {
  const operation = tf.customGrad((x, save) => {
    const logits = x as Tensor
    const probability = kind === 'softmax' ? tf.softmax(logits) : tf.sigmoid(logits)
    const rows = logits.shape[0]
    const of = (p: Tensor, y: Tensor): Tensor => tf.mul(y, tf.log(tf.maximum(p, LEAST)))
    const hit = of(probability, wanted)
    const rest = of(tf.sub(1, probability), tf.sub(1, wanted))
    const entropy = tf.neg(tf.sum(kind === 'softmax' ? hit : tf.add(hit, rest)))
    ;(save as (tensors: Tensor[]) => void)([probability])
    return {
      value: tf.div<Scalar>(entropy, rows),
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        tf.mul(dy, tf.div(tf.sub(saved[0] ?? probability, wanted), rows)),
    }
  })
  return operation(scores)
}
