import { fixed } from '../../text/numbers.ts'

/** Labels of the rows of a picture with one row a band: every 80 nm, as along the other axis. */
export function bandMarks(wavelengthNm: ArrayLike<number>): { row: number; text: string }[] {
  const bands = Array.from(wavelengthNm)
  const [first, last] = [bands[0] ?? 0, bands.at(-1) ?? 0]
  const marks: { row: number; text: string }[] = []
  for (let nm = Math.ceil(first / 80) * 80; nm <= last; nm += 80) {
    const row = bands.findIndex((band) => band >= nm)
    if (row >= 0) marks.push({ row, text: fixed(nm, 0) })
  }
  return marks
}
