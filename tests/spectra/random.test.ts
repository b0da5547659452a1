import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mean } from '../../spectra/metrics.ts'
import { seededRandom } from '../../spectra/random.ts'

const draw = (count: number, one: () => number): number[] => Array.from({ length: count }, one)
const variance = (values: number[]): number => {
  const centre = mean(values)
  return mean(values.map((value) => (value - centre) ** 2))
}

describe('seeded chance', () => {
  it('is the same for the same seed and another for another', () => {
    const first = draw(20, seededRandom(7).next)
    expect(draw(20, seededRandom(7).next)).toEqual(first)
    for (const seed of [8, -7, 7 + 2 ** 32, 0]) expect(draw(20, seededRandom(seed).next)).not.toEqual(first)
  })
  it('never changes: recorded scans must replay', () => {
    const random = seededRandom(1)
    expect([random.next(), random.normal(), random.integer(1000)]).toMatchInlineSnapshot(`
      [
        0.6307369901095651,
        0.011858704292586708,
        642,
      ]
    `)
  })
  it('is uniform in [0, 1)', () => {
    const values = draw(40_000, seededRandom(2).next)
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
    expect(mean(values)).toBeCloseTo(0.5, 2)
    expect(variance(values)).toBeCloseTo(1 / 12, 2)
  })
  it('draws normal and gamma numbers of the right mean and variance', () => {
    const normal = draw(40_000, seededRandom(3).normal)
    expect(mean(normal)).toBeCloseTo(0, 1)
    expect(variance(normal)).toBeCloseTo(1, 1)
    const random = seededRandom(4)
    const gamma = draw(40_000, () => random.gamma(2))
    expect(gamma.every((value) => value >= 0)).toBe(true)
    expect(mean(gamma)).toBeCloseTo(2, 1)
    expect(variance(gamma)).toBeCloseTo(2, 0)
  })
  it('shuffles without losing or doubling anything', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.integer()), (seed, items) => {
        const shuffled = seededRandom(seed).shuffle(items)
        expect([...shuffled].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b))
      }),
    )
    const list = draw(50, () => 0).map((_, i) => i)
    expect(seededRandom(1).shuffle(list)).not.toEqual(list)
  })
  it('keeps forks apart: drawing from one changes no other', () => {
    const parent = seededRandom(9)
    const before = draw(5, seededRandom(9).fork('lamp').next)
    draw(100, parent.next)
    expect(draw(5, parent.fork('lamp').next)).toEqual(before)
    expect(draw(5, parent.fork('stage').next)).not.toEqual(before)
    expect(draw(5, seededRandom(10).fork('lamp').next)).not.toEqual(before)
  })
})
