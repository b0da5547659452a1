import type { Frame, Picture } from '../../../spectra/picture.ts'
import { brightness, columnMeans, quantile, rowMeans } from './brightness.ts'

/** Dark columns kept beside the spectrum, share of its width. */
const MARGIN = 0.08

const smoothed = (values: Float64Array, half: number): Float64Array =>
  values.map((_, i) => {
    const part = values.subarray(Math.max(0, i - half), i + half + 1)
    return part.reduce((a, b) => a + b, 0) / part.length
  })

/** First and last place (exclusive) of the brightest stretch above a level; gaps up to `gap` belong to it. */
function stretch(values: Float64Array, level: number, gap: number): readonly [number, number] {
  const stretches: { from: number; to: number; sum: number }[] = []
  values.forEach((value, i) => {
    if (value < level) return
    const last = stretches.at(-1)
    if (last && i - last.to <= gap) {
      last.to = i + 1
      last.sum += value
    } else stretches.push({ from: i, to: i + 1, sum: value })
  })
  const best = stretches.reduce<{ from: number; to: number; sum: number } | undefined>(
    (a, b) => (a && a.sum >= b.sum ? a : b),
    undefined,
  )
  return best ? [best.from, best.to] : [0, values.length]
}

/** The part of a level photograph that holds the spectrum: the band's rows, and the columns that are not dark. */
export function findCrop(picture: Picture): Frame {
  const { width, height } = picture
  const plane = brightness(picture)
  const rows = smoothed(rowMeans(plane), Math.max(0, Math.round(height / 200)))
  const floor = quantile(rows, 0.1)
  const peak = rows.reduce((a, b) => Math.max(a, b), 0)
  // Nothing stands out: the whole picture is looked at.
  if (peak < 1.5) return { left: 0, top: 0, width, height }
  const [top, bottom] = height < 24 ? [0, height] : stretch(rows, floor + 0.4 * (peak - floor), height / 40)
  const columns = smoothed(columnMeans(plane, top, bottom), Math.max(0, Math.round(width / 400)))
  const dark = quantile(columns, 0.05)
  const bright = columns.reduce((a, b) => Math.max(a, b), 0)
  const level = dark + Math.max(1.2, 0.035 * (bright - dark))
  let [left, right] = [
    columns.findIndex((value) => value > level),
    columns.findLastIndex((v) => v > level) + 1,
  ]
  if (left < 0 || right - left < width / 20) [left, right] = [0, width]
  const margin = Math.round((right - left) * MARGIN) + 2
  left = Math.max(0, left - margin)
  right = Math.min(width, right + margin)
  return { left, top, width: right - left, height: Math.max(1, bottom - top) }
}
