import type { SettingRow } from '../../contract/instrument.ts'
import type { Exposure } from '../capabilities.ts'
import type { Driver, Identity, OpenDevice } from '../device.ts'
import { lane } from '../links/lane.ts'
import { obpLink } from '../links/obp-link.ts'
import type { ObpLink } from '../links/obp-link.ts'
import { float, uint } from '../links/obp-values.ts'
import { wireOf } from '../links/wire.ts'
import { wrongDevice } from '../problems.ts'
import { describeObp } from '../protocols/obp.ts'
import type { ObpType } from '../protocols/obp-tables.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { Io } from '../transports/transport.ts'
import { hdxLamp } from './hdx-lamp.ts'
import { hdxSpectrometer, integrationMsOf } from './hdx-spectrometer.ts'
import type { HdxFacts } from './hdx-spectrometer.ts'
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

interface Facts extends HdxFacts {
  readonly identity: Identity
  /** Spectra carry an MD5 sum. */
  readonly summed: boolean
}

/** Asks who it is and what is fixed, and puts it into the state the driver relies on. */
async function begin(obp: ObpLink, io: Io): Promise<Facts> {
  // First of all: without a sum a flipped bit in a coefficient or a spectrum would pass for truth.
  const summed = await obp.commandIfOffered('setChecksumType', MD5, budgetOf(io))
  const product = await obp.queryIfOffered('getProductId', budgetOf(io))
  const id = product ? uint(product, 2, 'product id') : PRODUCT_ID
  if (id !== PRODUCT_ID)
    throw wrongDevice('Ocean HDX', `a spectrometer with product id 0x${id.toString(16).padStart(4, '0')}`)
  const serial = new TextDecoder('latin1')
    .decode(await obp.query('getSerialNumber', budgetOf(io)))
    .replace(/\0.*$/s, '')
    .trim()
  const firmware = await obp.queryIfOffered('getFirmwareRevision', budgetOf(io))
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
  return {
    identity: {
      model: 'Ocean HDX',
      serial,
      firmware: firmware ? uint(firmware, 2, 'firmware revision').toString(16).padStart(4, '0') : '',
    },
    pixels: PIXELS,
    maxCounts: MAX_COUNTS,
    limitsMs: LIMITS_MS,
    wavelengthNm: wavelengthsOf(wavelengths, PIXELS),
    linearity: linearityOf(linearity, MAX_COUNTS),
    summed,
    integrationMs: await integrationMsOf(obp, budgetOf(io)),
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
  set: { readonly exposure: Exposure; readonly block: number },
  budget: Budget,
): Promise<SettingRow[]> {
  const integrationMs = await integrationMsOf(obp, budget)
  const triggerReply = await obp.queryIfOffered('getTriggerMode', budget)
  const trigger = triggerReply && uint(triggerReply, 1, 'trigger mode')
  const scans = await obp.queryIfOffered('getScansToAverage', budget)
  const temperature = await obp.queryIfOffered('getTemperature', budget, Uint8Array.of(0))
  return [
    row('Integration time', `${set.exposure.integrationMs} ms`, `${integrationMs} ms`),
    ...(trigger === undefined
      ? []
      : [row('Trigger', 'free running', trigger === 0 ? 'free running' : `mode ${trigger}`)]),
    ...(scans
      ? [row('Averages in the device', String(set.block), String(uint(scans, 2, 'number of scans')))]
      : []),
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
      const spectrometer = hdxSpectrometer(obp, single, facts)
      const lamp = await hdxLamp(obp, single, budgetOf(io), spectrometer.spoilFrame)
      return {
        identity: facts.identity,
        spectrometer,
        ...(lamp && { lamp }),
        settings: (settingsIo) =>
          single.run(settingsIo, (budget) => settingRows(obp, facts, spectrometer, budget)),
        close: () => single.close(),
      }
    } catch (error) {
      await link.close()
      throw error
    }
  },
} satisfies Driver
