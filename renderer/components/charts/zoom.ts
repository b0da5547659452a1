import type { Range } from './scales.ts'

/** Narrowest window: below this there is nothing left to see. */
const LEAST_SHARE = 1 / 200

/** A window moved and narrowed so that it stays within its limits. */
export function clampRange(range: Range, limits: Range): Range {
  const full = limits.max - limits.min
  const width = Math.min(full, Math.max(full * LEAST_SHARE, range.max - range.min))
  const centre = (range.min + range.max) / 2
  const min = Math.min(limits.max - width, Math.max(limits.min, centre - width / 2))
  return { min, max: min + width }
}

/** The window after zooming by `factor` (below 1 = in) with `at` staying where it is on the screen. */
export function zoomAt(range: Range, at: number, factor: number, limits: Range): Range {
  return clampRange({ min: at - (at - range.min) * factor, max: at + (range.max - at) * factor }, limits)
}

/** The window between two ends in either order; undefined when the drag was too short to mean it. */
export function rangeOfDrag(a: number, b: number, limits: Range): Range | undefined {
  const min = Math.max(limits.min, Math.min(a, b))
  const max = Math.min(limits.max, Math.max(a, b))
  if (max - min < (limits.max - limits.min) * LEAST_SHARE) return undefined
  return clampRange({ min, max }, limits)
}

/** True when a window shows everything there is. */
export const isWhole = (range: Range, limits: Range): boolean =>
  range.max - range.min >= (limits.max - limits.min) * 0.9999
