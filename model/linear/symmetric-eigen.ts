import { EVD, Matrix as Dense } from 'ml-matrix'
import type { Matrix } from '../service.ts'
import { zeros } from './matrix.ts'

export interface SymmetricEigen {
  /** Descending, clipped at 0 (the matrices here are Gram matrices). */
  readonly values: Float64Array
  /** Column k belongs to value k. */
  readonly vectors: Matrix
}

/** Eigenvalues and vectors of a symmetric positive semi-definite matrix. */
export function symmetricEigen(matrix: Matrix): SymmetricEigen {
  const size = matrix.rows
  if (size === 0) return { values: new Float64Array(), vectors: zeros(0, 0) }
  const dense = Dense.from1DArray(size, size, matrix.data)
  const found = new EVD(dense, { assumeSymmetric: true })
  const values = new Float64Array(size)
  const vectors = zeros(size, size)
  for (let k = 0; k < size; k++) {
    const ascending = size - 1 - k
    values[k] = Math.max(0, found.realEigenvalues[ascending] ?? 0)
    for (let i = 0; i < size; i++) vectors.data[i * size + k] = found.eigenvectorMatrix.get(i, ascending)
  }
  return { values, vectors }
}
