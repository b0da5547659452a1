import type { Matrix } from '../service.ts'
import { transposed, zeros } from './matrix.ts'
import { compileTileKernel, TILE } from './tile-kernel.ts'

const { multiplyTile, memory } = compileTileKernel()
const PAGE = 65536
const BYTES = Float64Array.BYTES_PER_ELEMENT
const padded = (count: number): number => Math.ceil(count / TILE) * TILE

/** Makes room for `count` doubles and shows them; rows and columns beyond a matrix are never read back. */
function workspace(count: number): Float64Array {
  const missing = count * BYTES - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE))
  return new Float64Array(memory.buffer)
}

/** Panels of four neighbouring columns, one after the other; missing columns are zero. */
function packPanels(b: Matrix, into: Float64Array, offset: number): void {
  const { rows, columns, data } = b
  for (let from = 0; from < columns; from += TILE)
    for (let k = 0; k < rows; k++) {
      const at = offset + from * rows + k * TILE
      for (let j = 0; j < TILE; j++)
        into[at + j] = from + j < columns ? (data[k * columns + from + j] ?? 0) : 0
    }
}

/** For a few rows packing b costs more than the product itself; four rows of b at a time spare loads and stores. */
function smallProduct(a: Matrix, b: Matrix): Matrix {
  const c = zeros(a.rows, b.columns)
  const [B, width, depth] = [b.data, b.columns, a.columns]
  const whole = depth - (depth % 4)
  for (let i = 0; i < a.rows; i++) {
    const factors = a.data.subarray(i * depth, (i + 1) * depth)
    const row = c.data.subarray(i * width, (i + 1) * width)
    for (let k = 0; k < whole; k += 4) {
      const [f0, f1, f2, f3] = [
        factors[k] ?? 0,
        factors[k + 1] ?? 0,
        factors[k + 2] ?? 0,
        factors[k + 3] ?? 0,
      ]
      const [b0, b1, b2, b3] = [k * width, (k + 1) * width, (k + 2) * width, (k + 3) * width]
      for (let j = 0; j < width; j++)
        row[j] =
          (row[j] ?? 0) +
          f0 * (B[b0 + j] ?? 0) +
          f1 * (B[b1 + j] ?? 0) +
          f2 * (B[b2 + j] ?? 0) +
          f3 * (B[b3 + j] ?? 0)
    }
    for (let k = whole; k < depth; k++)
      for (let j = 0; j < width; j++) row[j] = (row[j] ?? 0) + (factors[k] ?? 0) * (B[k * width + j] ?? 0)
  }
  return c
}

/** a * b; with `upper` only tiles that touch the diagonal or lie above it. */
function product(a: Matrix, b: Matrix, upper: boolean): Matrix {
  const depth = a.columns
  if (depth !== b.rows) throw new RangeError(`inner sizes differ: ${depth} and ${b.rows}`)
  if (a.rows < TILE) return smallProduct(a, b)
  const c = zeros(a.rows, b.columns)
  if (depth === 0) return c
  const [height, width] = [padded(a.rows), padded(b.columns)]
  const panels = height * depth
  const result = panels + width * depth
  const space = workspace(result + height * width)
  space.set(a.data)
  packPanels(b, space, panels)
  for (let j = 0; j < width; j += TILE) {
    const panel = (panels + j * depth) * BYTES
    for (let i = 0; i < height && !(upper && i > j); i += TILE)
      multiplyTile(
        i * depth * BYTES,
        depth * BYTES,
        panel,
        depth,
        (result + i * width + j) * BYTES,
        width * BYTES,
      )
  }
  for (let i = 0; i < c.rows; i++) {
    const row = result + i * width
    c.data.set(space.subarray(row, row + c.columns), i * c.columns)
  }
  return c
}

/** a (n x k) times b (k x m). @throws RangeError when the inner sizes differ */
export function multiply(a: Matrix, b: Matrix): Matrix {
  return product(a, b, false)
}

/** a' (k x n) times b (n x m): both given with samples as rows. */
export function crossProduct(a: Matrix, b: Matrix): Matrix {
  return product(transposed(a), b, false)
}

/** a (k x n) times b (n x k) where the result is known to be symmetric, at half the cost. */
export function symmetricProduct(a: Matrix, b: Matrix): Matrix {
  const g = product(a, b, true)
  const size = g.rows
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) g.data[i * size + j] = g.data[j * size + i] ?? 0
  return g
}

/** a' a, symmetric k x k, at half the cost of `crossProduct(a, a)`. */
export function gram(a: Matrix): Matrix {
  return symmetricProduct(transposed(a), a)
}
