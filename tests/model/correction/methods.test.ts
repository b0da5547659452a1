import { describe, expect, it } from 'vitest'
import { METHOD_NAMES } from '../../../contract/model.ts'
import { adjustOutput } from '../../../model/correction/output-adjustment.ts'
import type { Fitted, Method } from '../../../model/correction/method.ts'
import { methodNamed, METHODS } from '../../../model/correction/registry.ts'
import { difference, rowMeanSquares } from '../../../model/linear/matrix.ts'
import { takePairs } from '../../../model/pairs.ts'
import type { Matrix } from '../../../model/service.ts'
import { mean } from '../../../spectra/metrics.ts'
import { madeUpPairs } from '../support/pairs.ts'
import { containing } from '../support/matching.ts'

const context = { seed: 1, signal: new AbortController().signal, progress: () => undefined }
const conforming = METHODS.filter(({ name }) => name !== 'autoencoder')
const all = madeUpPairs(110, 20, { gain: 0.93, offset: 0.01, mixing: 0.1, noise: 0.001 })
const pairs = takePairs(
  all,
  Array.from({ length: 40 }, (_, i) => i),
)
/** One fit on the same pairs serves several tests: networks learn for a second. */
const fits = new Map<string, Promise<Fitted>>()
function fitOnPairs(method: Method): Promise<Fitted> {
  const fit = fits.get(method.name) ?? method.fit(pairs, context)
  fits.set(method.name, fit)
  return fit
}
const meanSquare = (a: typeof pairs.x, b: typeof pairs.y): number => mean(rowMeanSquares(difference(a, b)))

describe('the list of methods', () => {
  it('goes from simple to complex and describes each', () => {
    expect(METHODS.map(({ name }) => name)).toEqual([
      'none',
      'slope-bias',
      'gated',
      'ridge',
      'pds',
      'ds',
      'pca-affine',
      'pls',
      'sst',
      'berns-petersen',
      'quadratic',
      'kernel',
      'physics',
      'physics-wiener',
      'gated-cnn',
      'gated-unet',
      'cnn',
      'unet',
      'autoencoder',
    ])
    for (const { title, assumptions, minimumPairs } of METHODS) {
      expect(title).not.toBe('')
      expect(assumptions).toMatch(/\.$/)
      expect(minimumPairs).toBeGreaterThan(0)
    }
  })

  it('refuses by name what it does not have', () => {
    const missing = METHOD_NAMES.filter((name) => !METHODS.some((method) => method.name === name))
    expect(missing).toContain('matrix3')
    for (const name of missing)
      expect(() => methodNamed(name)).toThrow(
        expect.objectContaining({ code: 'METHOD_UNKNOWN', message: containing(name) }),
      )
  })
})

describe.each(conforming.map((method) => [method.name, method] as const))('method %s', (_, method) => {
  it('is restored bit by bit from its arrays and parameters', async () => {
    const fitted = await fitOnPairs(method)
    const parameters = JSON.parse(JSON.stringify(fitted.parameters)) as typeof fitted.parameters
    const restored = await method.restore(fitted.arrays, parameters)
    expect(restored.predict(pairs.x)).toEqual(fitted.predict(pairs.x))
    expect(restored.parameters).toEqual(fitted.parameters)
  })

  it('leaves its input alone and answers row by row', async () => {
    const before = pairs.x.data.slice()
    const fitted = await fitOnPairs(method)
    const all = fitted.predict(pairs.x)
    expect(pairs.x.data).toEqual(before)
    const one = fitted.predict(takePairs(pairs, [7]).x)
    for (const [j, value] of one.data.entries()) expect(value).toBeCloseTo(all.data[7 * 20 + j]!, 12)
  })

  it('is no worse than nothing on its own rows', async () => {
    const fitted = await fitOnPairs(method)
    expect(meanSquare(fitted.predict(pairs.x), pairs.y)).toBeLessThanOrEqual(meanSquare(pairs.x, pairs.y))
  })

  it('stays finite with a constant band, repeated rows and the fewest pairs', async () => {
    const few = takePairs(all, [...Array.from({ length: method.minimumPairs }, (__, i) => i), 0])
    for (let row = 0; row < few.x.rows; row++) few.x.data[row * 20 + 3] = 0.5
    const predicted = (await method.fit(few, context)).predict(few.x)
    expect(predicted.data.every((value) => Number.isFinite(value))).toBe(true)
  })
})

