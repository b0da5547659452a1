import { expect } from 'vitest'
import type { Driver, OpenDevice } from '../../../drivers/device.ts'
import { as7265x } from '../../../drivers/devices/as7265x.ts'
import { C12880MA_SKETCH } from '../../../drivers/devices/c12880ma.ts'
import { grbl } from '../../../drivers/devices/grbl.ts'
import { jetiDriver } from '../../../drivers/devices/jeti-1211.ts'
import { marlin } from '../../../drivers/devices/marlin.ts'
import { numberBoardDriver } from '../../../drivers/devices/number-board.ts'
import { boardOf } from '../../../drivers/devices/number-description.ts'
import { oceanHdx } from '../../../drivers/devices/ocean-hdx.ts'
import { as7265xBoard } from '../../../drivers/simulators/as7265x.ts'
import { grblTable } from '../../../drivers/simulators/grbl.ts'
import { jeti1211 } from '../../../drivers/simulators/jeti-1211.ts'
import { marlinTable } from '../../../drivers/simulators/marlin.ts'
import { numberBoard, SKETCH } from '../../../drivers/simulators/number-board.ts'
import { oceanHdx as simulatedHdx } from '../../../drivers/simulators/ocean-hdx.ts'
import type { LineEndpoint } from '../../../drivers/transports/transport.ts'
import type { Io } from '../../../drivers/transports/transport.ts'
import { hastyPace } from './hasty-pace.ts'

/** A driver and the simulated instrument it must get along with. */
export interface Subject {
  readonly driver: Driver
  readonly serial: string
  /** A fresh instrument, `factor` times as fast as real ones. */
  instrument(factor: number): LineEndpoint
  /** Brings it to where readings are possible. */
  prepare(device: OpenDevice, io: Io): Promise<void>
  /** One reading, its `n`-th, checked to be what this instrument really shows. */
  read(device: OpenDevice, n: number, io: Io): Promise<void>
  /** A reading that takes seconds on a real instrument, so that it can be interrupted. */
  slow(device: OpenDevice, io: Io): Promise<unknown>
  /** How fast its instrument runs where a reading shall last long enough to be interrupted. */
  readonly slowFactor: number
  /** Garbage a former program may have left in the line. */
  readonly leftOver: string
  /** Its driver sends nothing: the instrument speaks by itself. */
  readonly listensOnly?: boolean
}

const COEFFICIENTS = [340, 0.22, -1e-6, -1e-10].map(Math.fround)

const hdx: Subject = {
  driver: oceanHdx,
  serial: 'HDX00042',
  slowFactor: 2,
  leftOver: 'c1c000110100000000111000',
  instrument: (factor) =>
    simulatedHdx({
      serial: 'HDX00042',
      pace: hastyPace(factor),
      view: {
        wavelengthCoefficients: COEFFICIENTS,
        // The light of the test grows with the pixel and the time: a frame of other settings is seen.
        spectrum: ({ integrationMs }) =>
          Uint16Array.from({ length: 2068 }, (_, pixel) => pixel + 100 * integrationMs),
      },
    }),
  async prepare(device, io) {
    const { spectrometer } = device
    expect(await spectrometer!.expose({ integrationMs: 10, scans: 4 }, io)).toEqual({
      integrationMs: 10,
      scans: 4,
    })
    expect(spectrometer!.wavelengthNm[1]! - spectrometer!.wavelengthNm[0]!).toBeCloseTo(0.22, 3)
  },
  async read({ spectrometer }, n, io) {
    const integrationMs = 10 + n
    await spectrometer!.expose({ integrationMs, scans: 4 }, io)
    const frame = await spectrometer!.readFrame(io)
    expect(frame.exposure).toEqual({ integrationMs, scans: 4 })
    expect(frame.counts).toHaveLength(2068)
    expect(frame.counts[0]).toBe(100 * integrationMs)
    expect(frame.counts[2067]).toBe(2067 + 100 * integrationMs)
  },
  async slow({ spectrometer }, io) {
    await spectrometer!.expose({ integrationMs: 600, scans: 1 }, { ...io, deadlineMs: 10_000 })
    return spectrometer!.readFrame(io)
  },
}

const radianceAt = (n: number): number => 0.001 * (1 + n)
let shown = 0

const jeti: Subject = {
  driver: jetiDriver({ measureMs: 3000 }),
  serial: '2010123',
  slowFactor: 2,
  leftOver: '0d0a41542b4a5343520d0a',
  instrument: (factor) =>
    jeti1211({
      serial: '2010123',
      pace: hastyPace(factor),
      view: { brightness: () => 0.5, radiance: () => new Float64Array(401).fill(radianceAt(shown)) },
    }),
  prepare: async () => undefined,
  async read({ reference }, n, io) {
    shown = n
    const reading = await reference!.measure(io)
    expect(reading.quantity).toBe('radiance')
    expect(reading.axis).toEqual({ fromNm: 380, toNm: 780, bands: 401 })
    expect(reading.values).toHaveLength(401)
    for (const value of reading.values) expect(value).toBeCloseTo(radianceAt(n), 8)
    // The observer's curve sums to 106.857 nm (CIE 018).
    expect(reading.xyz[1] / (683 * 106.857 * radianceAt(n))).toBeCloseTo(1, 3)
  },
  slow: ({ reference }, io) => reference!.measure(io),
}

