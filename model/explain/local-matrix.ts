import { at } from '../../spectra/at.ts'
import { zeros } from '../linear/matrix.ts'
import type { Matrix } from '../service.ts'

/** Step of the differences as a share of the largest value of the spectrum. */
const STEP = 1e-3
const ROWS = 64

/** Of a model that is no matrix, the matrix that it is near one spectrum: [bands x outputs], central differences. */
export function localMatrix(scores: (x: Matrix) => Matrix, spectrum: Float64Array, outputs: number): Matrix {
  const bands = spectrum.length
  const size = spectrum.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
  const step = STEP * (size > 0 ? size : 1)
  const result = zeros(bands, outputs)
  for (let from = 0; from < bands; from += ROWS) {
    const count = Math.min(ROWS, bands - from)
    const data = new Float64Array(2 * count * bands)
    for (let row = 0; row < 2 * count; row++) {
      const band = from + (row >> 1)
      data.set(spectrum, row * bands)
      data[row * bands + band] = at(spectrum, band) + (row % 2 === 0 ? step : -step)
    }
    const made = scores({ rows: 2 * count, columns: bands, data })
    for (let i = 0; i < count; i++)
      for (let output = 0; output < outputs; output++) {
        const up = at(made.data, 2 * i * outputs + output)
        const down = at(made.data, (2 * i + 1) * outputs + output)
        result.data[(from + i) * outputs + output] = (up - down) / (2 * step)
      }
  }
  return result
}
