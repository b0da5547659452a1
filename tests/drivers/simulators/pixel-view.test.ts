import { describe, expect, test } from 'vitest'
import { OBP_INSTRUMENTS } from '../../../drivers/simulators/obp-models.ts'
import { OOI_INSTRUMENTS } from '../../../drivers/simulators/ooi-models.ts'
import { printedCoefficient } from '../../../drivers/simulators/ooi-memory.ts'
import { PIXEL_NM } from '../../../drivers/simulators/optics.ts'
import { pixelView } from '../../../drivers/simulators/pixel-view.ts'
import { pixelWavelengths } from '../../../spectra/axis.ts'

/** A scene whose light is a straight line over the wavelength: full scale at 800 nm, none at 360 nm. */
const scene = {
  wavelengthCoefficients: [],
  spectrum: () => Uint16Array.from(PIXEL_NM, (nm) => Math.round((65_535 * (nm - 360)) / 440)),
}
const exposure = { integrationMs: 12, scans: 1, lampOn: true }
const { usb2000, usb4000, hr4000 } = OOI_INSTRUMENTS
const { sts, qePro, st } = OBP_INSTRUMENTS

describe.each(Object.entries({ usb2000, usb4000, hr4000, sts, qePro, st }))('%s', (_, array) => {
  const view = pixelView(scene, array, 0.03)
  const nm = pixelWavelengths(view.wavelengthCoefficients, array.words)
  const counts = view.spectrum(exposure)

  test('believes to see what the eye sees, from end to end', () => {
    expect(nm[array.firstLit]).toBeGreaterThanOrEqual(PIXEL_NM[0]!)
    expect(nm[array.firstLit]! - PIXEL_NM[0]!).toBeLessThan(0.5)
    expect(nm[array.lastLit]).toBeLessThanOrEqual(PIXEL_NM.at(-1)!)
    expect(PIXEL_NM.at(-1)! - nm[array.lastLit]!).toBeLessThan(0.5)
    expect(nm.every((value, i) => i === 0 || value > nm[i - 1]!)).toBe(true)
  })

  test('sees the light of its own wavelengths on its own scale', () => {
    for (let pixel = array.firstLit; pixel <= array.lastLit; pixel++) {
      const expected = (array.fullScale * (nm[pixel]! - 360)) / 440
      expect(Math.abs(counts[pixel]! - expected)).toBeLessThan(1 + array.fullScale / 65_535)
    }
  })

  test('is dark where it is masked', () => {
    for (let pixel = 0; pixel < array.words; pixel++) {
      if (pixel >= array.firstLit && pixel <= array.lastLit) continue
      expect(counts[pixel]! / array.fullScale).toBeCloseTo(0.03, 2)
    }
  })

  test('its coefficients survive being printed into a memory of 14 characters', () => {
    for (const coefficient of view.wavelengthCoefficients) {
      const text = printedCoefficient(coefficient)
      expect(text.length).toBeLessThanOrEqual(14)
      expect(Math.abs(Number(text) - coefficient)).toBeLessThanOrEqual(1e-7 * Math.abs(coefficient))
    }
  })
})
