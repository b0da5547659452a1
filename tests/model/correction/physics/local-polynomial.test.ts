import { describe, expect, it } from 'vitest'
import { differentiate, localPolynomial } from '../../../../model/correction/physics/local-polynomial.ts'

function derivatives(nm: Float64Array, values: Float64Array): [Float64Array, Float64Array] {
  const [first, second] = [new Float64Array(nm.length), new Float64Array(nm.length)]
  differentiate(localPolynomial(nm), values, first, second, 0)
  return [first, second]
}

describe('local polynomials', () => {
  it.each([
    ['fine and even', Float64Array.from({ length: 224 }, (_, i) => 380 + (400 * i) / 223)],
    ['coarse', Float64Array.from({ length: 18 }, (_, i) => 380 + 20 * i)],
    ['uneven', Float64Array.from({ length: 120 }, (_, i) => 380 + 2.5 * i + 0.008 * i * i)],
  ])('follow a cubic to its ends, %s', (_, nm) => {
    const t = (value: number): number => (value - 580) / 200
    const [first, second] = derivatives(
      nm,
      nm.map((value) => 0.2 + 0.3 * t(value) - 0.5 * t(value) ** 2 + 0.4 * t(value) ** 3),
    )
    for (const [i, value] of nm.entries()) {
      expect(first[i]! * 200).toBeCloseTo(0.3 - t(value) + 1.2 * t(value) ** 2, 8)
      expect(second[i]! * 40000).toBeCloseTo(-1 + 2.4 * t(value), 6)
    }
  })

  it('takes what there is of few bands', () => {
    expect(derivatives(Float64Array.of(500), Float64Array.of(0.3))).toEqual([
      Float64Array.of(0),
      Float64Array.of(0),
    ])
    const [first, second] = derivatives(Float64Array.of(500, 510), Float64Array.of(0.3, 0.4))
    for (const value of first) expect(value).toBeCloseTo(0.01, 12)
    expect([...second]).toEqual([0, 0])
  })

  it('knows the classical five-point weights', () => {
    const { value } = localPolynomial(Float64Array.from({ length: 9 }, (_, i) => 400 + 10 * i))
    // Savitzky and Golay 1964, table I: (-3, 12, 17, 12, -3) / 35.
    for (const [k, weight] of [-3, 12, 17, 12, -3].entries())
      expect(value.weights[4 * 5 + k]).toBeCloseTo(weight / 35, 12)
  })
})
