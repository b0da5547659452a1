import { LAMP_COUNT } from '../../contract/lamps.ts'
import type { LampLabel } from '../../contract/lamps.ts'

/** Probabilities of one picture from its scores at a temperature. */
export function softmax(scores: ArrayLike<number>, temperature: number): Float64Array {
  const scaled = Float64Array.from(scores, (score) => score / temperature)
  const most = scaled.reduce((a, b) => Math.max(a, b), -Infinity)
  const powers = scaled.map((score) => Math.exp(score - most))
  const sum = powers.reduce((a, b) => a + b, 0)
  return powers.map((power) => power / sum)
}

/** Scores of picture i among those of many. */
export const rowOf = (scores: Float64Array, i: number): Float64Array =>
  scores.subarray(i * LAMP_COUNT, (i + 1) * LAMP_COUNT)

/** Label of the highest value. */
export const highest = (values: Float64Array): LampLabel =>
  values.reduce((best, value, i) => (value > (values[best] ?? 0) ? i : best), 0)

function meanLoss(scores: Float64Array, labels: readonly LampLabel[], temperature: number): number {
  const sum = labels.reduce(
    (total, label, i) =>
      total - Math.log(Math.max(1e-12, softmax(rowOf(scores, i), temperature)[label] ?? 0)),
    0,
  )
  return sum / labels.length
}

/** The temperature of the smallest loss, by golden section on its logarithm (Guo and others 2017). */
export function fitTemperature(scores: Float64Array, labels: readonly LampLabel[]): number {
  const golden = (Math.sqrt(5) - 1) / 2
  let [low, high] = [Math.log(0.1), Math.log(10)]
  for (let round = 0; round < 30; round++) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)]
    if (meanLoss(scores, labels, Math.exp(a)) < meanLoss(scores, labels, Math.exp(b))) high = b
    else low = a
  }
  return Math.exp((low + high) / 2)
}

/** The highest probability below which a share of known lamps falls: less is called unknown. */
export function fitThreshold(
  scores: Float64Array,
  count: number,
  temperature: number,
  falseAlarmRate: number,
): number {
  const sure = Float64Array.from({ length: count }, (_, i) =>
    softmax(rowOf(scores, i), temperature).reduce((a, b) => Math.max(a, b), 0),
  ).sort()
  return sure[Math.floor(count * falseAlarmRate)] ?? 0
}
