import { describe, expect, test } from 'vitest'
import { FINE_FROM_NM, FINE_POINTS } from '../../../drivers/simulators/fine-grid.ts'
import { lampSlope, lampSpectrum } from '../../../drivers/simulators/lamp.ts'
import { PIXEL_NM, throughOptics, unitOptics } from '../../../drivers/simulators/optics.ts'
import { unitParameters } from '../../../drivers/simulators/units.ts'

/** Light at one point of the fine grid. */
const line = (nm: number): Float64Array => {
  const spectrum = new Float64Array(FINE_POINTS)
  spectrum[nm - FINE_FROM_NM] = 1
  return spectrum
}
const near = (nm: number): number => PIXEL_NM.findIndex((pixel) => pixel >= nm)

/** Centre of gravity and full width at half maximum, in what the device believes to be nm. */
function shape(pixels: Float64Array): { centre: number; fwhm: number } {
  const top = Math.max(...pixels)
  const peak = pixels.indexOf(top)
  const window = { from: peak - 100, to: peak + 100 }
  let [sum, moment] = [0, 0]
  for (let i = window.from; i < window.to; i++) {
    sum += pixels[i]!
    moment += pixels[i]! * PIXEL_NM[i]!
  }
  const above = [...pixels.keys()].filter((i) => pixels[i]! >= top / 2)
  return { centre: moment / sum, fwhm: PIXEL_NM[above.at(-1)!]! - PIXEL_NM[above[0]!]! }
}

describe.each([101, 102, 103, 104, 105])('unit %i', (number) => {
  const unit = unitParameters(number)
  const optics = unitOptics(unit)

  test('light that is the same everywhere is the same on every pixel', () => {
    for (const value of throughOptics(optics, new Float64Array(FINE_POINTS).fill(1)))
      expect(value).toBeCloseTo(1, 9)
  })

  test.each([450, 580, 700])(
    'a line at %i nm appears where the wavelength error puts it, as wide as the bandwidth',
    (nm) => {
      const t = (nm - 580) / 200
      const error = unit.d0 + unit.d1 * t + unit.d2 * (1.5 * t * t - 0.5)
      const { centre, fwhm } = shape(throughOptics(optics, line(nm)))
      // A pixel that looks at c + error sees the line at c = nm - error.
      expect(centre).toBeCloseTo(nm - error, 1)
      expect(Math.abs(fwhm / (unit.F0 * (1 + unit.f1 * t)) - 1)).toBeLessThan(0.05)
    },
  )

  test('far from a line there is scattered light that fades, and a floor of stray light', () => {
    const pixels = throughOptics(optics, line(500))
    const floor = unit.su / (790 - 370 + 1)
    const scattered = (nm: number): number => pixels[near(nm)]! - floor
    expect(scattered(560) / scattered(560 + unit.tau)).toBeCloseTo(Math.E, 0)
    expect(pixels[near(780)]! / floor).toBeGreaterThan(1)
    expect(pixels[near(780)]! / floor).toBeLessThan(1.6)
  })
})

test('a misspecified unit smears lines to one side and has a ghost', () => {
  const unit = unitParameters(201)
  const pixels = throughOptics(unitOptics(unit), line(500))
  // The tail reaches light of longer wavelengths, so the line shows on pixels below it.
  expect(pixels[near(478)]!).toBeGreaterThan(3 * pixels[near(522)]!)
  expect(pixels[near(660)]!).toBeGreaterThan(1.5 * pixels[near(620)]!)
})

test('the lamp: tungsten with a blue and a violet LED, and more blue when warmer', () => {
  const lamp = lampSpectrum(2856, 0.378)
  const at = (nm: number): number => lamp[nm - FINE_FROM_NM]!
  expect(at(452)).toBeGreaterThan(at(480))
  expect(at(403)).toBeGreaterThan(at(425))
  const slope = lampSlope(2856, 0.378)
  expect(slope[450 - FINE_FROM_NM]!).toBeGreaterThan(0)
  expect(slope[780 - FINE_FROM_NM]!).toBeCloseTo(0, 12)
})
