import { Problem } from '../../contract/errors.ts'
import type { Role } from '../../contract/instrument.ts'
import type { ModelCard } from '../../contract/model.ts'
import type { Plate } from '../../contract/plate.ts'
import { BUILTIN_PLATE_NAME, builtinPlate } from '../../spectra/builtin-plate.ts'
import { coversColour } from '../../spectra/colour.ts'
import { mismatch } from '../active-model.ts'
import { noCommonColour, noSpectrum, otherKind } from '../bench/problems.ts'
import type { Slot } from '../bench/slot.ts'
import { WORKING_NM, bandsOf } from '../reduce.ts'
import type { PlanParts } from '../plans/kit.ts'
import type { AppContext } from './context.ts'
import type { OpenSession } from './desk.ts'

/** How long a run waits for instruments that are still being opened. */
const READY_MS = 10_000

/** What a plan works with, for a session. */
export function planParts(
  context: AppContext,
  session: OpenSession,
  plate: Plate,
  motorised: boolean,
): PlanParts {
  const { bench, measure, exposure, clock, options, stage } = context
  const { references, id } = session
  const { store, simulated } = options
  const parts = { bench, measure, store, exposure, references, clock, session: id, motorised, plate, stage }
  if (!isSimulated(context) || simulated === undefined) return parts
  return {
    ...parts,
    hand: (place) => {
      simulated.place(place)
    },
  }
}

/** Where instruments are simulated the plate that is about to be read lies under them. */
export function layPlate(context: AppContext, plate: Plate): void {
  if (isSimulated(context)) context.options.simulated?.lay(plate)
}

/** The plate a session was read on; the built-in one where it has none. */
export const plateLearnedOn = (context: AppContext, session: number): Plate =>
  context.desk.plate(session) ?? plateNamed(context, BUILTIN_PLATE_NAME)

/** A plate by name. @throws Problem NOT_FOUND */
export function plateNamed(context: AppContext, name: string): Plate {
  const plate = context.options.store.getPlate(name)
  if (plate) return plate
  if (name === BUILTIN_PLATE_NAME) return builtinPlate()
  throw new Problem({
    code: 'NOT_FOUND',
    title: 'No such plate',
    happened: `No plate is stored as "${name}".`,
    kept: 'Nothing was changed.',
    next: 'Import it, draw a grid, or use the plate "builtin".',
  })
}

/** Waits until instruments with these roles are open. @throws Problem NO_DEVICE and what keeps them from opening */
export async function instrumentsReady(
  context: AppContext,
  roles: readonly Role[],
  signal?: AbortSignal,
): Promise<void> {
  const stop = signal ?? new AbortController().signal
  for (const role of roles) await context.bench.ready(role, READY_MS, stop)
}

/**
 * Refuses a reference of another kind than the pairs of the session have, before anything is moved or stored, and one
 * without a spectrum where the spectrometer's is too short for a colour. @throws Problem WRONG_DEVICE, DEVICE_REFUSED
 */
export function requireSameKind(
  { bench, options: { store } }: AppContext,
  session: number | undefined,
): void {
  const slot = bench.require('reference')
  const colourOnly = slot.device?.reference?.quantity === 'tristimulus'
  const [pair] = session === undefined ? [] : store.currentPairs(session)
  const [reading] = store.getReadings(pair?.reference.slice(0, 1) ?? [])
  if (reading && (reading.quantity === 'tristimulus') !== colourOnly) throw otherKind(slot.found.product)
  const pixelNm = bench.require('spectrometer').device?.spectrometer?.wavelengthNm
  if (colourOnly && pixelNm && !coversColour(bandsOf(pixelNm))) throw noCommonColour(slot.found.product)
}

/** Refuses a reference that measures no spectrum, before anything is moved or stored. @throws Problem DEVICE_REFUSED */
export function requireSpectra({ bench }: AppContext): void {
  const slot = bench.holder('reference')
  if (slot?.device?.reference?.quantity === 'tristimulus') throw noSpectrum(slot.found.product)
}

/**
 * The spectrometer of a bench that can read patches for a model, after waiting for what is still being opened.
 * @throws Problem NO_DEVICE, DEVICE_REFUSED, ALREADY_RUNNING, MODEL_MISMATCH
 */
export async function benchFor(context: AppContext, card: ModelCard, motorised: boolean): Promise<Slot> {
  await instrumentsReady(context, ['spectrometer', 'reference', ...(motorised ? (['stage'] as const) : [])])
  requireSpectra(context)
  context.engine.requireIdle()
  const spectrometer = context.bench.require('spectrometer')
  const pixelNm = spectrometer.device?.spectrometer?.wavelengthNm
  const misfit = mismatch(card, spectrometer.serial, pixelNm ? bandsOf(pixelNm) : WORKING_NM)
  if (misfit) throw misfit
  return spectrometer
}

/** Whether the instruments on the bench are simulated: a session says so for ever. */
export const isSimulated = (context: AppContext): boolean =>
  context.bench.holder('spectrometer')?.found.simulated === true
