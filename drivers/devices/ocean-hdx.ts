import type { SettingRow } from '../../contract/instrument.ts'
import { asPixelCounts } from '../../contract/spectrum.ts'
import type { Exposure, PixelFrame, Spectrometer } from '../capabilities.ts'
import type { Driver, Identity, OpenDevice } from '../device.ts'
import { lane } from '../links/lane.ts'
import type { Lane } from '../links/lane.ts'
import { obpLink } from '../links/obp-link.ts'
import type { ObpLink } from '../links/obp-link.ts'
import { wireOf } from '../links/wire.ts'
import { badRequest, readback, refused, violation, wrongDevice } from '../problems.ts'
import { describeObp } from '../protocols/obp.ts'
import type { ObpType } from '../protocols/obp-tables.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { Io } from '../transports/transport.ts'
import { linearityOf, wavelengthsOf } from './pixel-calibration.ts'

/** Ocean HDX data sheet and OBP 1.1: 2,068 pixels of 16 bits, 6 ms to 10 s. */
const VENDOR_ID = 0x2457
const PRODUCT_ID = 0x2003
const PIXELS = 2068
const MAX_COUNTS = 65535
const LIMITS_MS = [6, 10_000] as const
/** Bulk endpoints 0x01 and 0x81. */
const ENDPOINT = 1
const MD5 = Uint8Array.of(1)
const FREE_RUNNING = Uint8Array.of(0)
const ONE_SCAN = Uint8Array.of(1, 0)

function uint(data: Uint8Array, bytes: 1 | 2 | 4, what: string): number {
  if (data.length < bytes) throw violation(`The ${what} came with ${data.length} bytes instead of ${bytes}.`)
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  return bytes === 1 ? view.getUint8(0) : bytes === 2 ? view.getUint16(0, true) : view.getUint32(0, true)
}

function float(data: Uint8Array, what: string): number {
  if (data.length !== 4) throw violation(`The ${what} came with ${data.length} bytes instead of 4.`)
  return new DataView(data.buffer, data.byteOffset, 4).getFloat32(0, true)
}

const uint32 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}

/** Coefficients c0, c1, ... in ascending order; empty where the firmware has none. */
async function coefficients(
  obp: ObpLink,
  count: ObpType,
  one: ObpType,
  io: Io,
  name: string,
): Promise<number[]> {
  const reply = await obp.queryIfOffered(count, budgetOf(io))
  const values: number[] = []
  for (let i = 0; i < (reply ? uint(reply, 1, `number of ${name} coefficients`) : 0); i++) {
    values.push(float(await obp.query(one, budgetOf(io), Uint8Array.of(i)), `${name} coefficient ${i}`))
  }
  return values
}

async function readSpectrum(
  obp: ObpLink,
  type: ObpType,
  dueMs: number,
  budget: Budget,
): Promise<Uint8Array | undefined> {
  const data = await obp.queryIfOffered(type, budget, undefined, dueMs)
  if (data && data.length !== PIXELS * 2) {
    throw violation(
      `A spectrum of ${data.length} bytes arrived, ${PIXELS * 2} belong to ${PIXELS.toLocaleString('en')} pixels.`,
    )
  }
  return data
}

interface Facts {
  readonly identity: Identity
  readonly wavelengthNm: Float64Array
  readonly linearity: readonly number[] | undefined
  /** Spectra carry an MD5 sum. */
  readonly summed: boolean
  readonly integrationMs: number
}

const integrationMsOf = async (obp: ObpLink, budget: Budget): Promise<number> =>
  uint(await obp.query('getIntegrationTime', budget), 4, 'integration time') / 1000

