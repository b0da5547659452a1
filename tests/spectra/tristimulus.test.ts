import { describe, expect, it } from 'vitest'
import { Problem } from '../../contract/errors.ts'
import type { Triple } from '../../contract/spectrum.ts'
import { WORKING_AXIS } from '../../contract/spectrum.ts'
import { axisWavelengths } from '../../spectra/axis.ts'
import { builtinReflectance } from '../../spectra/builtin-plate.ts'
import { OBSERVER_2 } from '../../spectra/cie/observer-2.ts'
import { colourOf, standardWeights, weightsUnder, xyzOf } from '../../spectra/colour.ts'
import { deltaE2000 } from '../../spectra/delta-e.ts'
import { lightOfWhite } from '../../spectra/illuminant.ts'
import { colourOfXyz, requireWhite, standardXyz } from '../../spectra/tristimulus.ts'

const NM = axisWavelengths(WORKING_AXIS)
const PATCHES = ['A01', 'C07', 'F12', 'H20', 'K28', 'N05', 'P14', 'S31']
const planck = (kelvin: number) => (nm: Float64Array) =>
  nm.map((value) => 1 / (value ** 5 * Math.expm1(1.4388e7 / (value * kelvin))))

/** A perfect colorimeter under a lamp of 300 cd/m2 on the perfect diffuser. */
function read(reflectance: Float64Array, lamp: (nm: Float64Array) => Float64Array): Triple {
  const [x, y, z] = xyzOf(reflectance, weightsUnder(NM, OBSERVER_2, lamp))
  return [3 * x, 3 * y, 3 * z]
}

describe('a colorimeter under the lamp of the bench', () => {
  it.each([2856, 4000, 5500, 6504])('at %i K is brought to D65 by white and spectrum', (kelvin) => {
    const lamp = planck(kelvin)
    const tile = 0.985
    const white = read(
      NM.map(() => tile),
      lamp,
    )
    for (const patch of PATCHES) {
      const truth = builtinReflectance(patch, NM)
      // The spectrum beside it is off by a fifth and by an offset: what cancels does cancel.
      const spectrum = truth.map((value) => 0.8 * value + 0.003)
      const made = standardXyz({ xyz: read(truth, lamp), white }, spectrum, NM, tile)
      expect(deltaE2000(colourOfXyz(made, NM).lab, colourOf(truth, NM).lab)).toBeLessThan(0.5)
    }
  })

  it('without that would be far off', () => {
    const lamp = planck(2856)
    const white = read(
      NM.map(() => 1),
      lamp,
    )
    const ideal = standardWeights(NM).white
    const worst = PATCHES.map((patch) => {
      const truth = builtinReflectance(patch, NM)
      const [x, y, z] = read(truth, lamp)
      const divided: Triple = [
        (x / white[0]) * ideal[0],
        (y / white[1]) * ideal[1],
        (z / white[2]) * ideal[2],
      ]
      return deltaE2000(colourOfXyz(divided, NM).lab, colourOf(truth, NM).lab)
    })
    expect(Math.max(...worst)).toBeGreaterThan(2)
  })

  it('gives the tile its own reflectance', () => {
    const white: Triple = [211, 215, 190]
    const [, y] = standardXyz(
      { xyz: white, white },
      NM.map(() => 0.985),
      NM,
      0.985,
    )
    expect(y).toBeCloseTo(98.5, 9)
  })

  it('refuses a white without light, and one that is no white', () => {
    const thrown = (white: Triple): Problem | undefined => {
      try {
        requireWhite(white)
      } catch (error) {
        if (error instanceof Problem) return error
      }
      return undefined
    }
    expect(thrown([210, 215, 190])).toBeUndefined()
    expect(thrown([0, 0, 0])?.code).toBe('LEVEL_LOW')
    expect(thrown([NaN, 215, 190])?.code).toBe('LEVEL_LOW')
    expect(thrown([300, 100, 5])?.data.happened).toContain('x 0.741')
  })
})

describe('the light of a white', () => {
  it('has the chromaticity that was asked for, as black body or as daylight', () => {
    for (const [x, y] of [
      [0.4476, 0.4074],
      [0.3324, 0.341],
      [0.3127, 0.329],
    ] as const) {
      const { white } = weightsUnder(NM, OBSERVER_2, (grid) => lightOfWhite(x, y, grid))
      const sum = white[0] + white[1] + white[2]
      expect(Math.hypot(white[0] / sum - x, white[1] / sum - y)).toBeLessThan(0.001)
    }
  })
})
