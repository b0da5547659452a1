import { at } from '../../spectra/at.ts'
import type { Matrix } from '../service.ts'

/** Spectra of one hiding at a time; so many go through a model at once. */
const ROWS = 128

/** The spectrum with the bands from `first` to `last` replaced by a straight line between their neighbours. */
function hidden(spectrum: Float64Array, first: number, last: number): Float64Array {
  const left = at(spectrum, Math.max(0, first - 1))
  const right = at(spectrum, Math.min(spectrum.length - 1, last + 1))
  const result = spectrum.slice()
  for (let band = first; band <= last; band++)
    result[band] = left + ((right - left) * (band - first + 1)) / (last - first + 2)
  return result
}

/**
 * How much one output falls when a window of bands is hidden behind a straight line, read at the window's middle:
 * positive where the model relies on what stands there. A line, because zero would be a new edge to look at.
 */
export function occlusion(
  scores: (x: Matrix) => Matrix,
  spectrum: Float64Array,
  output: number,
  window: number,
): Float64Array {
  const bands = spectrum.length
  const half = Math.floor(window / 2)
  const one = scores({ rows: 1, columns: bands, data: spectrum })
  const whole = at(one.data, output)
  const result = new Float64Array(bands)
  for (let from = 0; from < bands; from += ROWS) {
    const rows = Math.min(ROWS, bands - from)
    const data = new Float64Array(rows * bands)
    for (let row = 0; row < rows; row++) {
      const band = from + row
      data.set(hidden(spectrum, Math.max(0, band - half), Math.min(bands - 1, band + half)), row * bands)
    }
    const without = scores({ rows, columns: bands, data })
    for (let row = 0; row < rows; row++)
      result[from + row] = whole - at(without.data, row * without.columns + output)
  }
  return result
}
