import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { OBP_INSTRUMENTS } from '../../../drivers/simulators/obp-models.ts'
import type { ObpInstrument } from '../../../drivers/simulators/obp-models.ts'
import { obpUsb } from '../../../drivers/simulators/obp-usb.ts'
import { oceanObp } from '../../../drivers/simulators/ocean-obp.ts'
import { oceanUsb } from '../../../drivers/simulators/ocean-usb.ts'
import { OOI_INSTRUMENTS } from '../../../drivers/simulators/ooi-models.ts'
import type { OoiInstrument } from '../../../drivers/simulators/ooi-models.ts'
import { ooiUsb } from '../../../drivers/simulators/ooi-usb.ts'
import { PIXEL_NM } from '../../../drivers/simulators/optics.ts'
import { fastPace } from '../../../drivers/simulators/pace.ts'
import { serveTcp } from '../../../drivers/simulators/serve-tcp.ts'
import { simulatedBench } from '../../../drivers/simulators/simulated-bench.ts'
import type { LineEndpoint } from '../../../drivers/transports/transport.ts'
import { need, needPython } from '../../need.ts'
import { ptyTo } from '../transports/socat.ts'
import { serveUsb } from './usb-over-tcp.ts'

const python = needPython('seabreeze', 'usb')
const socat = need('socat')
const script = fileURLToPath(new URL('../../fixtures/witness/read_ocean.py', import.meta.url))
const Seen = z.object({
  model: z.string(),
  serial: z.string(),
  limits: z.array(z.number()),
  full: z.number(),
  nm: z.array(z.number()),
  counts: z.array(z.number()),
  linearity: z.array(z.number()),
})

const COEFFICIENTS = [350.25, 0.125, -1e-5, 2e-10].map(Math.fround)
const SERIAL = 'SIM-0042'
const LINEARITY = [1, -1e-7, 2e-12, 0, 0, 0, 0, 0]
const PRESENCE = { plugged: true, shownSerial: SERIAL, onPlugChange: () => () => true }

/** What the detector shows at the time the witness asks for, 12 ms, and at no other. */
const lightAt = (pixel: number, integrationMs: number): number => 100 * integrationMs + ((7 * pixel) % 2500)
const unitOf = (words: number) => ({
  serial: SERIAL,
  pace: fastPace(),
  view: {
    wavelengthCoefficients: COEFFICIENTS,
    spectrum: ({ integrationMs }: { integrationMs: number }) =>
      Uint32Array.from({ length: words }, (_, pixel) => lightAt(pixel, integrationMs)),
  },
})
const obp = (instrument: ObpInstrument): LineEndpoint => oceanObp({ instrument, ...unitOf(instrument.words) })
const ooi = (instrument: OoiInstrument): LineEndpoint => oceanUsb({ instrument, ...unitOf(instrument.words) })

/** A host that waits for what never comes is ended. */
async function witness(
  way: string,
  model: string,
  where: string,
  number: number,
): Promise<z.infer<typeof Seen>> {
  const args = [script, way, model, where, String(number)]
  const { stdout } = await promisify(execFile)(python.path!, args, { timeout: 60_000, maxBuffer: 2 ** 22 })
  return Seen.parse(JSON.parse(stdout))
}

