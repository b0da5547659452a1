import { describe, expect, it } from 'vitest'
import { bandAxis } from '../../../../model/correction/physics/band-axis.ts'
import { instrumentCorrection, whiteShares } from '../../../../model/correction/physics/instrument.ts'
import {
  ageingPrior,
  indexOf,
  instrumentPrior,
  PARAMETERS,
  type ParameterName,
} from '../../../../model/correction/physics/parameters.ts'
import { refine } from '../../../../model/correction/physics/refine.ts'
import { madeUpPairs } from '../../support/pairs.ts'

const bands = 120
const axis = bandAxis(Float64Array.from({ length: bands }, (_, i) => 380 + (400 * i) / (bands - 1)))
const lamp = axis.position.map((t) => 0.2 + 0.7 * Math.exp(-((t - 0.2) ** 2)))
const instrument = { axis, white: whiteShares(lamp, bands, Math.max(...lamp)) }
const { y: x } = madeUpPairs(60, bands, {}, 3)

const TRUE: Readonly<Partial<Record<ParameterName, number>>> = {
  a1: 0.04,
  su: 0.008,
  d0: 0.6,
  d1: -0.3,
  k0: 6,
  g0: -0.01,
  o0: 0.002,
}
const theta = (values: typeof TRUE): Float64Array => {
  const start = instrumentPrior().centre.slice()
  for (const [k, name] of PARAMETERS.entries()) start[k] = values[name] ?? start[k]!
  return start
}

describe('finding the parameters of an instrument', () => {
  it('finds those that pairs were made with, where pairs can tell', () => {
    const y = instrumentCorrection(instrument, theta(TRUE))(x)
    const found = refine(instrument, x, y, instrumentPrior())
    const predicted = instrumentCorrection(instrument, found)(x)
    const worst = Math.max(...predicted.data.map((value, at) => Math.abs(value - y.data[at]!)))
    expect(worst).toBeLessThan(2e-4)
    expect(found[indexOf('d0')]).toBeCloseTo(0.6, 1)
    expect(found[indexOf('su')]).toBeCloseTo(0.008, 3)
    expect(found[indexOf('g0')]).toBeCloseTo(-0.01, 2)
  })

  it('stays at the prior where nothing is wrong', () => {
    const found = refine(instrument, x, x, instrumentPrior())
    for (const [k, value] of instrumentPrior().centre.entries()) expect(found[k]).toBeCloseTo(value, 10)
  })

  it('moves only what ages after a calibration', () => {
    const old = theta(TRUE)
    const y = instrumentCorrection(instrument, theta({ ...TRUE, d0: 0.3, su: 0.012 }))(x)
    const found = refine(instrument, x, y, ageingPrior(old))
    expect(found[indexOf('d0')]).toBeCloseTo(0.3, 3)
    expect(found[indexOf('su')]).toBeCloseTo(0.012, 4)
    for (const name of ['a1', 'a2', 'ltau', 'd1', 'd2', 'k0', 'k1', 'o1'] as const)
      expect(found[indexOf(name)]).toBe(old[indexOf(name)])
  })

  it('never divides by light that is not there', () => {
    const dim = {
      axis,
      white: whiteShares(
        lamp.map((value, j) => (j < 20 ? -0.001 : value)),
        bands,
        1,
      ),
    }
    const { data } = instrumentCorrection(dim, theta({ ...TRUE, su: 0.03 }))(x)
    for (const value of data) expect(Math.abs(value)).toBeLessThan(3)
  })
})