const places = [
  [20, 30],
  [180, 10],
  [0, 0],
  [99.5, 140.25],
] as const

const table: Subject = {
  driver: grbl,
  serial: 'XY7',
  slowFactor: 6,
  leftOver: '0d0a6f6b0d0a',
  instrument: (factor) =>
    grblTable({
      table: { travelXMm: 200, travelYMm: 150, serial: 'XY7', startXMm: 12, startYMm: 34 },
      pace: hastyPace(factor),
    }).line,
  prepare: (device, io) => device.stage!.home(io),
  async read({ stage }, n, io) {
    const [xMm, yMm] = places[n % places.length]!
    await stage!.moveTo(xMm, yMm, io)
    const at = await stage!.position(io)
    expect(at.xMm).toBeCloseTo(xMm, 2)
    expect(at.yMm).toBeCloseTo(yMm, 2)
  },
  async slow({ stage }, io) {
    const { xMm } = await stage!.position(io)
    return stage!.moveTo(xMm > 100 ? 0 : 200, 75, io)
  },
}

const printer: Subject = {
  ...table,
  driver: marlin,
  serial: 'cede2a2f-41a2-4748-9b12-c55c62f367ff',
  leftOver: '6f6b0a583a31',
  instrument: (factor) =>
    marlinTable({
      table: { travelXMm: 200, travelYMm: 150, uuid: printer.serial, startXMm: 12, startYMm: 34 },
      pace: hastyPace(factor),
    }).line,
}

/** What a board's sensor shows at its `n`-th reading: a ramp that starts there. */
let ramp = 0
const ramped = (count: number): number[] => Array.from({ length: count }, (_, pixel) => 100 * ramp + pixel)

const readRamp = async ({ spectrometer }: OpenDevice, n: number, count: number, io: Io): Promise<void> => {
  ramp = n % 5
  const { counts } = await spectrometer!.readFrame(io)
  expect([...counts]).toEqual(ramped(count))
}

const sketch: Subject = {
  driver: numberBoardDriver({
    ...C12880MA_SKETCH,
    serial: '22G03276',
    wavelengthSource: { text: 'the sheet', ok: true },
  }),
  serial: '22G03276',
  slowFactor: 5,
  listensOnly: true,
  leftOver: '3132332c3435362c0a',
  instrument: (factor) => numberBoard({ frame: () => ramped(288), manner: SKETCH, pace: hastyPace(factor) }),
  prepare: async (device, io) => {
    await device.spectrometer!.expose({ integrationMs: 10, scans: 2 }, io)
  },
  read: (device, n, io) => readRamp(device, n, 288, io),
  async slow({ spectrometer }, io) {
    await spectrometer!.expose({ integrationMs: 10, scans: 20 }, io)
    return spectrometer!.readFrame(io)
  },
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

const asked: Subject = {
  driver: numberBoardDriver(boardOf(JSON.stringify(ASKED), 'bench')),
  serial: 'NB-7',
  slowFactor: 4,
  leftOver: '3132203435360d0a',
  instrument: (factor) =>
    numberBoard({
      frame: (integrationMs) => ramped(32).map((value) => value + integrationMs),
      manner: { ...SKETCH, separator: ' ', prefix: 'S ', lineEnd: '\r\n', trigger: 'r', timeLetter: 'i' },
      pace: hastyPace(factor),
    }),
  prepare: async (device, io) => {
    await device.spectrometer!.expose({ integrationMs: 20, scans: 2 }, io)
  },
  async read({ spectrometer }, n, io) {
    ramp = n % 5
    const exposure = { integrationMs: 20 + n, scans: 2 }
    expect(await spectrometer!.expose(exposure, io)).toEqual(exposure)
    const frame = await spectrometer!.readFrame(io)
    expect(frame.exposure).toEqual(exposure)
    expect([...frame.counts]).toEqual(ramped(32).map((value) => value + 20 + n))
  },
  async slow({ spectrometer }, io) {
    await spectrometer!.expose({ integrationMs: 400, scans: 4 }, io)
    return spectrometer!.readFrame(io)
  },
}

/** Data sheet: channels in the order of the wire, nm. */
const TRIAD_NM = [610, 680, 730, 760, 810, 860, 560, 585, 645, 705, 900, 940, 410, 435, 460, 485, 510, 535]

const triad: Subject = {
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
}

export const subjects = {
  hdx,
  jeti,
  grbl: table,
  c12880ma: sketch,
  numbers: asked,
  as7265x: triad,
  marlin: printer,
}
