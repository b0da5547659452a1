import { expect } from 'vitest'
import type { OpenDevice } from '../../../drivers/device.ts'
import { driverOf } from '../../../drivers/registry.ts'
import { OBP_INSTRUMENTS } from '../../../drivers/simulators/obp-models.ts'
import { obpUsb } from '../../../drivers/simulators/obp-usb.ts'
import { oceanObp } from '../../../drivers/simulators/ocean-obp.ts'
import { oceanUsb } from '../../../drivers/simulators/ocean-usb.ts'
import { OOI_INSTRUMENTS } from '../../../drivers/simulators/ooi-models.ts'
import type { OoiInstrument } from '../../../drivers/simulators/ooi-models.ts'
import { ooiUsb } from '../../../drivers/simulators/ooi-usb.ts'
import type { Io } from '../../../drivers/transports/transport.ts'
import { hastyPace } from './hasty-pace.ts'
import type { Subject, SubjectMaker } from './subjects.ts'

const COEFFICIENTS = [340, 0.22, -1e-6, -1e-10].map(Math.fround)
const SERIAL = 'OCN00042'

/** The light of the test grows with the pixel and the time: a frame of other settings is seen. */
const lightAt = (pixel: number, integrationMs: number): number => (pixel % 900) + 100 * integrationMs

const viewOf = (words: number) => ({
  wavelengthCoefficients: COEFFICIENTS,
  spectrum: ({ integrationMs }: { integrationMs: number }) =>
    Uint16Array.from({ length: words }, (_, pixel) => Math.min(4095, lightAt(pixel, integrationMs))),
})

/** Reads right counts from any of them; `scans` frames a reading. */
function spectrometerSubject(
  pixels: number,
  scans: number,
): Pick<Subject, 'prepare' | 'read' | 'slow' | 'slowFactor'> {
  return {
    slowFactor: 2,
    async prepare({ spectrometer }: OpenDevice, io: Io) {
      const exposure = { integrationMs: 10, scans }
      expect(await spectrometer!.expose(exposure, io)).toEqual(exposure)
      expect(spectrometer!.wavelengthNm).toHaveLength(pixels)
      expect(spectrometer!.wavelengthNm[1]! - spectrometer!.wavelengthNm[0]!).toBeCloseTo(0.22, 3)
    },
    async read({ spectrometer }, n, io) {
      const integrationMs = 10 + n
      await spectrometer!.expose({ integrationMs, scans }, io)
      const frame = await spectrometer!.readFrame(io)
      expect(frame.exposure).toEqual({ integrationMs, scans })
      expect(frame.counts).toHaveLength(pixels)
      const wrong = frame.counts.findIndex((counts, pixel) => counts !== lightAt(pixel, integrationMs))
      expect(wrong, `pixel ${wrong} has ${frame.counts[wrong]} counts`).toBe(-1)
    },
    async slow({ spectrometer }, io) {
      await spectrometer!.expose({ integrationMs: 600, scans: 1 }, { ...io, deadlineMs: 10_000 })
      return spectrometer!.readFrame(io)
    },
  }
}

function obp(family: string, which: keyof typeof OBP_INSTRUMENTS, leftOver: string): SubjectMaker {
  const instrument = OBP_INSTRUMENTS[which]
  return () => ({
    ...spectrometerSubject(instrument.words, 4),
    driver: driverOf(family),
    serial: SERIAL,
    leftOver,
    instrument: (factor) =>
      oceanObp({ instrument, serial: SERIAL, pace: hastyPace(factor), view: viewOf(instrument.words) }),
    usb: (line, presence) => obpUsb(line, presence, instrument),
  })
}

function ooi(family: string, pixels: number, instrument: OoiInstrument): SubjectMaker {
  return () => ({
    ...spectrometerSubject(pixels, 2),
    driver: driverOf(family),
    serial: SERIAL,
    // The end of a spectrum that nobody read.
    leftOver: '010203040506070869',
    instrument: (factor) =>
      // Without a saturation level the counts are the converter's own, to the last one.
      oceanUsb({
        instrument: { ...instrument, saturation: 0 },
        serial: SERIAL,
        pace: hastyPace(factor),
        view: viewOf(instrument.words),
      }),
    usb: (line, presence) => ooiUsb(line, presence, instrument),
  })
}

const FIRST = 'c1c000110100000000111000'
const SECOND = 'c1c0002001000000001c0000'

/** Every Ocean spectrometer, by the name of its simulated instrument. */
export const oceanSubjects = {
  hdx: obp('ocean-hdx', 'hdx', FIRST),
  fx: obp('ocean-fx', 'fx', FIRST),
  sts: obp('ocean-sts', 'sts', FIRST),
  qePro: obp('ocean-qepro', 'qePro', FIRST),
  st: obp('ocean-st', 'st', SECOND),
  sr4: obp('ocean-sr4', 'sr4', SECOND),
  usb2000: ooi('ocean-usb2000', 2048, OOI_INSTRUMENTS.usb2000),
  usb2000plus: ooi('ocean-usb2000plus', 2048, OOI_INSTRUMENTS.usb2000plus),
  flameS: ooi('ocean-usb2000plus', 2048, OOI_INSTRUMENTS.flameS),
  usb4000: ooi('ocean-usb4000', 3648, OOI_INSTRUMENTS.usb4000),
  usb4000FullSpeed: ooi('ocean-usb4000', 3648, { ...OOI_INSTRUMENTS.usb4000, highSpeed: false }),
  hr4000: ooi('ocean-hr4000', 3648, OOI_INSTRUMENTS.hr4000),
  jaz: ooi('ocean-jaz', 2048, OOI_INSTRUMENTS.jaz),
}
