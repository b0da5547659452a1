import { expect } from 'vitest'
import type { Driver, OpenDevice } from '../../../drivers/device.ts'
import { cl200aDriver } from '../../../drivers/devices/cl-200a.ts'
import { cs100aDriver } from '../../../drivers/devices/cs-100a.ts'
import { cs2000Driver } from '../../../drivers/devices/cs-2000.ts'
import { grbl } from '../../../drivers/devices/grbl.ts'
import { jetiDriver } from '../../../drivers/devices/jeti-1211.ts'
import { grblTable } from '../../../drivers/simulators/grbl.ts'
import { jeti1211 } from '../../../drivers/simulators/jeti-1211.ts'
import type { BusPresence } from '../../../drivers/simulators/line-usb.ts'
import type { LineEndpoint, UsbEndpoint } from '../../../drivers/transports/transport.ts'
import { jeti1511Driver } from '../../../drivers/devices/jeti-1511.ts'
import { kleinDriver } from '../../../drivers/devices/klein-k10.ts'
import { pr650Driver } from '../../../drivers/devices/pr-650.ts'
import { pr655Driver } from '../../../drivers/devices/pr-655.ts'
import { cl200a as simulatedCl200a } from '../../../drivers/simulators/cl-200a.ts'
import { cs100a as simulatedCs100a } from '../../../drivers/simulators/cs-100a.ts'
import { cs2000 as simulatedCs2000 } from '../../../drivers/simulators/cs-2000.ts'
import { jeti1511 as simulatedJeti1511 } from '../../../drivers/simulators/jeti-1511.ts'
import { kleinK10 as simulatedKlein } from '../../../drivers/simulators/klein-k10.ts'
import type { Pace } from '../../../drivers/simulators/pace.ts'
import { pr650 as simulatedPr650 } from '../../../drivers/simulators/pr-650.ts'
import { pr655 as simulatedPr655, pr670 as simulatedPr670 } from '../../../drivers/simulators/pr-655.ts'
import type { Io } from '../../../drivers/transports/transport.ts'
import { hastyPace } from './hasty-pace.ts'
import { oceanSubjects } from './ocean-subjects.ts'

/** A driver and the simulated instrument it must get along with. */
export interface Subject {
  readonly driver: Driver
  readonly serial: string
  /** A fresh instrument, `factor` times as fast as real ones. */
  instrument(factor: number): LineEndpoint
  /** Its line as USB transfers, where it has a USB interface of its own. */
  readonly usb?: (line: LineEndpoint, presence: BusPresence) => UsbEndpoint
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

/** Makes a subject of its own for each test: what it shows belongs to it, so that tests can run side by side. */
export type SubjectMaker = () => Subject

const radianceAt = (n: number): number => 0.001 * (1 + n)

const jeti: SubjectMaker = () => {
  let shown = 0
  return {
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
      if (reading.quantity !== 'radiance') throw new Error(`${reading.quantity} was read`)
      expect(reading.axis).toEqual({ fromNm: 380, toNm: 780, bands: 401 })
      expect(reading.values).toHaveLength(401)
      for (const value of reading.values) expect(value).toBeCloseTo(radianceAt(n), 8)
      // The observer's curve sums to 106.857 nm (CIE 018).
      expect(reading.xyz[1] / (683 * 106.857 * radianceAt(n))).toBeCloseTo(1, 3)
    },
    slow: ({ reference }, io) => reference!.measure(io),
  }
}

const places = [
  [20, 30],
  [180, 10],
  [0, 0],
  [99.5, 140.25],
] as const

const table: SubjectMaker = () => ({
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
})

const meterPatience = { measureMs: 4000, pauseMs: 0, identifyMs: 150 }

