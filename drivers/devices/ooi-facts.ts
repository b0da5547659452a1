import type { Identity } from '../device.ts'
import type { OoiLink, OoiPart } from '../links/ooi-link.ts'
import { isProblem, refused, wrongDevice } from '../problems.ts'
import { ooiCommand, ooiInformation, ooiStatus, ooiVersion } from '../protocols/ooi.ts'
import { OOI_SLOT, slotNumber, slotSaturation, slotText } from '../protocols/ooi-memory.ts'
import { spectrumBytesOf } from '../protocols/ooi-spectrum.ts'
import { budgetOf, pause } from '../transports/deadline.ts'
import type { Io } from '../transports/transport.ts'
import type { ArrayFacts } from './array-spectrometer.ts'
import type { OoiModel } from './ooi-models.ts'
import { linearityOf, wavelengthsOf } from './pixel-calibration.ts'

/** Full scale of models whose counts are scaled to their own saturation level. */
const SCALED_MAX = 65_535
/** Reading out and sending a spectrum, generously: a USB transfer takes up to 20 ms here, a spectrum has up to two. */
const READOUT_MS = 60
/** After being initialised an instrument is deaf for this long. */
const INITIALISE_MS = 100
/** Not every firmware tells the version of its logic; it is not worth more than this. */
const VERSION_MS = 500
const NOT_TOLD = 'not reported'

/** What is fixed in one instrument, read at open. */
export interface OoiFacts extends ArrayFacts {
  readonly identity: Identity
  /** Words of the converter at which this detector is full; undefined where it does not say. */
  readonly saturation: number | undefined
  /** Counts per word. */
  readonly scale: number
  /** Where a spectrum comes from, in order. */
  readonly parts: readonly OoiPart[]
}

const slot = (ooi: OoiLink, number: number, io: Io): Promise<Uint8Array> =>
  ooi.ask(ooiInformation(number), budgetOf(io))

async function wavelengths(ooi: OoiLink, io: Io): Promise<number[]> {
  const coefficients: number[] = []
  for (let i = 0; i < OOI_SLOT.wavelengthCount; i++) {
    const value = slotNumber(await slot(ooi, OOI_SLOT.wavelength + i, io))
    if (value === undefined) {
      throw refused(
        'Its wavelength calibration cannot be used',
        `coefficient ${i} is missing or no number`,
        'Have the wavelength coefficients written into the spectrometer again; they stand on its calibration sheet.',
      )
    }
    coefficients.push(value)
  }
  return coefficients
}

/** c0, c1, ... as many as the stored order says; none where one of them cannot be read. */
async function linearity(ooi: OoiLink, io: Io): Promise<number[]> {
  const order = slotNumber(await slot(ooi, OOI_SLOT.linearityOrder, io))
  if (order === undefined || !Number.isInteger(order) || order < 0 || order > 7) return []
  const coefficients: number[] = []
  for (let i = 0; i <= order; i++) {
    const value = slotNumber(await slot(ooi, OOI_SLOT.linearity + i, io))
    if (value === undefined) return []
    coefficients.push(value)
  }
  return coefficients
}

/** The version of the logic; undefined where the firmware keeps it to itself. */
async function version(ooi: OoiLink, io: Io): Promise<readonly [number, number, number] | undefined> {
  try {
    return await ooi.ask(ooiVersion, budgetOf({ ...io, deadlineMs: Math.min(io.deadlineMs, VERSION_MS) }))
  } catch (error) {
    if (!isProblem(error, 'DEVICE_TIMEOUT')) throw error
    return undefined
  }
}

/** Asks who it is and what is fixed, and puts it into the state the driver relies on. `overUsb`: spectra may come in two parts. */
export async function ooiFacts(ooi: OoiLink, model: OoiModel, overUsb: boolean, io: Io): Promise<OoiFacts> {
  const { packing, endpoints } = model
  await ooi.tell(ooiCommand.initialise(), budgetOf(io))
  await pause(INITIALISE_MS, io.signal)
  // What a killed program has left would be taken for the next answer (seabreeze #284, #239).
  await ooi.resync(io.signal)
  const serial = slotText(await slot(ooi, OOI_SLOT.serialNumber, io))
  const status = model.logic ? await ooi.ask(ooiStatus, budgetOf(io)) : undefined
  if (status && status.pixels !== packing.words && status.pixels !== model.pixels)
    throw wrongDevice(model.product, `a spectrometer with ${status.pixels} pixels`)
  const logic = model.logic ? await version(ooi, io) : undefined
  const isSuccessor = model.successor && logic && logic[0] >= model.successor.fromMajor
  const saturation = model.gain
    ? slotSaturation(await slot(ooi, OOI_SLOT.saturation, io), packing.maxWord)
    : undefined
  const maxCounts = model.gain ? SCALED_MAX : packing.maxWord
  const wavelengthNm = wavelengthsOf(await wavelengths(ooi, io), model.pixels)
  const linear = linearityOf(await linearity(ooi, io), maxCounts)
  await ooi.tell(ooiCommand.freeRunning(), budgetOf(io))
  const bytes = spectrumBytesOf(packing)
  const split = overUsb && status?.highSpeed === true ? endpoints.beginning : undefined
  return {
    identity: {
      model: isSuccessor ? model.successor.model : model.model,
      serial,
      firmware: logic ? `logic ${logic.join('.')}` : NOT_TOLD,
    },
    pixels: model.pixels,
    maxCounts,
    limitsMs: model.limitsMs,
    stepUs: model.stepUs,
    wavelengthNm,
    linearity: linear,
    integrationMs: (status?.integrationUs ?? 0) / 1000,
    readoutMs: READOUT_MS,
    staleFrames: 1,
    saturation,
    scale: saturation === undefined ? 1 : SCALED_MAX / saturation,
    parts: split
      ? [split, { endpoint: endpoints.spectrum, bytes: bytes - split.bytes }]
      : [{ endpoint: endpoints.spectrum, bytes }],
  }
}
