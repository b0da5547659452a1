import { LAMP_COUNT, type LampLabel } from '../../contract/lamps.ts'
import { highest, rowOf, softmax } from './calibration.ts'

/** How well labels were told, by the class of highest probability; "unknown" is counted apart. */
export interface LampFigures {
  readonly pictures: number
  readonly accuracy: number
  /** Share of each class that was told right; NaN becomes null where there was none. */
  readonly perClass: readonly (number | null)[]
  /** Row: what it is; column: what was told. */
  readonly confusion: readonly (readonly number[])[]
  /** Share of known lamps that was called unknown. */
  readonly falseAlarms: number
  /** Gap between probability and share told right, mean over ten bins by weight (expected calibration error). */
  readonly calibrationError: number
}

/** Judges scores against what the pictures show. */
export function lampFigures(
  scores: Float64Array,
  labels: readonly LampLabel[],
  temperature: number,
  threshold: number,
): LampFigures {
  const confusion = Array.from({ length: LAMP_COUNT }, () => Array<number>(LAMP_COUNT).fill(0))
  const bins = Array.from({ length: 10 }, () => ({ count: 0, sure: 0, right: 0 }))
  let [right, alarms] = [0, 0]
  labels.forEach((label, i) => {
    const probabilities = softmax(rowOf(scores, i), temperature)
    const told = highest(probabilities)
    const sure = probabilities[told] ?? 0
    const row = confusion[label]
    if (row) row[told] = (row[told] ?? 0) + 1
    if (told === label) right++
    if (sure < threshold) alarms++
    const bin = bins[Math.min(9, Math.floor(sure * 10))]
    if (bin) {
      bin.count++
      bin.sure += sure
      if (told === label) bin.right++
    }
  })
  return {
    pictures: labels.length,
    accuracy: right / labels.length,
    perClass: confusion.map((row, k) => {
      const total = row.reduce((a, b) => a + b, 0)
      return total === 0 ? null : (row[k] ?? 0) / total
    }),
    confusion,
    falseAlarms: alarms / labels.length,
    calibrationError: bins.reduce((sum, bin) => sum + Math.abs(bin.sure - bin.right) / labels.length, 0),
  }
}