/** Asks who it is and what is fixed, and puts it into the state the driver relies on. */
async function begin(obp: ObpLink, io: Io): Promise<Facts> {
  const product = await obp.queryIfOffered('getProductId', budgetOf(io))
  const id = product ? uint(product, 2, 'product id') : PRODUCT_ID
  if (id !== PRODUCT_ID)
    throw wrongDevice('Ocean HDX', `a spectrometer with product id 0x${id.toString(16).padStart(4, '0')}`)
  const serial = new TextDecoder('latin1')
    .decode(await obp.query('getSerialNumber', budgetOf(io)))
    .replace(/\0.*$/s, '')
    .trim()
  const firmware = await obp.queryIfOffered('getFirmwareRevision', budgetOf(io))
  // Without a sum a flipped bit in a spectrum would pass for light.
  const summed = await obp.commandIfOffered('setChecksumType', MD5, budgetOf(io))
  const wavelengths = await coefficients(
    obp,
    'getWavelengthCoefficientCount',
    'getWavelengthCoefficient',
    io,
    'wavelength',
  )
  const linearity = await coefficients(
    obp,
    'getLinearityCoefficientCount',
    'getLinearityCoefficient',
    io,
    'linearity',
  )
  await obp.commandIfOffered('setTriggerMode', FREE_RUNNING, budgetOf(io))
  await obp.commandIfOffered('setScansToAverage', ONE_SCAN, budgetOf(io))
  return {
    identity: {
      model: 'Ocean HDX',
      serial,
      firmware: firmware ? uint(firmware, 2, 'firmware revision').toString(16).padStart(4, '0') : '',
    },
    wavelengthNm: wavelengthsOf(wavelengths, PIXELS),
    linearity: linearityOf(linearity, MAX_COUNTS),
    summed,
    integrationMs: await integrationMsOf(obp, budgetOf(io)),
  }
}

function spectrometerOf(
  obp: ObpLink,
  single: Lane,
  facts: Facts,
): Spectrometer & { readonly exposure: Exposure } {
  let exposure: Exposure = { integrationMs: facts.integrationMs, scans: 1 }
  /** The detector runs freely: the frame under way at a change was exposed under the old settings. */
  let staleFrames = 1
  /** HDX firmware is known by its corrected spectrum; raw counts are preferred where it offers them. */
  let spectrumType: ObpType = 'getRawSpectrum'

  const frame = async (budget: Budget, io: Io): Promise<Uint8Array> => {
    const dueMs = 2 * exposure.integrationMs
    // Each frame has its own deadline: one that never comes must not use up the time of a long average.
    const data = await readSpectrum(obp, spectrumType, dueMs, budgetOf(budget.step(io.deadlineMs + dueMs)))
    if (data) return data
    if (spectrumType === 'getCorrectedSpectrum')
      throw refused(
        'A spectrum',
        'it knows neither raw nor corrected spectra',
        'Update the firmware of the spectrometer.',
      )
    spectrumType = 'getCorrectedSpectrum'
    return frame(budget, io)
  }
  const settle = async (budget: Budget, io: Io): Promise<void> => {
    for (; staleFrames > 0; staleFrames--) await frame(budget, io)
  }

  return {
    wavelengthNm: facts.wavelengthNm,
    maxCounts: MAX_COUNTS,
    integrationLimitsMs: LIMITS_MS,
    ...(facts.linearity && { linearity: facts.linearity }),
    get exposure() {
      return exposure
    },
    async expose(wanted, io) {
      const { integrationMs, scans } = wanted
      if (
        !(integrationMs >= LIMITS_MS[0] && integrationMs <= LIMITS_MS[1]) ||
        !Number.isInteger(scans) ||
        scans < 1
      ) {
        throw badRequest(
          `${integrationMs} ms x ${scans} is outside what the spectrometer can do.`,
          `Choose ${LIMITS_MS[0]} to ${LIMITS_MS[1]} ms and at least one scan.`,
        )
      }
      const micros = Math.round(integrationMs * 1000)
      return single.run(io, 2 * integrationMs + 2 * exposure.integrationMs, async (budget) => {
        if (micros !== Math.round(exposure.integrationMs * 1000)) {
          staleFrames = 1
          await obp.command('setIntegrationTime', uint32(micros), budget)
          const reported = await integrationMsOf(obp, budget)
          exposure = { integrationMs: reported, scans }
          if (Math.round(reported * 1000) !== micros)
            throw readback('The integration time', `${integrationMs} ms`, `${reported} ms`)
          await settle(budget, io)
        }
        exposure = { integrationMs: micros / 1000, scans }
        return exposure
      })
    },
    async readFrame(io): Promise<PixelFrame> {
      const used = exposure
      return single.run(io, (used.scans + staleFrames) * 2 * used.integrationMs, async (budget) => {
        await settle(budget, io)
        // Averaged here, not in the device (0x00120010): whole counts would be lost to its rounding.
        const sum = new Float64Array(PIXELS)
        for (let scan = 0; scan < used.scans; scan++) {
          const data = await frame(budget, io)
          const view = new DataView(data.buffer, data.byteOffset, data.length)
          for (let pixel = 0; pixel < PIXELS; pixel++)
            sum[pixel] = (sum[pixel] ?? 0) + view.getUint16(2 * pixel, true)
        }
        return { counts: asPixelCounts(sum.map((counts) => counts / used.scans)), exposure: used }
      })
    },
  }
}