/** Serial number, every wavelength, every count: `within` counts, `pixels` of them. */
function expectSame(seen: z.infer<typeof Seen>, pixels: number, within: number): void {
  expect(seen.serial).toBe(SERIAL)
  expect(seen.counts).toHaveLength(pixels)
  expect(seen.nm).toHaveLength(pixels)
  const [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = COEFFICIENTS
  const offNm = seen.nm.map((nm, p) => Math.abs(nm - (c0 + c1 * p + c2 * p * p + c3 * p ** 3)))
  expect(Math.max(...offNm)).toBeLessThan(1e-4)
  const off = seen.counts.map((counts, pixel) => Math.abs(counts - lightAt(pixel, 12)))
  expect(Math.max(...off)).toBeLessThanOrEqual(within)
}

describe.skipIf(python.path === undefined)('python-seabreeze', () => {
  test('reads serial number, wavelengths and spectrum of the simulated HDX in the scene', async () => {
    const bench = simulatedBench({ fast: true })
    bench.scene.place('white')
    const served = await serveTcp(bench.spectrometer.line)
    try {
      const seen = await witness('tcp', 'HDX', '127.0.0.1', served.port)
      expect(seen).toMatchObject({ model: 'HDX', serial: 'SIM-0101', limits: [6000, 10_000_000] })
      expect(seen.nm).toHaveLength(2068)
      expect(seen.nm[0]).toBeCloseTo(PIXEL_NM[0]!, 3)
      expect(seen.nm.at(-1)).toBeCloseTo(PIXEL_NM.at(-1)!, 3)
      expect(seen.linearity).toEqual([1, 0, 0, 0, 0, 0, 0, 0])
      // The white at the nominal time: bright, not saturated, on a dark level of 2.8 %.
      const most = Math.max(...seen.counts) / 65535
      expect(most).toBeGreaterThan(0.8)
      expect(most).toBeLessThan(0.95)
      expect(Math.min(...seen.counts) / 65535).toBeGreaterThan(0.02)
    } finally {
      await served.close()
    }
  }, 90_000)

  test.each<[string, string, number, LineEndpoint]>([
    ['tcp', 'FX', 2136, obp(OBP_INSTRUMENTS.fx)],
    ['native-tcp', 'FlameX', 2136, obp(OBP_INSTRUMENTS.fx)],
    ['native-tcp', 'Jaz', 2048, ooi({ ...OOI_INSTRUMENTS.jaz, saturation: 0 })],
  ])(
    'over %s reads a %s',
    async (way, model, pixels, line) => {
      const served = await serveTcp(line)
      try {
        expectSame(await witness(way, model, '127.0.0.1', served.port), pixels, 0)
      } finally {
        await served.close()
      }
    },
    90_000,
  )

  test.each<[string, ObpInstrument, number, number]>([
    ['HDX', OBP_INSTRUMENTS.hdx, 2068, 65_535],
    ['STS', OBP_INSTRUMENTS.sts, 1024, 16_383],
    ['QEPRO', OBP_INSTRUMENTS.qePro, 1044, 262_143],
    ['ST', OBP_INSTRUMENTS.st, 1516, 16_383],
    ['SR4', OBP_INSTRUMENTS.sr4, 3648, 65_535],
  ])(
    'over USB transfers reads a %s',
    async (model, instrument, pixels, full) => {
      const served = await serveUsb(obpUsb(obp(instrument), PRESENCE, instrument))
      try {
        const seen = await witness('usb', model, '127.0.0.1', served.port)
        expectSame(seen, pixels, 0)
        expect(seen).toMatchObject({ model, full })
      } finally {
        await served.close()
      }
    },
    90_000,
  )

  test.each<[string, OoiInstrument, number, number, boolean]>([
    ['USB2000', OOI_INSTRUMENTS.usb2000, 2048, 4095, false],
    ['USB2000PLUS', OOI_INSTRUMENTS.usb2000plus, 2048, 65_535, true],
    ['USB4000', OOI_INSTRUMENTS.usb4000, 3840, 65_535, false],
    ['HR4000', OOI_INSTRUMENTS.hr4000, 3840, 16_383, false],
    ['JAZ', OOI_INSTRUMENTS.jaz, 2048, 65_535, false],
  ])(
    'over USB transfers reads a %s',
    async (model, instrument, pixels, full, linear) => {
      const served = await serveUsb(ooiUsb(ooi(instrument), PRESENCE, instrument))
      try {
        const seen = await witness('usb', model, '127.0.0.1', served.port)
        // Words are whole; stretched to full scale they stand up to one count off.
        expectSame(seen, pixels, instrument.saturation ? 1 : 0)
        expect(seen).toMatchObject({ model, full })
        if (linear) expect(seen.linearity).toEqual(LINEARITY)
      } finally {
        await served.close()
      }
    },
    90_000,
  )

  test('tells a Flame-S from a USB2000+ by its logic', async () => {
    const { flameS } = OOI_INSTRUMENTS
    const served = await serveUsb(ooiUsb(ooi(flameS), PRESENCE, flameS))
    try {
      const seen = await witness('usb', 'USB2000PLUS', '127.0.0.1', served.port)
      expect(seen.model).toBe('FLAMES')
      expectSame(seen, 2048, 1)
    } finally {
      await served.close()
    }
  }, 90_000)

  test.skipIf(socat.path === undefined)(
    'over a serial port reads an STS',
    async () => {
      const pty = await ptyTo(obp(OBP_INSTRUMENTS.sts))
      try {
        expectSame(await witness('native-serial', 'STS', pty.path, 9600), 1024, 0)
      } finally {
        await pty.close()
      }
    },
    90_000,
  )
})
