import { at } from './at.ts'

/** A line in a spectrum: where it stands in pixels (fractions of one included) and how high above its surroundings. */
export interface Peak {
  readonly pixel: number
  readonly height: number
}

/** Surroundings of a peak, pixels to each side, for a line of a width in pixels. */
const reach = (widthPixels: number): number => Math.max(4, Math.round(3 * widthPixels))

/** The lower envelope: smallest value around, then largest of these, so that broad light counts as background. */
export function background(values: ArrayLike<number>, half: number): Float64Array {
  const extreme = (list: ArrayLike<number>, better: (a: number, b: number) => number): Float64Array =>
    Float64Array.from({ length: list.length }, (_, i) => {
      let best = at(list, i)
      const last = Math.min(list.length - 1, i + half)
      for (let k = Math.max(0, i - half); k <= last; k++) best = better(best, at(list, k))
      return best
    })
  return extreme(extreme(values, Math.min), Math.max)
}

/** Spread of the noise from differences of neighbours, which lines hardly touch: median of their size / 0.954. */
function noiseOf(values: ArrayLike<number>): number {
  const steps = Float64Array.from({ length: Math.max(1, values.length - 1) }, (_, i) =>
    Math.abs((values[i + 1] ?? 0) - (values[i] ?? 0)),
  ).sort()
  return (steps[steps.length >> 1] ?? 0) / 0.954
}

/**
 * Peaks of a spectrum, ascending. The place is the centre of gravity of what lies above half the height, the height
 * counts from the background around.
 * @param widthPixels about the width of a line at half its height
 * @param least smallest height as a share of the highest peak; peaks below five times the noise never count
 */
export function findPeaks(values: ArrayLike<number>, widthPixels: number, least = 0.01): Peak[] {
  const floor = background(values, reach(widthPixels))
  const above = Float64Array.from(floor, (low, i) => at(values, i) - low)
  const highest = above.reduce((a, b) => Math.max(a, b), 0)
  const level = Math.max(least * highest, 5 * noiseOf(values))
  if (highest <= 0 || level <= 0) return []
  const half = Math.max(1, Math.round(widthPixels / 2))
  const peaks: Peak[] = []
  for (let i = 1; i < above.length - 1; i++) {
    const height = at(above, i)
    if (height < level || !isTop(above, i, half)) continue
    peaks.push({ pixel: centre(above, i, height / 2), height })
  }
  return peaks
}

/** Highest of its surroundings; of a flat top only the first pixel. */
function isTop(values: Float64Array, i: number, half: number): boolean {
  const own = at(values, i)
  const last = Math.min(values.length - 1, i + half)
  for (let k = Math.max(0, i - half); k <= last; k++)
    if (k < i ? at(values, k) >= own : at(values, k) > own) return false
  return true
}

/** Centre of gravity of the pixels around a top that lie above a level. */
function centre(values: Float64Array, top: number, level: number): number {
  let [first, last] = [top, top]
  while (first > 0 && at(values, first - 1) > level && at(values, first - 1) <= at(values, first) * 1.001)
    first--
  while (
    last < values.length - 1 &&
    at(values, last + 1) > level &&
    at(values, last + 1) <= at(values, last) * 1.001
  )
    last++
  let [sum, moment] = [0, 0]
  for (let i = first; i <= last; i++) {
    const weight = at(values, i) - level
    sum += weight
    moment += weight * i
  }
  return sum > 0 ? moment / sum : top
}
