import { describe, expect, it } from 'vitest'
import { colourErrors, colourStandard } from '../../../model/figures/colour-figures.ts'
import { floorOf } from '../../../model/figures/floor.ts'
import { domainFigures, methodFigures, pairedTests } from '../../../model/figures/method-figures.ts'
import type { Matrix, PairTable } from '../../../model/service.ts'
import { trainingSet } from '../../../model/training-set.ts'
import { deltaEPerSample, mean, rmse } from '../../../spectra/metrics.ts'
import { seededRandom } from '../../../spectra/random.ts'
import { madeUpPairs } from '../support/pairs.ts'

const pairs = madeUpPairs(80, 41, { gain: 0.95, offset: 0.01, noise: 0.002 })
const same = { predict: (x: Matrix) => x }

describe('the figures of a method', () => {
  const set = trainingSet({ pairs, methods: ['none'], seed: 1, holdOut: 0.2 })
  const figures = methodFigures(set, { predicted: set.pairs.x, fitted: same })

  it('hold together: RMSE, bias and SEP, held out and fitted', () => {
    expect(figures.rmsecv).toBeCloseTo(rmse(set.pairs.x.data, set.pairs.y.data), 12)
    expect(figures.rmsec).toBe(figures.rmsecv)
    expect(figures.rmsep).toBeCloseTo(rmse(set.heldOut.x.data, set.heldOut.y.data), 12)
    expect(Math.hypot(figures.bias, figures.sep)).toBeCloseTo(figures.rmsecv, 5)
    expect(figures.rmsePerBand).toHaveLength(41)
    expect(Math.sqrt(mean(figures.rmsePerBand.map((value) => value ** 2)))).toBeCloseTo(figures.rmsecv, 12)
  })

  it('give colour under four lights and two observers', () => {
    expect(
      figures.colour?.map(({ illuminant, observerDegrees }) => `${illuminant}/${observerDegrees}`),
    ).toEqual(['D65/2', 'D50/2', 'A/2', 'F11/2', 'D65/10', 'D50/10', 'A/10', 'F11/10'])
    const standard = deltaEPerSample(set.pairs.x.data, set.pairs.y.data, pairs.wavelengthNm!)
    expect(figures.colour?.[0]?.dE00.mean).toBeCloseTo(mean(standard), 12)
    expect(figures.worst).toHaveLength(10)
    expect(figures.worst[0]?.dE00).toBeCloseTo(Math.max(...standard), 12)
    for (const one of figures.colour ?? []) expect(one.dE00.p95).toBeLessThan(one.dE00.max)
  })

  it('leave colour out where there is none', () => {
    const other = trainingSet({
      pairs: { ...pairs, quantity: 'other' },
      methods: ['none'],
      seed: 1,
      holdOut: 0,
    })
    const plain = methodFigures(other, { predicted: other.pairs.x, fitted: same })
    expect(plain).toMatchObject({ colour: null, metamerism: null, rmsep: null, floor: null })
    expect(plain.worst[0]?.dE00).toBeNull()
  })

  it('say what the training rows look like', () => {
    const { t2Above, qAbove, leverageAbove, leverageLimit, components } = domainFigures(set)
    expect(components).toBeGreaterThan(0)
    expect(Math.max(t2Above, qAbove)).toBeLessThan(0.4)
    for (const { leverage } of leverageAbove) expect(leverage).toBeGreaterThan(leverageLimit)
  })

  it('test every other method against the winner', () => {
    const better = { ...set.pairs.y, data: set.pairs.y.data.map((value, i) => value + 1e-4 * Math.sin(i)) }
    const tests = pairedTests(
      set.pairs,
      new Map([
        ['none', set.pairs.x],
        ['ridge', better],
      ]),
      'ridge',
    )
    expect(tests).toHaveLength(1)
    expect(tests[0]).toMatchObject({ name: 'none', better: 0, of: set.pairs.ids.length })
    expect(tests[0]!.p).toBeLessThan(1e-6)
  })
})

describe('metamerism', () => {
  const standard = colourStandard(pairs.y, pairs.wavelengthNm!)
  it('is nothing for equal spectra and grows with a difference that one light shows and another hides', () => {
    expect(colourErrors(standard, pairs.y).metamerism).toEqual({ mean: 0, median: 0, p95: 0, max: 0 })
    // The mercury line at 545 nm dominates F11.
    const bump = { ...pairs.y, data: pairs.y.data.slice() }
    for (let row = 0; row < bump.rows; row++)
      for (const [j, nm] of pairs.wavelengthNm!.entries())
        bump.data[row * 41 + j] = (bump.data[row * 41 + j] ?? 0) + 0.05 * Math.exp(-(((nm - 545) / 6) ** 2))
    expect(colourErrors(standard, bump).metamerism.mean).toBeGreaterThan(1)
  })
})

describe('the floor', () => {
  const bands = 41
  /** Twelve patches read six times, both instruments with noise of their own and a movement they share. */
  function repeats(own: number, reference: number, shared: number): PairTable {
    const random = seededRandom(4)
    const rows = 72
    const ids = Array.from({ length: rows }, (_, row) => `P${String(row % 12)}`)
    const [x, y] = [new Float64Array(rows * bands), new Float64Array(rows * bands)]
    for (let row = 0; row < rows; row++) {
      const moved = shared * random.normal()
      for (let j = 0; j < bands; j++) {
        const truth = 0.2 + 0.05 * (row % 12)
        x[row * bands + j] = truth + moved + own * random.normal()
        y[row * bands + j] = truth + moved + reference * random.normal()
      }
    }
    const of = (data: Float64Array): Matrix => ({ rows, columns: bands, data })
    return { ids, x: of(x), y: of(y), wavelengthNm: pairs.wavelengthNm, quantity: 'reflectance' }
  }

  it('is the spread of the difference, and the rest of the error is the model', () => {
    const floor = floorOf(repeats(0.002, 0.001, 0), (x) => x, 0.004)!
    expect(floor.rmse).toBeCloseTo(Math.hypot(0.002, 0.001), 4)
    expect(floor).toMatchObject({ readings: 72, patches: 12 })
    expect(floor.accuracyOverFloor).toBeCloseTo(0.004 / floor.rmse, 9)
    expect(floor.budget.repeatability).toBeCloseTo(0.25, 1)
    expect(floor.budget.reference).toBeCloseTo(0.0625, 1)
    expect(floor.budget.model).toBeCloseTo(1 - 5 / 16, 1)
    const { repeatability, reference, pairing, model } = floor.budget
    expect(repeatability + reference + pairing + model).toBeCloseTo(1, 9)
  })

  it('does not count what both instruments see alike as an error of pairing', () => {
    const floor = floorOf(repeats(0.002, 0.001, 0.003), (x) => x, 0.004)!
    expect(floor.rmse).toBeCloseTo(Math.hypot(0.002, 0.001), 4)
    expect(floor.budget.pairing).toBe(0)
  })

  it('is not known from single readings', () => {
    const few = repeats(0.002, 0.001, 0)
    expect(floorOf({ ...few, ids: few.ids.map((_, i) => `Q${String(i)}`) }, (x) => x, 0.004)).toBeNull()
  })
})
