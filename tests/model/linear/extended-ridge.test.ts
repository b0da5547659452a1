import { describe, expect, it } from 'vitest'
import {
  extendedLeaveOneOut,
  extendedRidge,
  extension,
  ridgeResiduals,
} from '../../../model/linear/extended-ridge.ts'
import { centred, columnMeans, takeRows } from '../../../model/linear/matrix.ts'
import { ridgePath } from '../../../model/linear/ridge-path.ts'
import type { Matrix } from '../../../model/service.ts'
import { fitRidge } from '../../../model/correction/ridge.ts'
import { formulaPairs, pairsOf } from '../support/pairs.ts'

const beside = (a: Matrix, b: Matrix, factor: number): Matrix => {
  const columns = a.columns + b.columns
  const data = Float64Array.from({ length: a.rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns]
    return j < a.columns ? a.data[i * a.columns + j]! : factor * b.data[i * b.columns + j - a.columns]!
  })
  return { rows: a.rows, columns, data }
}

describe.each([
  ['more samples than bands', 30, 6],
  ['fewer samples than bands', 12, 20],
])('ridge with extra features, %s', (_, samples, bands) => {
  it('leaves one out as if it had been fitted without it', () => {
    const { x, y } = formulaPairs(samples, bands)
    const squares = { ...x, columns: 2, data: new Float64Array(2 * samples) }
    for (let i = 0; i < samples; i++) {
      squares.data[2 * i] = x.data[i * bands]! ** 2
      squares.data[2 * i + 1] = x.data[i * bands]! * x.data[i * bands + 4]!
    }
    const [lambda, scale] = [0.05, 0.7]
    const [targets, path] = [centred(y, columnMeans(y)), ridgePath(centred(x, columnMeans(x)))]
    const found = extension(path, lambda, centred(squares, columnMeans(squares)))
    const ridge = extendedRidge(found, targets, ridgeResiduals(path, targets, lambda))
    const residuals = extendedLeaveOneOut(ridge, scale ** 2 / lambda)
    const features = beside(x, squares, scale)
    const padded = beside(y, squares, 0)
    for (const left of [0, 3, 7]) {
      const others = Array.from({ length: samples }, (__, i) => i).filter((i) => i !== left)
      const fitted = fitRidge(pairsOf(takeRows(features, others), takeRows(padded, others)), lambda)
      const predicted = fitted.predict(takeRows(features, [left]))
      for (let j = 0; j < bands; j++)
        expect(residuals.data[left * bands + j]).toBeCloseTo(
          y.data[left * bands + j]! - predicted.data[j]!,
          9,
        )
    }
  })
})
