import { at } from '../../spectra/at.ts'
import type { Matrix } from '../service.ts'
import type { RamanTask } from './training-rows.ts'

/** A component of a mixture is said to be there from this probability on. */
export const PRESENT = 0.5

/** Probabilities from scores: of one class among all, or of each class by itself. */
export function probabilities(scores: Float64Array, task: RamanTask): Float64Array {
  if (task === 'mixtures') return scores.map((score) => 1 / (1 + Math.exp(-score)))
  const highest = scores.reduce((most, score) => Math.max(most, score), -Infinity)
  const powers = scores.map((score) => Math.exp(score - highest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

/** Mean cross-entropy of a row and how many rows are entirely right: the class, or every component and no other. */
export function judged(
  scores: Matrix,
  wanted: Matrix,
  task: RamanTask,
): { readonly loss: number; readonly right: number } {
  const { columns } = scores
  let [loss, right] = [0, 0]
  for (let row = 0; row < scores.rows; row++) {
    const p = probabilities(scores.data.subarray(row * columns, (row + 1) * columns), task)
    const y = wanted.data.subarray(row * columns, (row + 1) * columns)
    const best = p.reduce((found, value, i) => (value > at(p, found) ? i : found), 0)
    let all = true
    for (const [i, value] of p.entries()) {
      const is = at(y, i) === 1
      if (is || task === 'mixtures') loss -= Math.log(Math.max(1e-7, is ? value : 1 - value))
      if ((task === 'mixtures' ? value >= PRESENT : i === best) !== is) all = false
    }
    if (all) right++
  }
  return { loss: loss / scores.rows, right }
}
