import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PlateSchema } from '../../contract/plate.ts'
import { axisWavelengths } from '../../spectra/axis.ts'
import { builtinPlate, builtinReflectance, reflectanceOf } from '../../spectra/builtin-plate.ts'
import { labOfSpectrum } from '../../spectra/colour.ts'
import { deltaE2000 } from '../../spectra/delta-e.ts'
import { parsePatchId, patchId, rowName } from '../../spectra/patch-id.ts'
import { controlPatches, drawPlate, neighboursOf, patchPosition, readingOrder } from '../../spectra/plate.ts'

describe('patch ids', () => {
  it('name rows A to Z, then AA to ZZ, and give columns two digits', () => {
    expect([0, 25, 26, 51, 701].map(rowName)).toEqual(['A', 'Z', 'AA', 'AZ', 'ZZ'])
    expect([patchId(15, 13), patchId(0, 0), patchId(26, 100)]).toEqual(['P14', 'A01', 'AA101'])
  })
  it('read back as the same place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 701 }), fc.integer({ min: 0, max: 998 }), (row, column) => {
        expect(parsePatchId(patchId(row, column))).toEqual({ row, column })
      }),
    )
  })
  it('accept small letters and short columns, and nothing else', () => {
    expect(parsePatchId(' p14 ')).toEqual({ row: 15, column: 13 })
    expect(parsePatchId('A1')).toEqual({ row: 0, column: 0 })
    for (const text of ['P001', 'P00', 'P0', '14', 'P', 'AAA1', 'A1000', 'A 1', '', '5R4/10'])
      expect(parsePatchId(text)).toBeUndefined()
  })
})

describe('reading order', () => {
  const { patches } = drawPlate('small', 3, 3, 10)
  const ids = (order: Parameters<typeof readingOrder>[1], seed?: number): string[] =>
    readingOrder(patches, order, seed).map(({ id }) => id)
  it('runs in rows, or turns at each end', () => {
    expect(ids('rows')).toEqual(['A01', 'A02', 'A03', 'B01', 'B02', 'B03', 'C01', 'C02', 'C03'])
    expect(ids('serpentine')).toEqual(['A01', 'A02', 'A03', 'B03', 'B02', 'B01', 'C01', 'C02', 'C03'])
  })
  it('is shuffled by the seed', () => {
    expect(ids('shuffled', 4)).toEqual(ids('shuffled', 4))
    expect(ids('shuffled', 4)).not.toEqual(ids('shuffled', 5))
    expect(ids('shuffled', 4).sort()).toEqual(ids('rows'))
  })
})

describe('built-in plate', () => {
  const plate = builtinPlate()
  const nm = axisWavelengths({ fromNm: 340, toNm: 820, bands: 481 })
  it('is a valid plate of 20 x 33 patches with expected colours', () => {
    expect(PlateSchema.parse(plate)).toEqual(plate)
    expect([plate.rows, plate.columns, plate.patches.length]).toEqual([20, 33, 660])
    expect(new Set(plate.patches.map(({ id }) => id)).size).toBe(660)
    expect(plate.patches.every(({ expectedLab }) => expectedLab?.every(Number.isFinite))).toBe(true)
  })
  it('sets every pair of neighbours at least dE00 3 apart', () => {
    let pairs = 0
    for (const patch of plate.patches) {
      for (const other of neighboursOf(plate, patch.id)) {
        pairs++
        expect(deltaE2000(patch.expectedLab!, other.expectedLab!)).toBeGreaterThan(3)
      }
    }
    expect(pairs).toBe(2 * (20 * 32 + 19 * 33))
  })
  it('has smooth reflectances of paints, 0.03 to 0.85', () => {
    for (const { id } of plate.patches) {
      const values = builtinReflectance(id, nm)
      let [least, most, steepest] = [1, 0, 0]
      values.forEach((value, i) => {
        least = Math.min(least, value)
        most = Math.max(most, value)
        if (i > 0) steepest = Math.max(steepest, Math.abs(value - values[i - 1]!))
      })
      expect(least).toBeGreaterThanOrEqual(0.03)
      expect(most).toBeLessThanOrEqual(0.85)
      // A white that absorbs the ultraviolet rises fastest, below 400 nm.
      expect(steepest).toBeLessThan(0.035)
    }
  })
  it('covers light and dark, neutral and every quarter of the hue circle', () => {
    const labs = plate.patches.map(({ expectedLab }) => expectedLab!)
    const light = labs.map(([l]) => l)
    expect(Math.min(...light)).toBeLessThan(26)
    expect(Math.max(...light)).toBeGreaterThan(84)
    expect(labs.filter(([, a, b]) => Math.hypot(a, b) < 1).length).toBeGreaterThanOrEqual(8)
    for (const [sa, sb] of [
      [1, 1],
      [1, -1],
      [-1, 1],
      [-1, -1],
    ] as const) {
      expect(
        labs.filter(([, a, b]) => sa * a > 0 && sb * b > 0 && Math.hypot(a, b) > 15).length,
      ).toBeGreaterThan(30)
    }
  })
  it('expects the colour its reflectance has', () => {
    const { id, expectedLab, row, column } = plate.patches[321]!
    const oneNm = axisWavelengths({ fromNm: 380, toNm: 780, bands: 401 })
    expect(labOfSpectrum(builtinReflectance(id, oneNm), oneNm)).toEqual(expectedLab)
    expect(reflectanceOf(row * 33 + column, 555)).toBe(builtinReflectance(id, Float64Array.of(555))[0])
  })
  it('refuses cells it does not have', () => {
    for (const id of ['U01', 'A34', 'nothing']) expect(() => builtinReflectance(id, nm)).toThrow(RangeError)
  })
})

describe('plate', () => {
  it('is drawn without colours, white tile beside it', () => {
    const plate = drawPlate('wall', 4, 6, 12)
    expect(PlateSchema.parse(plate)).toEqual(plate)
    expect(patchPosition(plate, { row: 0, column: 0 })).toEqual({ xMm: 12, yMm: 12 })
    expect(patchPosition(plate, { row: 3, column: 5 })).toEqual({ xMm: 72, yMm: 48 })
    expect(plate.whiteXMm).toBeGreaterThan(72 + 6)
  })
  it('chooses eight different neutrals of rising lightness as controls', () => {
    const controls = controlPatches(builtinPlate())
    expect(new Set(controls.map(({ id }) => id)).size).toBe(8)
    controls.forEach(({ expectedLab }, i) => {
      expect(Math.hypot(expectedLab![1], expectedLab![2])).toBeLessThan(1)
      if (i > 0) expect(expectedLab![0]).toBeGreaterThan(controls[i - 1]!.expectedLab![0])
    })
  })
  it('spreads controls over a plate without colours, as many as there are', () => {
    const places = controlPatches(drawPlate('wall', 4, 6, 12)).map(({ id }) => id)
    expect(new Set(places).size).toBe(8)
    expect(controlPatches(drawPlate('strip', 1, 5, 12))).toHaveLength(5)
  })
})
