import { expect } from 'vitest'
import type { OpenDevice } from '../../../drivers/device.ts'
import { as7265x } from '../../../drivers/devices/as7265x.ts'
import { C12880MA_SKETCH } from '../../../drivers/devices/c12880ma.ts'
import { colorhugDriver } from '../../../drivers/devices/colorhug.ts'
import { marlin } from '../../../drivers/devices/marlin.ts'
import { numberBoardDriver } from '../../../drivers/devices/number-board.ts'
import { boardOf } from '../../../drivers/devices/number-description.ts'
import { spectrolinoDriver } from '../../../drivers/devices/spectrolino.ts'
import { spectroscanDriver } from '../../../drivers/devices/spectroscan.ts'
import { as7265xBoard } from '../../../drivers/simulators/as7265x.ts'
import { colorhug } from '../../../drivers/simulators/colorhug.ts'
import { colorhugReports } from '../../../drivers/simulators/colorhug-hid.ts'
import { marlinTable } from '../../../drivers/simulators/marlin.ts'
import { numberBoard, SKETCH } from '../../../drivers/simulators/number-board.ts'
import { spectrolinoAlone, spectroScan } from '../../../drivers/simulators/spectroscan.ts'
import type { Io } from '../../../drivers/transports/transport.ts'
import { hastyPace } from './hasty-pace.ts'
import { subjects } from './subjects.ts'
import type { SubjectMaker } from './subjects.ts'

const PRINTER_UUID = 'cede2a2f-41a2-4748-9b12-c55c62f367ff'

const printer: SubjectMaker = () => ({
  ...subjects.grbl(),
  driver: marlin,
  serial: PRINTER_UUID,
  leftOver: '6f6b0a583a31',
  instrument: (factor) =>
    marlinTable({
      table: { travelXMm: 200, travelYMm: 150, uuid: PRINTER_UUID, startXMm: 12, startYMm: 34 },
      pace: hastyPace(factor),
    }).line,
})

/** What a board's sensor shows: a ramp that starts at another height for each reading. */
const rampAt = (start: number, count: number): number[] =>
  Array.from({ length: count }, (_, pixel) => 100 * start + pixel)

const sketch: SubjectMaker = () => {
  let start = 0
  return {
    driver: numberBoardDriver({
      ...C12880MA_SKETCH,
      serial: '22G03276',
      wavelengthSource: { text: 'the sheet', ok: true },
    }),
    serial: '22G03276',
    slowFactor: 5,
    listensOnly: true,
    leftOver: '3132332c3435362c0a',
    instrument: (factor) =>
      numberBoard({ frame: () => rampAt(start, 288), manner: SKETCH, pace: hastyPace(factor) }),
    prepare: async (device, io) => {
      await device.spectrometer!.expose({ integrationMs: 10, scans: 2 }, io)
    },
    async read({ spectrometer }, n, io) {
      start = n % 5
      const { counts } = await spectrometer!.readFrame(io)
      expect([...counts]).toEqual(rampAt(start, 288))
    },
    async slow({ spectrometer }, io) {
      await spectrometer!.expose({ integrationMs: 10, scans: 20 }, io)
      return spectrometer!.readFrame(io)
    },
  }
}

/** A board by somebody, as its description says: asked with a letter, its time set by a command. */
const ASKED = {
  name: 'Bench spectrometer',
  serial: 'NB-7',
  baudRate: 57_600,
  line: { separator: ' ', count: 32, header: 'S ', maxCounts: 4095 },
  trigger: 'r',
  wavelengths: { nm: Array.from({ length: 32 }, (_, i) => 390 + 12 * i) },
  exposure: { command: 'i{ms}\n', limitsMs: [1, 2000] },
}

const asked: SubjectMaker = () => {
  let start = 0
  return {
    driver: numberBoardDriver(boardOf(JSON.stringify(ASKED), 'bench')),
    serial: 'NB-7',
    slowFactor: 4,
    leftOver: '3132203435360d0a',
    instrument: (factor) =>
      numberBoard({
        frame: (integrationMs) => rampAt(start, 32).map((value) => value + integrationMs),
        manner: { ...SKETCH, separator: ' ', prefix: 'S ', lineEnd: '\r\n', trigger: 'r', timeLetter: 'i' },
        pace: hastyPace(factor),
      }),
    prepare: async (device, io) => {
      await device.spectrometer!.expose({ integrationMs: 20, scans: 2 }, io)
    },
    async read({ spectrometer }, n, io) {
      start = n % 5
      const exposure = { integrationMs: 20 + n, scans: 2 }
      expect(await spectrometer!.expose(exposure, io)).toEqual(exposure)
      const frame = await spectrometer!.readFrame(io)
      expect(frame.exposure).toEqual(exposure)
      expect([...frame.counts]).toEqual(rampAt(start, 32).map((value) => value + 20 + n))
    },
    async slow({ spectrometer }, io) {
      await spectrometer!.expose({ integrationMs: 400, scans: 4 }, io)
      return spectrometer!.readFrame(io)
    },
  }
}