const row = (name: string, required: string, readBack: string, ok = required === readBack): SettingRow => ({
  name,
  required,
  readBack,
  ok,
})

async function settingRows(
  obp: ObpLink,
  facts: Facts,
  exposure: Exposure,
  budget: Budget,
): Promise<SettingRow[]> {
  const integrationMs = await integrationMsOf(obp, budget)
  const trigger = await obp.queryIfOffered('getTriggerMode', budget)
  const scans = await obp.queryIfOffered('getScansToAverage', budget)
  const temperature = await obp.queryIfOffered('getTemperature', budget, Uint8Array.of(0))
  return [
    row('Integration time', `${exposure.integrationMs} ms`, `${integrationMs} ms`),
    ...(trigger
      ? [
          row(
            'Trigger',
            'free running',
            uint(trigger, 1, 'trigger mode') === 0
              ? 'free running'
              : `mode ${uint(trigger, 1, 'trigger mode')}`,
          ),
        ]
      : []),
    ...(scans ? [row('Averages in the device', '1', String(uint(scans, 2, 'number of scans')))] : []),
    row('Pixels', String(PIXELS), String(facts.wavelengthNm.length)),
    row('Checksum', 'MD5', facts.summed ? 'MD5' : 'none'),
    row('Linearity', 'stored and plausible', facts.linearity ? 'stored and plausible' : 'none'),
    ...(temperature
      ? [row('Temperature', 'any', `${float(temperature, 'temperature').toFixed(1)} degC`, true)]
      : []),
  ]
}

/** Ocean HDX over USB or TCP, Ocean Binary Protocol 1.1. */
export const oceanHdx = {
  family: 'ocean-hdx',
  product: 'Ocean HDX',
  roles: ['spectrometer'],
  match: { usb: [{ vendorId: VENDOR_ID, productId: PRODUCT_ID }], tcp: true },
  describe: describeObp,

  async open(link, io): Promise<OpenDevice> {
    const wire = wireOf(link, ENDPOINT)
    const obp = obpLink(wire)
    try {
      // A killed program leaves its answers in the device (seabreeze #284, #239).
      await wire.drain(io.signal)
      const facts = await begin(obp, io)
      const single = lane(link, (signal) => obp.resync(signal))
      const spectrometer = spectrometerOf(obp, single, facts)
      return {
        identity: facts.identity,
        spectrometer,
        settings: (settingsIo) =>
          single.run(settingsIo, 0, (budget) => settingRows(obp, facts, spectrometer.exposure, budget)),
        close: () => single.close(),
      }
    } catch (error) {
      await link.close()
      throw error
    }
  },
} satisfies Driver
