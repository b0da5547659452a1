import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asPixelCounts, WORKING_AXIS } from '../../contract/spectrum.ts'
import { axisPitchNm, axisWavelengths, pixelWavelengths } from '../../spectra/axis.ts'
import { averageIntoBands, bandPlan, bandSignal, pixelEdges, saturatedBands } from '../../spectra/bands.ts'

const pixels = pixelWavelengths([349.6, 0.28, -4e-6], 2068)

describe('averaging pixels into bands', () => {
  it('gives a constant back as the same constant', () => {
    for (const value of averageIntoBands(bandPlan(pixels, WORKING_AXIS), new Float64Array(2068).fill(0.7)))
      expect(value).toBeCloseTo(0.7, 12)
  })
  it('weights a pixel by the part of it that lies in the band', () => {
    const axis = { fromNm: 401, toNm: 403, bands: 2 }
    // Pixels cover 399.5-400.5, 400.5-401.5, ...; bands cover 400-402 and 402-404.
    const plan = bandPlan(Float64Array.of(400, 401, 402, 403, 404), axis)
    expect([...averageIntoBands(plan, [8, 0, 4, 0, 0])]).toEqual([(8 * 0.5 + 4 * 0.5) / 2, (4 * 0.5) / 2])
  })
  it('keeps the integral exactly: sum over bands of mean x width = integral over the bands of the pixel steps', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 3000, max: 9000 }), { minLength: 20, maxLength: 200 }),
        fc.integer({ min: 2, max: 50 }),
        fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })),
        (places, bands, stream) => {
          const nm = Float64Array.from(places, (place) => place / 10).sort()
          const edges = pixelEdges(nm)
          const [low, high] = [edges[0]!, edges.at(-1)!]
          const pitch = (high - low) / (bands + 1)
          const axis = { fromNm: low + pitch, toNm: high - pitch, bands }
          const values = nm.map(() => stream.next().value as number)
          const mean = averageIntoBands(bandPlan(nm, axis), values)
          const integral = mean.reduce((sum, value) => sum + value * axisPitchNm(axis), 0)
          const [from, to] = [axis.fromNm - axisPitchNm(axis) / 2, axis.toNm + axisPitchNm(axis) / 2]
          const expected = values.reduce(
            (sum, value, i) =>
              sum + value * Math.max(0, Math.min(to, edges[i + 1]!) - Math.max(from, edges[i]!)),
            0,
          )
          expect(integral).toBeCloseTo(expected, 8)
        },
      ),
    )
  })
  it('averages over the covered part where the detector ends inside a band', () => {
    const oneNm = axisWavelengths({ fromNm: 380, toNm: 780, bands: 401 })
    const mean = averageIntoBands(bandPlan(oneNm, WORKING_AXIS), oneNm)
    expect(mean[0]).toBeCloseTo(
      (380 * 1 + 381 * (380 + axisPitchNm(WORKING_AXIS) / 2 - 380.5)) / (0.5 + axisPitchNm(WORKING_AXIS) / 2),
      9,
    )
    expect(mean[100]).toBeCloseTo(axisWavelengths(WORKING_AXIS)[100]!, 1)
  })
  it('refuses a detector that leaves a band empty', () => {
    expect(() => bandPlan(pixelWavelengths([420, 0.3], 2068), WORKING_AXIS)).toThrow('band at 380.0 nm')
  })
  it('refuses counts of another detector', () => {
    expect(() => averageIntoBands(bandPlan(pixels, WORKING_AXIS), new Float64Array(2048))).toThrow(
      '2048 pixels',
    )
  })
  it('turns counts into fractions of full scale', () => {
    const counts = asPixelCounts(new Float64Array(2068).fill(32767.5))
    expect(bandSignal(bandPlan(pixels, WORKING_AXIS), counts, 65535)[10]).toBeCloseTo(0.5, 12)
  })
  it('marks the bands a saturated pixel falls into', () => {
    const counts = asPixelCounts(new Float64Array(2068).fill(1000))
    counts[500] = 0.98 * 65535
    const marks = saturatedBands(bandPlan(pixels, WORKING_AXIS), counts, 65535)
    const centres = axisWavelengths(WORKING_AXIS).filter((_, band) => marks[band] === 1)
    expect(centres.length).toBeGreaterThanOrEqual(1)
    for (const centre of centres) expect(Math.abs(centre - pixels[500]!)).toBeLessThan(1.1)
  })
})
