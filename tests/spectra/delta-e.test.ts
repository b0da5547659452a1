import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Triple } from '../../contract/spectrum.ts'
import { deltaE2000, deltaE76, deltaE94 } from '../../spectra/delta-e.ts'
import { sharedData } from '../shared-data.ts'
import { oracle } from './oracle.ts'

const lab = fc.tuple(
  fc.double({ min: 0, max: 100, noNaN: true }),
  fc.double({ min: -120, max: 120, noNaN: true }),
  fc.double({ min: -120, max: 120, noNaN: true }),
)

describe('CIEDE2000', () => {
  it('agrees with colour-science for 60 pairs', () => {
    for (const [l1, a1, b1, l2, a2, b2, expected] of oracle.deltaE) {
      expect(deltaE2000([l1, a1, b1], [l2, a2, b2])).toBeCloseTo(expected, 9)
    }
  })
  // Pairs of Sharma, Wu, Dalal 2005 around the discontinuities of the hue mean.
  it.each([
    [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
    [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
    [[50, -0.001, 2.49], [50, 0.0009, -2.49], 4.8045],
    [[50, -0.001, 2.49], [50, 0.0011, -2.49], 4.7461],
    [[50, 2.5, 0], [50, 0, -2.5], 4.3065],
    [[50, 0, 0], [50, -1, 2], 2.3669],
  ] as [Triple, Triple, number][])('of %j and %j is %f', (one, two, expected) => {
    expect(deltaE2000(one, two)).toBeCloseTo(expected, 4)
  })
  it('is symmetric, zero for equal colours and never negative', () => {
    fc.assert(
      fc.property(lab, lab, (one, two) => {
        expect(deltaE2000(one, one)).toBe(0)
        expect(deltaE2000(one, two)).toBeGreaterThanOrEqual(0)
        expect(deltaE2000(one, two)).toBeCloseTo(deltaE2000(two, one), 9)
      }),
    )
  })
  it('is the Euclidean distance in its 1976 form', () => expect(deltaE76([50, 3, 4], [50, 0, 0])).toBe(5))
  it('agrees with colour-science in its 1994 form', () => {
    for (const [l1, a1, b1, l2, a2, b2, , expected] of oracle.deltaE)
      expect(deltaE94([l1, a1, b1], [l2, a2, b2])).toBeCloseTo(expected, 9)
  })
})

const pairs = sharedData('deltae2000-sharma/sharma2005_34pairs.csv')
describe.skipIf(!pairs)('the 34 published pairs', () => {
  it('are reproduced to four decimals', () => {
    const rows = readFileSync(pairs!, 'utf8').trim().split('\n').slice(1)
    expect(rows).toHaveLength(34)
    for (const row of rows) {
      const [l1, a1, b1, l2, a2, b2, expected] = row.split(',').map(Number) as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ]
      expect(Math.abs(deltaE2000([l1, a1, b1], [l2, a2, b2]) - expected)).toBeLessThan(5.1e-5)
    }
  })
})
