import { expect } from 'vitest'
import type { Driver, OpenDevice } from '../../../drivers/device.ts'
import { grbl } from '../../../drivers/devices/grbl.ts'
import { jetiDriver } from '../../../drivers/devices/jeti-1211.ts'
import { grblTable } from '../../../drivers/simulators/grbl.ts'
import { jeti1211 } from '../../../drivers/simulators/jeti-1211.ts'
import type { BusPresence } from '../../../drivers/simulators/line-usb.ts'
import type { LineEndpoint, UsbEndpoint } from '../../../drivers/transports/transport.ts'
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

export const subjects = { ...oceanSubjects, jeti, grbl: table }
