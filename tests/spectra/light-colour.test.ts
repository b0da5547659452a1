import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { at } from '../../spectra/at.ts'
import { lightColour } from '../../spectra/colour-rendering.ts'
import { blackBody, colourTemperature } from '../../spectra/colour-temperature.ts'

interface Light {
  name: string
  power: number[]
  xy: [number, number]
  kelvin: number
  duv: number
  ra: number
  special: number[]
}

/** Results of colour-science, written by scripts/make-spectra-fixtures.py. */
const lights = JSON.parse(
  readFileSync(new URL('../fixtures/lights-oracle.json', import.meta.url), 'utf8'),
) as Light[]
const AXIS = Float64Array.from({ length: 81 }, (_, i) => 380 + 5 * i)

describe('the colour of a light', () => {
  it.each(lights)('agrees with colour-science: $name', ({ power, xy, kelvin, duv, ra, special }) => {
    const found = lightColour(AXIS, Float64Array.from(power))!
    expect(found.x).toBeCloseTo(xy[0], 4)
    expect(found.y).toBeCloseTo(xy[1], 4)
    // Ohno's method interpolates a table; ours searches the locus itself.
    expect(Math.abs(found.temperature!.kelvin / kelvin - 1)).toBeLessThan(1e-3)
    expect(found.temperature!.duv).toBeCloseTo(duv, 4)
    if (Math.abs(duv) > 5.4e-3) {
      expect(found.rendering).toBeNull()
      return
    }
    expect(Math.abs(found.rendering!.ra - ra)).toBeLessThan(0.3)
    for (const [i, value] of special.entries())
      expect(Math.abs(at(found.rendering!.special, i) - value)).toBeLessThan(0.8)
  })

  it.each([1500, 2856, 4999, 12_000])('of a black body of %d K is its temperature', (kelvin) => {
    const found = lightColour(
      AXIS,
      AXIS.map((nm) => blackBody(kelvin, nm)),
    )!
    expect(Math.abs(found.temperature!.kelvin / kelvin - 1)).toBeLessThan(2e-3)
    expect(Math.abs(found.temperature!.duv)).toBeLessThan(2e-4)
    if (kelvin < 5000) expect(found.rendering!.ra).toBeGreaterThan(99.5)
  })

  it('is not told of a single line, of the dark, or where the axis is too short', () => {
    const line = AXIS.map((nm) => (nm === 520 ? 1 : 0))
    expect(lightColour(AXIS, line)).toMatchObject({ temperature: null, rendering: null })
    expect(lightColour(AXIS, new Float64Array(81))).toBeNull()
    expect(lightColour(AXIS.subarray(10, 60), new Float64Array(50).fill(1))).toBeNull()
    expect(colourTemperature([0.6, 0.2])).toBeNull()
  })
})
