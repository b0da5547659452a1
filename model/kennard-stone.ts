import { centred, columnMeans, rowOf, transposed, zeros } from './linear/matrix.ts'
import { gram, multiply } from './linear/multiply.ts'
import { symmetricEigen } from './linear/symmetric-eigen.ts'
import type { Matrix } from './service.ts'

const COMPONENTS = 4

/** Scores of the first principal components, from the smaller of the two Gram matrices. */
function scores(x: Matrix): Matrix {
  const data = centred(x, columnMeans(x))
  const wide = x.rows < x.columns
  const { values, vectors } = symmetricEigen(gram(wide ? transposed(data) : data))
  const components = Math.min(COMPONENTS, vectors.columns)
  const first = zeros(vectors.rows, components)
  for (let i = 0; i < vectors.rows; i++)
    for (let k = 0; k < components; k++) {
      const scale = wide ? Math.sqrt(values[k] ?? 0) : 1
      first.data[i * components + k] = scale * (vectors.data[i * vectors.columns + k] ?? 0)
    }
  return wide ? first : multiply(data, first)
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (const [k, value] of a.entries()) sum += (value - (b[k] ?? 0)) ** 2
  return sum
}

/**
 * Rows that span the samples best (Kennard and Stone 1969) in four principal component scores: the farthest pair,
 * then always the row farthest from all chosen ones.
 * @returns at most `count` row indices, the most useful first
 */
export function kennardStone(x: Matrix, count: number): number[] {
  if (x.rows === 0 || count <= 0) return []
  const points = scores(x)
  const distance = (a: number, b: number): number => squaredDistance(rowOf(points, a), rowOf(points, b))
  let farthest: readonly [number, number, number] = [0, 0, -1]
  for (let a = 0; a < x.rows; a++)
    for (let b = a + 1; b < x.rows; b++) {
      const between = distance(a, b)
      if (between > farthest[2]) farthest = [a, b, between]
    }
  const chosen = x.rows === 1 ? [0] : [farthest[0], farthest[1]].slice(0, count)
  const nearest = Float64Array.from({ length: x.rows }, (_, row) =>
    Math.min(...chosen.map((other) => distance(row, other))),
  )
  while (chosen.length < Math.min(count, x.rows)) {
    let next = -1
    for (const [row, value] of nearest.entries())
      if (!chosen.includes(row) && (next === -1 || value > (nearest[next] ?? 0))) next = row
    chosen.push(next)
    for (const [row, value] of nearest.entries()) nearest[row] = Math.min(value, distance(row, next))
  }
  return chosen
}
