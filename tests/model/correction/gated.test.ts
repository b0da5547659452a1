import { describe, expect, it } from 'vitest'
import { methodNamed } from '../../../model/correction/registry.ts'
import { difference, rowMeanSquares } from '../../../model/linear/matrix.ts'
import { takePairs } from '../../../model/pairs.ts'
import type { PairTable } from '../../../model/service.ts'
import { mean, rmse } from '../../../spectra/metrics.ts'
import { formulaPairs, madeUpPairs, matrixOf, rowsOf } from '../support/pairs.ts'

const context = { seed: 1, signal: new AbortController().signal, progress: () => undefined }
const defects = { gain: 0.97, offset: 0.004, mixing: 0.05, noise: 0.001 }
const plate = madeUpPairs(80, 40, defects)
const later = madeUpPairs(40, 40, defects, 2)
const physical = (['physics', 'physics-wiener', 'gated'] as const).map((name) => methodNamed(name))

describe.each(physical.map((method) => [method.name, method] as const))('%s', (_, method) => {
  it.each<[string, PairTable]>([
    ['indices instead of wavelengths', { ...plate, wavelengthNm: null }],
    ['another quantity in large numbers', scaled(plate, 250, 'other')],
    ['absorbance', { ...formulaPairs(), white: new Float64Array(40).fill(0.5) }],
    ['18 bands', madeUpPairs(60, 18, defects)],
    ['3 bands', madeUpPairs(40, 3, { gain: 0.9, noise: 0.001 })],
    ['one band', oneBand()],
    ['a white without light in half of the bands', { ...plate, white: halfDark(40) }],
  ])('copes with %s', async (__, pairs) => {
    const fitted = await method.fit(pairs, context)
    const error = rmse(fitted.predict(pairs.x).data, pairs.y.data)
    expect(error).toBeLessThanOrEqual(1.02 * rmse(pairs.x.data, pairs.y.data))
  })

  it('answers alike in any unit', async () => {
    const one = await method.fit({ ...plate, quantity: 'other' }, context)
    const other = await method.fit(scaled(plate, 100, 'other'), context)
    const [a, b] = [one.predict(later.x), other.predict(scaled(later, 100, 'other').x)]
    for (const [at, value] of b.data.entries()) expect(value / 100).toBeCloseTo(a.data[at]!, 9)
  })

  it('takes over a fresh white with an update, and only then', async () => {
    const white = Float64Array.from({ length: 40 }, (__, j) => 0.3 + 0.01 * j)
    const fitted = await method.fit({ ...plate, white }, context)
    const fresh = takePairs(later, [0, 5, 10, 15, 20, 25, 30, 35])
    const kept = method.recalibrate!(fitted, fresh)
    expect(kept.arrays['white']).toEqual(fitted.arrays['white'])
    const moved = method.recalibrate!(fitted, { ...fresh, white: white.map((value) => value / 2) })
    for (const [j, value] of moved.arrays['white']!.entries())
      expect(value).toBeCloseTo(fitted.arrays['white']![j]! / 2, 12)
    const unknown = await method.fit(plate, context)
    expect(method.recalibrate!(unknown, { ...fresh, white }).arrays['white']).toEqual(unknown.arrays['white'])
  })
})

describe('gated', () => {
  it('knows the plate, and what is foreign, by distances of its own', async () => {
    const { domain } = await methodNamed('gated').fit(plate, context)
    const { low, high, distances } = domain!
    expect(high).toBe(2 * low)
    expect(distances(later.x).filter((distance) => distance <= low).length).toBeGreaterThan(30)
    const abroad = matrixOf(
      rowsOf(later.x).map((row, i) => row.map((value, j) => value + 0.2 * Math.sin(i + j / 1.5))),
    )
    const spiked = matrixOf(rowsOf(later.x).map((row) => row.map((value, j) => value + (j === 20 ? 0.1 : 0))))
    for (const distance of [...distances(abroad), ...distances(spiked)])
      expect(distance).toBeGreaterThan(high)
  })

  it('smooths what is foreign and leaves the rest to the plate expert', async () => {
    const [gated, expert] = await Promise.all(
      (['gated', 'physics-wiener'] as const).map((name) => methodNamed(name).fit(plate, context)),
    )
    const [own, distances] = [gated!.predict(later.x), gated!.domain!.distances(later.x)]
    const linear = expert!.predict(later.x)
    for (const [i, distance] of distances.entries()) {
      if (distance > gated!.domain!.low) continue
      for (let j = i * 40; j < (i + 1) * 40; j++) expect(own.data[j]).toBeCloseTo(linear.data[j]!, 12)
    }
  })

  it('beats the raw instrument on spectra it knows nothing of', async () => {
    const fitted = await methodNamed('gated').fit(plate, context)
    const { x, y } = abroadPairs()
    const [corrected, raw] = [fitted.predict(x), x].map((table) => mean(rowMeanSquares(difference(table, y))))
    expect(corrected).toBeLessThan(raw! / 4)
  })
})

/** Sharp-edged spectra through the same gain and offset as the plate's. */
function abroadPairs(): { x: PairTable['x']; y: PairTable['y'] } {
  const truth = Array.from({ length: 30 }, (_, i) =>
    Array.from({ length: 40 }, (__, j) => (j > i ? 0.7 : 0.2) + 0.05 * Math.sin(j)),
  )
  const { gain, offset } = defects
  return { x: matrixOf(truth.map((row) => row.map((value) => gain * value + offset))), y: matrixOf(truth) }
}

function scaled(pairs: PairTable, factor: number, quantity: PairTable['quantity']): PairTable {
  const by = (side: PairTable['x']): PairTable['x'] => ({
    ...side,
    data: side.data.map((value) => factor * value),
  })
  return { ...pairs, x: by(pairs.x), y: by(pairs.y), quantity }
}

function halfDark(bands: number): Float64Array {
  return Float64Array.from({ length: bands }, (_, j) => (j < bands / 2 ? 0 : 0.8))
}

function oneBand(): PairTable {
  const y = matrixOf(Array.from({ length: 40 }, (_, i) => [0.1 + 0.02 * i]))
  const x = matrixOf(Array.from({ length: 40 }, (_, i) => [0.9 * (0.1 + 0.02 * i) + 0.001 * Math.sin(i)]))
  return {
    ...plate,
    ids: Array.from({ length: 40 }, (_, i) => `B${i}`),
    x,
    y,
    wavelengthNm: Float64Array.of(550),
  }
}