/** Data sheet: channels in the order of the wire, nm. */
const TRIAD_NM = [610, 680, 730, 760, 810, 860, 560, 585, 645, 705, 900, 940, 410, 435, 460, 485, 510, 535]

const triad: SubjectMaker = () => ({
  driver: as7265x,
  serial: 'AS7265x',
  slowFactor: 50,
  leftOver: '4f4b0a3132',
  instrument: (factor) =>
    as7265xBoard({
      pace: hastyPace(factor),
      // Each channel shows its wavelength and the time: a value of other settings or of another channel is seen.
      view: ({ integrationMs, lampOn }) => TRIAD_NM.map((nm) => (lampOn ? nm : 0) + 10 * integrationMs),
    }),
  async prepare({ spectrometer }, io) {
    expect(await spectrometer!.expose({ integrationMs: 10, scans: 2 }, io)).toEqual({
      integrationMs: 11.2,
      scans: 2,
    })
    expect(spectrometer!.wavelengthNm).toEqual(Float64Array.from(TRIAD_NM).sort())
  },
  async read({ spectrometer }, n, io) {
    const integrationMs = 5.6 + 2.8 * n
    await spectrometer!.expose({ integrationMs, scans: 2 }, io)
    const { counts } = await spectrometer!.readFrame(io)
    const expected = [...TRIAD_NM].sort((a, b) => a - b).map((nm) => Math.round(nm + 10 * integrationMs))
    expect([...counts]).toEqual(expected)
  },
  async slow({ spectrometer }, io) {
    await spectrometer!.expose({ integrationMs: 400, scans: 2 }, io)
    return spectrometer!.readFrame(io)
  },
})

/** What lies under the head: grey, rising towards red, another grey for each reading. */
function greys() {
  let grey = 0.1
  const shown = (): Float64Array => Float64Array.from({ length: 36 }, (_, i) => grey + 0.002 * i)
  return {
    shown,
    async read({ reference }: OpenDevice, n: number, io: Io): Promise<void> {
      grey = 0.1 + 0.1 * n
      if (reference?.quantity !== 'reflectance') throw new Error('no reflectance')
      const reading = await reference.measure(io)
      expect(reading.axis).toEqual({ fromNm: 380, toNm: 730, bands: 36 })
      shown().forEach((value, i) => expect(reading.values[i]).toBeCloseTo(value, 6))
    },
  }
}

const scan: SubjectMaker = () => {
  const grey = greys()
  return {
    driver: spectroscanDriver({ moveMs: 1_000, initialiseMs: 1_000, measureMs: 1_000 }),
    serial: '7001',
    slowFactor: 6,
    leftOver: '3a44313830',
    instrument: (factor) => spectroScan({ view: grey.shown, serial: '7001', pace: hastyPace(factor) }).line,
    prepare: (device, io) => device.stage!.home(io),
    async read(device, n, io) {
      const { stage } = device
      await stage!.moveTo(20 + 10 * n, 30.04, io)
      await grey.read(device, n, io)
      expect(await stage!.position(io)).toEqual({ xMm: 20 + 10 * n, yMm: 30 })
    },
    slow: ({ stage }, io) => stage!.moveTo(300, 200, io),
  }
}

const hand: SubjectMaker = () => {
  const grey = greys()
  return {
    driver: spectrolinoDriver(1_000),
    serial: '7002',
    slowFactor: 6,
    leftOver: '3a32353030',
    instrument: (factor) =>
      spectrolinoAlone({ view: grey.shown, serial: '7002', onTile: () => true, pace: hastyPace(factor) }),
    prepare: async () => undefined,
    read: grey.read,
    async slow({ reference }, io) {
      await reference!.measure(io)
      return reference!.measure(io)
    },
  }
}

const hug: SubjectMaker = () => {
  let luminance = 100
  return {
    driver: colorhugDriver(3_000),
    serial: '12345',
    slowFactor: 1.5,
    leftOver: '0007',
    instrument: (factor) =>
      colorhug({
        view: () => [0.95 * luminance, luminance, 1.08 * luminance],
        serial: '12345',
        pace: hastyPace(factor),
      }),
    usb: colorhugReports,
    prepare: async () => undefined,
    async read({ reference }, n, io) {
      luminance = 10 + n
      if (reference?.quantity !== 'tristimulus') throw new Error('no colorimeter')
      const { xyz, unit } = await reference.measure(io)
      expect(unit).toBe('cd/m2')
      expect(xyz[0]).toBeCloseTo(0.95 * luminance, 3)
      expect(xyz[1]).toBeCloseTo(luminance, 3)
      expect(xyz[2]).toBeCloseTo(1.08 * luminance, 3)
    },
    async slow({ reference }, io) {
      await reference!.measure(io)
      return reference!.measure(io)
    },
  }
}

export const boards = {
  c12880ma: sketch,
  numbers: asked,
  as7265x: triad,
  marlin: printer,
  spectroscan: scan,
  spectrolino: hand,
  colorhug: hug,
}
