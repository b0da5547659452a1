import type { Random } from '../../../spectra/random.ts'

const smoothstep = (t: number): number => t * t * (3 - 2 * t)

/** Gaussian values on a coarse grid, joined smoothly. @param cell distance of the grid in pixels */
function octave(random: Random, height: number, width: number, cell: number): Float64Array {
  const [rows, columns] = [Math.ceil(height / cell) + 2, Math.ceil(width / cell) + 2]
  const grid = Float64Array.from({ length: rows * columns }, () => random.normal())
  // Grids of several octaves must not share their lines.
  const [shiftY, shiftX] = [random.next(), random.next()]
  const at = (row: number, column: number): number => grid[row * columns + column] ?? 0
  const field = new Float64Array(height * width)
  for (let y = 0; y < height; y++) {
    const row = y / cell + shiftY
    const top = Math.floor(row)
    const v = smoothstep(row - top)
    for (let x = 0; x < width; x++) {
      const column = x / cell + shiftX
      const left = Math.floor(column)
      const u = smoothstep(column - left)
      field[y * width + x] =
        (1 - v) * ((1 - u) * at(top, left) + u * at(top, left + 1)) +
        v * ((1 - u) * at(top + 1, left) + u * at(top + 1, left + 1))
    }
  }
  return field
}

/** A smooth random field with mean 0 and variance 1, row-major. @param cells distances of its octaves in pixels */
export function smoothField(
  random: Random,
  height: number,
  width: number,
  cells: readonly number[],
): Float64Array {
  const field = new Float64Array(height * width)
  for (const [i, cell] of cells.entries()) {
    const layer = octave(random, height, width, cell)
    for (let k = 0; k < field.length; k++) field[k] = (field[k] ?? 0) + (layer[k] ?? 0) / 2 ** i
  }
  const mean = field.reduce((sum, value) => sum + value, 0) / field.length
  const variance = field.reduce((sum, value) => sum + (value - mean) ** 2, 0) / field.length
  return field.map((value) => (value - mean) / Math.sqrt(variance))
}
