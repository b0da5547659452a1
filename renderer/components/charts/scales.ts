import { fixed } from '../../text/numbers.ts'

/** A place on an axis: a grid line, bolder with a label. */
export interface Tick {
  readonly value: number
  readonly label?: string
}

/** Closed interval on an axis. */
export interface Range {
  readonly min: number
  readonly max: number
}

/** Smallest of 1, 2, 2.5, 5 times a power of ten that is at least `rough`. */
export function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const leading = rough / power
  const nice =
    leading <= 1.0001 ? 1 : leading <= 2.0001 ? 2 : leading <= 2.5001 ? 2.5 : leading <= 5.0001 ? 5 : 10
  return nice * power
}

/** Decimals a step needs so that neighbouring labels differ. */
export function decimalsOf(step: number): number {
  for (let digits = 0; digits < 10; digits++) {
    const shifted = step * 10 ** digits
    if (Math.abs(shifted - Math.round(shifted)) < 1e-6 * shifted) return digits
  }
  return 10
}

function multiples(range: Range, step: number): number[] {
  const first = Math.ceil(range.min / step - 1e-9)
  const last = Math.floor(range.max / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step)
}

/** Evenly spaced ticks: about `target` labels, one unlabelled line between two labels where `minor`. */
export function linearTicks(range: Range, target: number, minor = true): Tick[] {
  const spanned = range.max - range.min
  if (!(spanned > 0)) return []
  const step = niceStep(spanned / Math.max(1, target))
  const digits = decimalsOf(step)
  const labelled = multiples(range, step).map((value): Tick => ({ value, label: fixed(value, digits) }))
  if (!minor) return labelled
  const between = multiples(range, step / 2)
    .filter((value) => Math.abs(value / step - Math.round(value / step)) > 1e-6)
    .map((value): Tick => ({ value }))
  return [...labelled, ...between].sort((a, b) => a.value - b.value)
}

/** Wavelength ticks: each 20 nm with a label each 40 over the whole range, finer when zoomed in. */
export function nmTicks(range: Range, widthPixels: number): Tick[] {
  const wanted = ((range.max - range.min) * 62) / Math.max(widthPixels, 1)
  const steps = [1, 2, 5, 10, 20, 40, 80, 100, 200, 500]
  const step = steps.find((one) => one >= wanted) ?? 1000
  const minor = step === 5 ? 1 : step / 2
  return multiples(range, minor).map((value): Tick => {
    const major = Math.abs(value / step - Math.round(value / step)) < 1e-6
    return major ? { value, label: fixed(value, decimalsOf(step)) } : { value }
  })
}

/** Ticks of a log axis at 1, 2, 5 times powers of ten, all of them labelled. */
export function logTicks(range: Range): Tick[] {
  const ticks: Tick[] = []
  for (let power = Math.floor(Math.log10(range.min)); power <= Math.ceil(Math.log10(range.max)); power++)
    for (const leading of [1, 2, 5]) {
      const value = leading * 10 ** power
      if (value >= range.min * 0.9999 && value <= range.max * 1.0001)
        ticks.push({ value, label: fixed(value, Math.max(0, -power)) })
    }
  return ticks
}

/**
 * Upper end of an axis that starts at 0: the next 0.1 (or 1, 10, ... of larger values) above `max`. Grows at once;
 * shrinks only when less than 70 % of it is used, so that a live axis does not jump to and fro.
 */
export function niceTop(max: number, previous: number | undefined): number {
  if (!Number.isFinite(max) || max <= 0) return previous ?? 1
  if (previous !== undefined && max * 1.02 <= previous && max > 0.7 * previous) return previous
  const step = 10 ** Math.floor(Math.log10(max * 1.2)) * (max * 1.2 >= 1 && max * 1.2 < 10 ? 0.2 : 1)
  const top = Math.ceil((max * 1.04) / step) * step
  return Number(top.toPrecision(12))
}

/** Half height of a symmetric axis: `start`, doubled until `max` fits; halved again only when less than a fifth is used. */
export function doublingLimit(max: number, previous: number | undefined, start = 0.02): number {
  let limit = previous ?? start
  if (!Number.isFinite(max)) return limit
  while (max > limit) limit *= 2
  while (limit > start && max < limit / 5) limit /= 2
  return limit
}

/** Position of a value on a log axis as a share of its length. */
export function logShare(value: number, range: Range): number {
  return Math.log(value / range.min) / Math.log(range.max / range.min)
}
