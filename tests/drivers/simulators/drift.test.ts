import { expect, test } from 'vitest'
import { seededRandom } from '../../../spectra/random.ts'
import { aged, COMBINED_AGEING, DriftWalk } from '../../../drivers/simulators/drift.ts'
import { drawUnit, unitParameters } from '../../../drivers/simulators/units.ts'

const unit = unitParameters(101)
const spread = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}

test('after 66 samples the drifts have the spread that the unit states', () => {
  const ends = Array.from({ length: 1000 }, (_, seed) => {
    const walk = new DriftWalk(unit, seededRandom(seed))
    for (let i = 0; i < 66; i++) walk.step()
    return walk.state
  })
  // The spread of 1000 walks is known to 2.2 %.
  expect(spread(ends.map(({ intensity }) => intensity)) / unit.Idrift).toBeCloseTo(1, 0.9)
  expect(spread(ends.map(({ kelvin }) => kelvin)) / unit.Tdrift).toBeCloseTo(1, 0.9)
  expect(spread(ends.map(({ dark }) => dark)) / unit.ddrift).toBeCloseTo(1, 0.9)
})

test('a white starts all of them again, a dark the dark level only', () => {
  const walk = new DriftWalk(unit, seededRandom(1))
  walk.step()
  const { intensity, kelvin, dark } = walk.state
  expect([intensity === 1, kelvin === 0, dark === 0]).toEqual([false, false, false])
  walk.atDark()
  expect(walk.state).toEqual({ intensity, kelvin, dark: 0 })
  walk.atWhite()
  expect(walk.state).toEqual({ intensity: 1, kelvin: 0, dark: 0 })
})

test('ageing changes what it names and nothing else', () => {
  expect(aged(unit, {})).toEqual(unit)
  const old = aged(unit, COMBINED_AGEING)
  expect(old.d0).toBeCloseTo(unit.d0 - 0.3, 12)
  expect(old.su).toBeCloseTo(1.5 * unit.su + 0.001, 12)
  expect(old.sn).toBeCloseTo(1.2 * unit.sn, 12)
  expect(old.T).toBeCloseTo(unit.T - 60, 9)
  expect(old.led).toBeCloseTo(0.9 * unit.led, 12)
  expect(old.om).toBeCloseTo(unit.om + 0.0015, 12)
  const { d0, su, sn, T, led, om } = unit
  expect({ ...old, d0, su, sn, T, led, om }).toEqual(unit)
})

test('units: named ones, drawn ones within their ranges, no others', () => {
  expect(unitParameters(105).navg).toBe(26)
  expect(unitParameters(202).misspecified).toBe(202)
  expect(unitParameters(4711)).toEqual(drawUnit(4711))
  const drawn = Array.from({ length: 200 }, (_, i) => drawUnit(1000 + i))
  expect(Math.min(...drawn.map(({ F0 }) => F0))).toBeGreaterThanOrEqual(8)
  expect(Math.max(...drawn.map(({ F0 }) => F0))).toBeLessThan(12)
  expect(new Set(drawn.map(({ bits }) => bits))).toEqual(new Set([12, 16]))
  expect(Math.max(...drawn.map(({ navg }) => navg))).toBeLessThanOrEqual(32)
  expect(() => unitParameters(7)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
})
