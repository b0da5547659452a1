import type { TournamentDetail } from '../../../contract/model.ts'

type Heat = NonNullable<TournamentDetail['heat']>

/** The rows of an error image from light to dark. */
export function byLightness(heat: Heat): {
  readonly lightness: Float64Array
  readonly patches: readonly string[]
  /** Row-major, as many bands as before. */
  readonly values: Float64Array
} {
  const order = Array.from({ length: heat.rows }, (_, row) => row).sort(
    (a, b) => (heat.lightness[b] ?? 0) - (heat.lightness[a] ?? 0),
  )
  const values = new Float64Array(heat.rows * heat.bands)
  order.forEach((row, at) =>
    values.set(heat.absoluteError.subarray(row * heat.bands, (row + 1) * heat.bands), at * heat.bands),
  )
  return {
    lightness: Float64Array.from(order, (row) => heat.lightness[row] ?? 0),
    patches: order.map((row) => heat.patches[row] ?? ''),
    values,
  }
}

/** Words at the rows where the lightness passes a multiple of 20, where they do not collide. */
export function lightnessMarks(descending: ArrayLike<number>): { row: number; text: string }[] {
  const marks: { row: number; text: string }[] = []
  const least = Math.max(1, descending.length / 14)
  for (let level = 100; level >= 0; level -= 20) {
    const row = Array.from(descending).findIndex((value) => value <= level)
    const last = marks.at(-1)
    if (row <= 0 || (last !== undefined && row - last.row < least)) continue
    marks.push({ row, text: `L* ${String(level)}` })
  }
  return marks
}
