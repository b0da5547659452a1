import type { Identity } from '../device.ts'
import type { ObpLink } from '../links/obp-link.ts'
import { float, floats, uint } from '../links/obp-values.ts'
import { wrongDevice } from '../problems.ts'
import type { ObpType } from '../protocols/obp-tables.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { Io } from '../transports/transport.ts'
import type { ArrayFacts } from './array-spectrometer.ts'
import type { ObpModel } from './obp-models.ts'
import { linearityOf, wavelengthsOf } from './pixel-calibration.ts'

const MD5 = Uint8Array.of(1)
const FREE_RUNNING = Uint8Array.of(0)

/** What is fixed in one instrument, read at open. */
export interface ObpFacts extends ArrayFacts {
  readonly identity: Identity
  /** Spectra carry an MD5 sum; undefined where the protocol has no word for it. */
  readonly summed: boolean | undefined
}

/** What the instrument tells, before anything is made of it. */
interface Told {
  readonly serial: string
  readonly firmware: string
  readonly wavelengths: readonly number[]
  readonly linearity: readonly number[]
  readonly summed: boolean | undefined
  /** 0 where it does not tell. */
  readonly integrationMs: number
}

/** The integration time the device reports, ms. */
export async function integrationMsOf(obp: ObpLink, budget: Budget): Promise<number> {
  return uint(await obp.query('getIntegrationTime', budget), 4, 'integration time') / 1000
}

async function serialOf(obp: ObpLink, io: Io): Promise<string> {
  const bytes = await obp.query('getSerialNumber', budgetOf(io))
  return new TextDecoder('latin1').decode(bytes).replace(/\0.*$/s, '').trim()
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

async function toldFirst(obp: ObpLink, model: ObpModel, io: Io): Promise<Told> {
  // First of all: without a sum a flipped bit in a coefficient or a spectrum would pass for truth.
  const summed = await obp.commandIfOffered('setChecksumType', MD5, budgetOf(io))
  const product = await obp.queryIfOffered('getProductId', budgetOf(io))
  const id = product ? uint(product, 2, 'product id') : model.usb.productId
  if (id !== model.usb.productId)
    throw wrongDevice(model.product, `a spectrometer with product id 0x${id.toString(16).padStart(4, '0')}`)
  const serial = await serialOf(obp, io)
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
    serial,
    firmware: firmware ? uint(firmware, 2, 'firmware revision').toString(16).padStart(4, '0') : '',
    wavelengths,
    linearity,
    summed,
    integrationMs: await integrationMsOf(obp, budgetOf(io)),
  }
}

/** A list of floats whose first one is none of the coefficients; empty where the firmware has none. */
async function listed(obp: ObpLink, type: ObpType, io: Io, name: string): Promise<number[]> {
  const reply = await obp.queryIfOffered(type, budgetOf(io))
  return reply ? floats(reply, `${name} coefficients`).slice(1) : []
}

async function toldSecond(obp: ObpLink, io: Io): Promise<Told> {
  const serial = await serialOf(obp, io)
  const wavelengths = await listed(obp, 'getWavelengthCoefficients', io, 'wavelength')
  const linearity = await listed(obp, 'getLinearityCoefficients', io, 'linearity')
  await obp.commandIfOffered('setTrigger', FREE_RUNNING, budgetOf(io))
  return { serial, firmware: 'not reported', wavelengths, linearity, summed: undefined, integrationMs: 0 }
}

/** Asks who it is and what is fixed, and puts it into the state the driver relies on. `transferMs`: sending one spectrum. */
export async function obpFacts(obp: ObpLink, model: ObpModel, transferMs: number, io: Io): Promise<ObpFacts> {
  const { pixels, maxCounts } = model
  const told = model.version === '1.1' ? await toldFirst(obp, model, io) : await toldSecond(obp, io)
  return {
    identity: { model: model.product, serial: told.serial, firmware: told.firmware },
    pixels,
    maxCounts,
    limitsMs: model.limitsMs,
    stepUs: model.stepUs,
    wavelengthNm: wavelengthsOf(told.wavelengths, pixels),
    linearity: linearityOf(told.linearity, maxCounts),
    summed: told.summed,
    integrationMs: told.integrationMs,
    readoutMs: transferMs,
    staleFrames: model.staleFrames,
  }
}
