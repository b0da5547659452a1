import { describe, expect, it } from 'vitest'
import { PARAMETERS } from '../../../../model/correction/physics/parameters.ts'
import { strayLightRemover } from '../../../../model/correction/physics/stray-light.ts'

const theta = (su: number, sn: number, lengthNm: number): Float64Array =>
  Float64Array.from(PARAMETERS, (name) =>
    name === 'su' ? su : name === 'sn' ? sn : name === 'ltau' ? Math.log(lengthNm) : 0,
  )

/** The matrix the remover inverts, by its definition. */
function stray(nm: readonly number[], su: number, sn: number, lengthNm: number): number[][] {
  return nm.map((a, i) => {
    const near = nm.map((b) => Math.exp(-Math.abs(a - b) / lengthNm))
    const sum = near.reduce((one, two) => one + two, 0)
    return near.map((value, j) => (i === j ? 1 - su - sn : 0) + (sn * value) / sum + su / nm.length)
  })
}

describe('removing stray light', () => {
  it.each([
    ['evenly spaced bands', Array.from({ length: 60 }, (_, i) => 380 + 6.8 * i), 0.01, 0.02, 25],
    ['uneven bands', Array.from({ length: 40 }, (_, i) => 380 + 7 * i + 0.06 * i * i), 0.005, 0.015, 40],
    ['scatter that sharpens', Array.from({ length: 30 }, (_, i) => 400 + 10 * i), -0.01, -0.02, 15],
    ['two bands', [500, 600], 0.1, 0.1, 80],
    ['one band', [500], 0.1, 0.1, 80],
  ])('undoes the matrix by its definition: %s', (_, nm, su, sn, lengthNm) => {
    const clean = nm.map((__, j) => 0.4 + 0.3 * Math.sin(j / 3) + 0.01 * j)
    const dirty = stray(nm, su, sn, lengthNm).map((row) =>
      row.reduce((sum, weight, j) => sum + weight * clean[j]!, 0),
    )
    // Two spectra in one array: the remover touches the one it is told.
    const values = Float64Array.from([...dirty, ...dirty])
    strayLightRemover(Float64Array.from(nm), theta(su, sn, lengthNm))(values, nm.length)
    for (const [j, value] of clean.entries()) {
      expect(values[nm.length + j]).toBeCloseTo(value, 11)
      expect(values[j]).toBe(dirty[j])
    }
  })
})
