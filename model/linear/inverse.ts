import type { Matrix } from '../service.ts'
import { cholesky } from './cholesky.ts'
import { transposed, zeros } from './matrix.ts'
import { multiply, symmetricProduct } from './multiply.ts'
import { solveCholesky } from './solve.ts'

const SMALL = 48

function block(matrix: Matrix, row: number, column: number, rows: number, columns: number): Matrix {
  const part = zeros(rows, columns)
  for (let i = 0; i < rows; i++) {
    const from = (row + i) * matrix.columns + column
    part.data.set(matrix.data.subarray(from, from + columns), i * columns)
  }
  return part
}

function put(matrix: Matrix, row: number, column: number, part: Matrix): void {
  for (let i = 0; i < part.rows; i++)
    matrix.data.set(
      part.data.subarray(i * part.columns, (i + 1) * part.columns),
      (row + i) * matrix.columns + column,
    )
}

function combined(a: Matrix, b: Matrix, factor: number): Matrix {
  return { ...a, data: a.data.map((value, at) => value + factor * (b.data[at] ?? 0)) }
}

function directInverse(matrix: Matrix): Matrix {
  const one = zeros(matrix.rows, matrix.rows)
  for (let i = 0; i < matrix.rows; i++) one.data[i * (matrix.rows + 1)] = 1
  return solveCholesky(cholesky(matrix), one)
}

/**
 * Inverse of a symmetric positive definite matrix by halves, so that nearly all of the work is products.
 * @throws RangeError when it is not positive definite
 */
export function symmetricInverse(matrix: Matrix): Matrix {
  const size = matrix.rows
  if (size <= SMALL) return directInverse(matrix)
  const half = Math.floor(size / 2)
  const rest = size - half
  const first = symmetricInverse(block(matrix, 0, 0, half, half))
  const beside = block(matrix, 0, half, half, rest)
  const solved = multiply(first, beside)
  const schur = combined(
    block(matrix, half, half, rest, rest),
    symmetricProduct(transposed(beside), solved),
    -1,
  )
  const second = symmetricInverse(schur)
  const corner = multiply(solved, second)
  const result = zeros(size, size)
  put(result, 0, 0, combined(first, symmetricProduct(corner, transposed(solved)), 1))
  put(result, 0, half, { ...corner, data: corner.data.map((value) => -value) })
  put(result, half, 0, { rows: rest, columns: half, data: transposed(corner).data.map((value) => -value) })
  put(result, half, half, second)
  return result
}