describe.each(conforming.map((method) => [method.name, method] as const))('method %s takes', (_, method) => {
  const finite = async (table: typeof pairs): Promise<void> => {
    const fitted = await method.fit(table, context)
    const predicted = fitted.predict(table.x)
    expect(predicted.data.every((value) => Number.isFinite(value))).toBe(true)
    const [after, before] = [meanSquare(predicted, table.y), meanSquare(table.x, table.y)]
    expect(after).toBeLessThanOrEqual(before)
  }

  it('18 bands without wavelengths', () =>
    finite({ ...madeUpPairs(30, 18, { gain: 0.9, noise: 0.001 }), wavelengthNm: null, quantity: 'other' }))

  it('one band', () => {
    const two = madeUpPairs(30, 2, { gain: 0.9 })
    const one = ({ data }: Matrix): Matrix => ({
      rows: 30,
      columns: 1,
      data: data.filter((__, at) => at % 2 === 0),
    })
    return finite({ ...two, x: one(two.x), y: one(two.y), wavelengthNm: Float64Array.of(500) })
  })

  it('far more bands than pairs, twice the same', async () => {
    const wide = madeUpPairs(20, 150, { gain: 0.9, offset: 0.02, noise: 0.001 })
    for (let i = 0; i < 20; i++) wide.x.data[i * 150 + 60] = wide.x.data[i * 150 + 61]!
    await finite(wide)
  })

  it('other units: in thousands the answer is the same times a thousand', async () => {
    const plain = madeUpPairs(60, 20, { gain: 0.9, offset: 0.02, mixing: 0.2, noise: 0.002 })
    // Penalties move by even decades: on both tables by whole ones only where the variance is above 0.03.
    const [small, large] = [3, 3000].map((factor) => ({
      ...plain,
      quantity: 'other' as const,
      x: { ...plain.x, data: plain.x.data.map((value) => factor * value) },
      y: { ...plain.y, data: plain.y.data.map((value) => factor * value) },
    }))
    const answer = (await method.fit(large!, context)).predict(large!.x)
    for (const [at, value] of (await method.fit(small!, context)).predict(small!.x).data.entries())
      expect(Math.abs(answer.data[at]! / 1000 - value)).toBeLessThan(1e-6)
  })
})

/** The physics is fitted to the reference itself, not to what the plate expert behind it has made of it. */
const whole = conforming.filter(({ name }) => name !== 'physics-wiener' && !name.startsWith('gated'))

describe.each(whole.map((method) => [method.name, method] as const))('method %s', (_, method) => {
  it('stays as it is where a recalibration finds nothing to do', async () => {
    const fitted = await fitOnPairs(method)
    const own = {
      ...takePairs(pairs, [3, 9, 14, 20, 31]),
      y: fitted.predict(takePairs(pairs, [3, 9, 14, 20, 31]).x),
    }
    const moved = (method.recalibrate ?? adjustOutput)(fitted, own)
    const [one, two] = [fitted.predict(pairs.x).data, moved.predict(pairs.x).data]
    for (const [at, value] of one.entries()) expect(Math.abs(two[at]! - value)).toBeLessThan(1e-9)
  })
})

describe('slope and bias', () => {
  it('undoes a gain and an offset exactly', async () => {
    const plain = madeUpPairs(12, 8, { gain: 0.8, offset: 0.05 })
    const { arrays } = await methodNamed('slope-bias').fit(plain, context)
    for (const value of arrays['slope']!) expect(value).toBeCloseTo(1 / 0.8, 10)
    for (const value of arrays['offset']!) expect(value).toBeCloseTo(-0.05 / 0.8, 10)
  })

  it('only shifts a band that does not vary', async () => {
    const flat = madeUpPairs(12, 8, {})
    for (let row = 0; row < 12; row++) flat.x.data[row * 8] = 0.3
    const { arrays } = await methodNamed('slope-bias').fit(flat, context)
    expect(arrays['slope']![0]).toBe(1)
  })
})

describe('ridge', () => {
  it('undoes a mixing of bands that no line per band can', async () => {
    const mixed = madeUpPairs(80, 24, { mixing: 0.3 })
    const lines = await methodNamed('slope-bias').fit(mixed, context)
    const ridge = await methodNamed('ridge').fit(mixed, context)
    const [one, two] = [lines, ridge].map((fitted) => meanSquare(fitted.predict(mixed.x), mixed.y))
    expect(two).toBeLessThan(one! / 20)
  })
})
