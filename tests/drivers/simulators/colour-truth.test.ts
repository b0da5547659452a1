import { describe, expect, it } from 'vitest'
import type { Triple } from '../../../contract/spectrum.ts'
import { reflectanceOfLab, truthOfColours } from '../../../drivers/simulators/colour-truth.ts'
import { FINE_NM, FINE_POINTS } from '../../../drivers/simulators/fine-grid.ts'
import { Scene } from '../../../drivers/simulators/scene.ts'
import { DEFAULT_UNIT, unitParameters } from '../../../drivers/simulators/units.ts'
import { builtinPlate, builtinReflectance } from '../../../spectra/builtin-plate.ts'
import { labOfSpectrum } from '../../../spectra/colour.ts'
import { deltaE2000 } from '../../../spectra/delta-e.ts'
import { drawPlate, makePlate } from '../../../spectra/plate.ts'

describe('a reflectance made for a colour', () => {
  it('has that colour, for every colour of the built-in plate', () => {
    for (const { id, expectedLab } of builtinPlate().patches) {
      const lab = labOfSpectrum(reflectanceOfLab(expectedLab!), FINE_NM)
      expect(deltaE2000(lab, expectedLab!), id).toBeLessThan(0.01)
    }
  })

  it.each<Triple>([
    [95, -1, 90],
    [20, 30, -40],
    [0, 0, 0],
    [100, 0, 0],
    [60, 120, -120],
  ])('is one a surface can have, whatever is asked: %d %d %d', (...lab) => {
    const reflectance = reflectanceOfLab(lab)
    expect(reflectance).toHaveLength(FINE_POINTS)
    expect(Math.min(...reflectance)).toBeGreaterThanOrEqual(0.003)
    expect(Math.max(...reflectance)).toBeLessThanOrEqual(0.99)
  })

  it('is a built-in colour where none is expected, another one in the next cell', () => {
    const [one, two] = drawPlate('grid', 1, 2, 10).patches
    expect(truthOfColours(one!)).toEqual(builtinReflectance('A01', FINE_NM))
    expect(truthOfColours(two!)).toEqual(builtinReflectance('A02', FINE_NM))
  })
})

describe('a plate that is laid under the probes', () => {
  const plate = makePlate('two greys', [
    { row: 0, column: 0, expectedLab: [40, 0, 0] },
    { row: 0, column: 1, expectedLab: [80, 0, 0] },
  ])
  const scene = (): Scene => {
    const truth = (patch: { id: string }): Float64Array => builtinReflectance(patch.id, FINE_NM)
    return new Scene({ plate: builtinPlate(), truth, unit: unitParameters(DEFAULT_UNIT), seed: 1 })
  }

  it('is what is seen from then on, its white tile where it says', () => {
    const made = scene()
    let place = { xMm: plate.originXMm, yMm: plate.originYMm, moves: 1 }
    made.follow(() => place)
    place = { ...place, moves: 2 }
    const before = made.spectrum({ integrationMs: 10, scans: 100, lampOn: true })
    made.lay(plate, truthOfColours)
    const dark = made.spectrum({ integrationMs: 10, scans: 100, lampOn: true })
    expect(dark[1000]).not.toBe(before[1000])
    place = { xMm: plate.originXMm + plate.pitchXMm, yMm: plate.originYMm, moves: 3 }
    const bright = made.spectrum({ integrationMs: 10, scans: 100, lampOn: true })
    expect(bright[1000]).toBeGreaterThan(3 * dark[1000]!)
    place = { xMm: plate.whiteXMm, yMm: plate.whiteYMm, moves: 4 }
    expect(made.target()).toEqual({ kind: 'white' })
  })
})
