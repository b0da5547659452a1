import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fitBernsPetersen } from '../../../model/correction/berns-petersen.ts'
import { fitDirect } from '../../../model/correction/ds.ts'
import { fitKernel } from '../../../model/correction/kernel.ts'
import { fitPcaAffine } from '../../../model/correction/pca-affine.ts'
import { fitPds } from '../../../model/correction/pds.ts'
import { fitPls } from '../../../model/correction/pls.ts'
import { fitQuadratic } from '../../../model/correction/quadratic.ts'
import { fitRidge } from '../../../model/correction/ridge.ts'
import { fitSst } from '../../../model/correction/sst.ts'
import { centred, columnMeans, transposed, zeros } from '../../../model/linear/matrix.ts'
import { crossProduct, multiply } from '../../../model/linear/multiply.ts'
import { simpls } from '../../../model/linear/simpls.ts'
import { takePairs } from '../../../model/pairs.ts'
import type { Matrix, PairTable } from '../../../model/service.ts'
import { formulaPairs, rowsOf } from '../support/pairs.ts'

const never = new AbortController().signal
const file = readFileSync(new URL('../../fixtures/oracle/transfer.json', import.meta.url), 'utf8')
const oracle = z
  .record(z.string(), z.record(z.string(), z.array(z.array(z.number()))))
  .parse(JSON.parse(file))

/** Every band for itself, where all algorithms of PLS agree. */
function plsOfEachBand({ x, y }: PairTable, fresh: Matrix): Matrix {
  const [mx, my] = [columnMeans(x), columnMeans(y)]
  const result = zeros(fresh.rows, y.columns)
  for (let band = 0; band < y.columns; band++) {
    const target = zeros(y.rows, 1)
    for (let i = 0; i < y.rows; i++) target.data[i] = y.data[i * y.columns + band]! - my[band]!
    const { weights, loadings } = simpls(centred(x, mx), target, 5)
    const predicted = multiply(centred(fresh, mx), crossProduct(weights, loadings))
    for (let i = 0; i < fresh.rows; i++) result.data[i * y.columns + band] = predicted.data[i]! + my[band]!
  }
  return result
}

const methods: Record<string, (pairs: PairTable, fresh: Matrix) => Matrix> = {
  ridge: (pairs, fresh) => fitRidge(pairs, 1e-2).predict(fresh),
  ds: (pairs, fresh) => fitDirect(pairs, 7).predict(fresh),
  'pca-affine': (pairs, fresh) => fitPcaAffine(pairs, { from: 6, to: 4 }).predict(fresh),
  'pls, one component': (pairs, fresh) => fitPls(pairs, 1, 1).predict(fresh),
  'pls, one band': plsOfEachBand,
  pds: (pairs, fresh) => fitPds(pairs, { halfWidth: 3, penalty: 0.05 }).predict(fresh),
  sst: (pairs, fresh) => fitSst(pairs, 5).predict(fresh),
  quadratic: (pairs, fresh) =>
    fitQuadratic(pairs, { components: 3, scale: 0.3, lambda: 1e-2 }).predict(fresh),
  kernel: (pairs, fresh) =>
    fitKernel(pairs, never, { lambda: 1e-2, sharpness: 0.5, weight: 10 }).predict(fresh),
  'berns-petersen': (pairs, fresh) => fitBernsPetersen(pairs, [[0, 1, 2, 3]]).predict(fresh),
}

describe.each([
  ['tall', 60],
  ['wide', 24],
])('predictions for new samples agree with scikit-learn, SciPy and NumPy: %s data', (shape, samples) => {
  const all = formulaPairs(samples + 3)
  const pairs = takePairs(
    all,
    Array.from({ length: samples }, (_, i) => i),
  )
  const fresh = takePairs(all, [samples, samples + 1, samples + 2]).x

  it.each(Object.entries(methods))('%s within 1e-6', (name, predict) => {
    const expected = oracle[shape]![name]!
    expect(expected).toHaveLength(3)
    for (const [i, row] of rowsOf(predict(pairs, fresh)).entries())
      for (const [k, value] of expected[i]!.entries())
        expect(Math.abs(row[4 * k]! - value)).toBeLessThan(1e-6)
  })
})

describe('SIMPLS', () => {
  it('gives orthonormal scores and stops where the data end', () => {
    const { x, y } = formulaPairs(30, 40)
    const samples = centred(x, columnMeans(x))
    const { weights } = simpls(samples, centred(y, columnMeans(y)), 40)
    expect(weights.rows).toBeLessThanOrEqual(29)
    const scores = multiply(samples, transposed(weights))
    const products = rowsOf(crossProduct(scores, scores))
    for (const [i, row] of products.slice(0, 10).entries())
      for (const [j, value] of row.slice(0, 10).entries()) expect(value).toBeCloseTo(i === j ? 1 : 0, 7)
  })
})
