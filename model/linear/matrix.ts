import type { Matrix } from '../service.ts'

/** A rows x columns matrix of zeros. */
export function zeros(rows: number, columns: number): Matrix {
  return { rows, columns, data: new Float64Array(rows * columns) }
}

/** The view of row i: no copy. */
export function rowOf(matrix: Matrix, i: number): Float64Array {
  return matrix.data.subarray(i * matrix.columns, (i + 1) * matrix.columns)
}

/** The listed rows, in their order, as a new matrix. */
export function takeRows(matrix: Matrix, indices: ArrayLike<number>): Matrix {
  const taken = zeros(indices.length, matrix.columns)
  for (let i = 0; i < indices.length; i++) rowOf(taken, i).set(rowOf(matrix, indices[i] ?? 0))
  return taken
}

/** Mean of each column. */
export function columnMeans(matrix: Matrix): Float64Array {
  const means = new Float64Array(matrix.columns)
  for (let i = 0; i < matrix.rows; i++) {
    const row = rowOf(matrix, i)
    for (let j = 0; j < means.length; j++) means[j] = (means[j] ?? 0) + (row[j] ?? 0)
  }
  return means.map((sum) => sum / Math.max(1, matrix.rows))
}

/** Each row minus `centre`, as a new matrix. */
export function centred(matrix: Matrix, centre: Float64Array): Matrix {
  const result = zeros(matrix.rows, matrix.columns)
  for (let i = 0; i < matrix.rows; i++) {
    const from = rowOf(matrix, i)
    const to = rowOf(result, i)
    for (let j = 0; j < to.length; j++) to[j] = (from[j] ?? 0) - (centre[j] ?? 0)
  }
  return result
}

/** The first `count` columns, or all there are, as a new matrix. */
export function leadingColumns(matrix: Matrix, count: number): Matrix {
  const result = zeros(matrix.rows, Math.min(count, matrix.columns))
  for (let i = 0; i < matrix.rows; i++) rowOf(result, i).set(rowOf(matrix, i).subarray(0, result.columns))
  return result
}

/** Every element times `factor`. */
export function scaled(matrix: Matrix, factor: number): Matrix {
  return { ...matrix, data: matrix.data.map((value) => value * factor) }
}

/** a - b, element by element. */
export function difference(a: Matrix, b: Matrix): Matrix {
  const result = zeros(a.rows, a.columns)
  for (let i = 0; i < a.data.length; i++) result.data[i] = (a.data[i] ?? 0) - (b.data[i] ?? 0)
  return result
}

/** The transposed matrix as a new matrix. */
export function transposed(matrix: Matrix): Matrix {
  const { rows, columns, data } = matrix
  const result = zeros(columns, rows)
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) result.data[j * rows + i] = data[i * columns + j] ?? 0
  return result
}

/** Mean of the squares of each row. */
export function rowMeanSquares(matrix: Matrix): Float64Array {
  const result = new Float64Array(matrix.rows)
  for (let i = 0; i < matrix.rows; i++) {
    let sum = 0
    for (const value of rowOf(matrix, i)) sum += value * value
    result[i] = sum / matrix.columns
  }
  return result
}