/** A reference with a spectrum over 380 to 780 nm in steps of `stepNm`. */
function spectral(
  driver: Driver,
  serial: string,
  stepNm: number,
  make: (view: { brightness(): number; radiance(): Float64Array }, pace: Pace) => LineEndpoint,
): SubjectMaker {
  return () => {
    let level = 0
    return {
      driver,
      serial,
      slowFactor: 2,
      leftOver: '0d0a303030300d0a',
      instrument: (factor) =>
        make(
          { brightness: () => 0.5, radiance: () => new Float64Array(401).fill(radianceAt(level)) },
          hastyPace(factor),
        ),
      prepare: async () => undefined,
      async read({ reference }, n, io) {
        level = n
        const reading = await reference!.measure(io)
        if (reading.quantity !== 'radiance') throw new Error(`${reading.quantity} was read`)
        const bands = 400 / stepNm + 1
        expect(reading.axis).toEqual({ fromNm: 380, toNm: 780, bands })
        expect(reading.values).toHaveLength(bands)
        for (const value of reading.values) expect(value / radianceAt(n)).toBeCloseTo(1, 3)
        expect(reading.xyz[1] / (683 * 106.857 * radianceAt(n))).toBeCloseTo(1, 2)
      },
      slow: ({ reference }, io) => reference!.measure(io),
    }
  }
}

const spectraval = spectral(jeti1511Driver({ measureMs: 3000 }), '2015123', 1, (view, pace) =>
  simulatedJeti1511({ view, pace, serial: '2015123' }),
)
const pr650 = spectral(pr650Driver(meterPatience), '', 4, (view, pace) => simulatedPr650({ view, pace }))
const pr655 = spectral(pr655Driver('PR-655', meterPatience), '67060123', 4, (view, pace) =>
  simulatedPr655({ view, pace, serial: '67060123' }),
)
const pr670 = spectral(pr655Driver('PR-670', meterPatience), '67060123', 2, (view, pace) =>
  simulatedPr670({ view, pace, serial: '67060123' }),
)

const cs2000 = spectral(cs2000Driver(meterPatience), '12345678', 1, (view, pace) =>
  simulatedCs2000({ view, pace, serial: '12345678' }),
)

/** A reference without a spectrum; equal energy has equal X, Y and Z. `factor` = its unit per cd/m2. */
function tristimulus(
  driver: Driver,
  serial: string,
  unit: 'cd/m2' | 'lx',
  make: (view: { brightness(): number; radiance(): Float64Array }, pace: Pace) => LineEndpoint,
): SubjectMaker {
  return () => {
    let level = 0
    return {
      ...spectral(driver, serial, 1, make)(),
      // Theirs are over soon: a busy machine must not miss them.
      slowFactor: 1,
      instrument: (factor) =>
        make(
          { brightness: () => 0.5, radiance: () => new Float64Array(401).fill(radianceAt(level)) },
          hastyPace(factor),
        ),
      async read({ reference }, n, io) {
        level = n
        const reading = await reference!.measure(io)
        if (reading.quantity !== 'tristimulus') throw new Error(`${reading.quantity} was read`)
        expect(reading.unit).toBe(unit)
        const perLuminance = unit === 'lx' ? Math.PI : 1
        for (const value of reading.xyz)
          expect(value / (perLuminance * 683 * 106.857 * radianceAt(n))).toBeCloseTo(1, 2)
      },
    }
  }
}

const klein = tristimulus(kleinDriver({ measureMs: 3000 }), '000012345', 'cd/m2', (view, pace) =>
  simulatedKlein({ view, pace, serial: '000012345' }),
)
const cs100a = tristimulus(cs100aDriver(meterPatience), '', 'cd/m2', (view, pace) =>
  simulatedCs100a({ view, pace }),
)
const cl200a = tristimulus(cl200aDriver(meterPatience), '', 'lx', (view, pace) =>
  simulatedCl200a({ view, pace }),
)

export const subjects = {
  ...oceanSubjects,
  jeti,
  grbl: table,
  spectraval,
  pr650,
  pr655,
  pr670,
  cs2000,
  klein,
  cs100a,
  cl200a,
}
