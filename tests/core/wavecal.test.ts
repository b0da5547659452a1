import { expect, it } from 'vitest'
import { EMISSION_LINES } from '../../spectra/lines.ts'
import { seededRandom } from '../../spectra/random.ts'
import { benchForTest, problemOf } from './support/bench.ts'

/** What a neon lamp shows on an axis that is wrong by 3 nm and a hundredth. */
function neon(presentNm: Float64Array): Float64Array {
  const random = seededRandom(1)
  return presentNm.map((present) => {
    const nm = present - 3 - 0.01 * (present - 600)
    const lines = EMISSION_LINES.neon.reduce(
      (sum, line) => sum + 9000 * line.strength * Math.exp(-0.5 * ((nm - line.nm) / 0.8) ** 2),
      0,
    )
    return lines + 3 * random.normal()
  })
}

it('a calibration of a serial number is kept and used by the next frame, and can be given up', async () => {
  const { client, store } = benchForTest()
  await client.measure.dark({})
  const [before] = store.listReadings(1, 0, 10).rows
  const { wavelengthNm: own, device } = store.getReading(before!.id)
  const { family, serial } = store.getDevice(device)
  const spectrum = { wavelengthNm: own, values: neon(own), family, serial }

  const shown = await client.lamps.wavecal({ elements: ['neon'], spectrum })
  expect(shown.stored).toBe(false)
  expect(store.calibrationOf(family, serial)).toBeUndefined()
  expect(shown.lines.length).toBeGreaterThan(10)
  expect(shown.rmsNm).toBeLessThan(0.2)
  expect(shown.rmsBeforeNm).toBeGreaterThan(2.5)

  const kept = await client.lamps.wavecal({ elements: ['neon'], spectrum, store: true })
  expect(kept.stored).toBe(true)
  const at640 = own.findIndex((nm) => nm > 640)
  expect(kept.wavelengthNm[at640]).toBeCloseTo(own[at640]! - 3 - 0.4, 0)
  await client.measure.dark({})
  const newest = store.listReadings(1, 0, 10).rows.at(-1)!
  expect(store.getReading(newest.id).wavelengthNm).toEqual(kept.wavelengthNm)
  // What was stored before keeps the wavelengths it was measured with.
  expect(store.getReading(before!.id).wavelengthNm).toEqual(own)

  await client.lamps.ownAxis({ family, serial })
  await client.measure.dark({})
  expect(store.getReading(store.listReadings(1, 0, 10).rows.at(-1)!.id).wavelengthNm).toEqual(own)
}, 60_000)

it('a lamp without the lines is refused in a sentence, and nothing is kept', async () => {
  const { client, store } = benchForTest()
  const wavelengthNm = Float64Array.from({ length: 500 }, (_, i) => 380 + 0.8 * i)
  const spectrum = { wavelengthNm, values: wavelengthNm.map(() => 5), family: 'file', serial: 'S1' }
  const problem = await problemOf(client.lamps.wavecal({ elements: ['helium'], spectrum, store: true }))
  expect(problem).toMatchObject({ code: 'NO_MATCH', title: 'The lines of the lamp were not found' })
  expect(store.calibrationOf('file', 'S1')).toBeUndefined()
  const short = { ...spectrum, values: new Float64Array(3) }
  expect(await problemOf(client.lamps.wavecal({ elements: ['neon'], spectrum: short }))).toMatchObject({
    code: 'BAD_REQUEST',
  })
})
