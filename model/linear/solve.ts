import type { Matrix } from '../service.ts'

/** row -= factor * other: whole rows at a time, because they lie side by side in memory. */
function subtractRow(data: Float64Array, row: number, other: number, columns: number, factor: number): void {
  for (let j = 0; j < columns; j++) data[row + j] = (data[row + j] ?? 0) - factor * (data[other + j] ?? 0)
}

function divideRow(data: Float64Array, row: number, columns: number, divisor: number): void {
  for (let j = 0; j < columns; j++) data[row + j] = (data[row + j] ?? 0) / divisor
}

/** (L L')^-1 B for a lower Cholesky factor L (n x n) and B (n x m), as a new matrix. */
export function solveCholesky(lower: Matrix, b: Matrix): Matrix {
  const { rows: size, data: L } = lower
  const { columns } = b
  const x = b.data.slice()
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) subtractRow(x, i * columns, k * columns, columns, L[i * size + k] ?? 0)
    divideRow(x, i * columns, columns, L[i * (size + 1)] ?? 1)
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) subtractRow(x, i * columns, k * columns, columns, L[k * size + i] ?? 0)
    divideRow(x, i * columns, columns, L[i * (size + 1)] ?? 1)
  }
  return { rows: size, columns, data: x }
}
