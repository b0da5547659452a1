import { describe, expect, it } from 'vitest'
import { bandNoise, pairNoise } from '../../../../model/correction/physics/pair-noise.ts'
import { seededRandom } from '../../../../spectra/random.ts'

const BANDS = 32
const squares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0)

describe('the noise of pairs', () => {
  const random = seededRandom(1)
  const levels = Float64Array.from({ length: 60 }, () => random.uniform(0.05, 0.9))
  const y = Float64Array.from({ length: 60 * BANDS }, (_, at) => levels[Math.floor(at / BANDS)]!)
  const shared = Float64Array.from(
    levels,
    (level) => 0.002 * random.normal() + 0.01 * level * random.normal(),
  )
  const residual = y.map((_, at) => shared[Math.floor(at / BANDS)]! + 0.001 * random.normal())
  const noise = pairNoise(residual, y, BANDS)
  const of = (row: number, shape: (band: number) => number): number => {
    const values = new Float64Array(60 * BANDS)
    for (let j = 0; j < BANDS; j++) values[row * BANDS + j] = shape(j)
    noise.whiten(values)
    return squares(values)
  }
  const brightest = levels.indexOf(Math.max(...levels))
  const darkest = levels.indexOf(Math.min(...levels))

  it('counts what all bands of a pair share for little, and an edge between its bands for much', () => {
    const [flat, edge] = [() => 0.002, (band: number) => (band < BANDS / 2 ? 0.002 : -0.002)]
    expect(of(brightest, edge)).toBeGreaterThan(5 * of(brightest, flat))
  })

  it('trusts the level of a dark pair more than that of a bright one', () => {
    expect(of(darkest, () => 0.002)).toBeGreaterThan(2 * of(brightest, () => 0.002))
  })

  it('is that of bands alone where pairs share nothing', () => {
    const alone = y.map((_, at) => (at % 2 === 0 ? 0.001 : -0.001) * (1 + (at % BANDS) / BANDS))
    const [a, b] = [alone.slice(), alone.slice()]
    pairNoise(alone, y, BANDS).whiten(a)
    bandNoise(alone, BANDS, false).whiten(b)
    expect(squares(a) / squares(b)).toBeCloseTo(1, 1)
  })
})
