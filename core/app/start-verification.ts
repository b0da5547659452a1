import { Problem } from '../../contract/errors.ts'
import type { Patch, Plate } from '../../contract/plate.ts'
import type { VerifyOptions } from '../../contract/verify.ts'
import { isMatrixMethod } from '../../model/tristimulus/methods.ts'
import type { Slot } from '../bench/slot.ts'
import { verifyPlan } from '../plans/verify.ts'
import { verifySettings } from '../verification/settings.ts'
import type { AppContext } from './context.ts'
import { trainedCard } from './model-insight.ts'
import { benchFor, isSimulated, layPlate, planParts, plateLearnedOn } from './plan-parts.ts'
import { colourOnly, noActiveModel } from './problems.ts'

/**
 * Starts the verification of a model (the active one when none is named) in a session of its own.
 * @throws Problem MODEL_MISSING, MODEL_MISMATCH, NO_DEVICE, NOT_FOUND, ALREADY_RUNNING
 */
export async function startVerification(
  context: AppContext,
  options: VerifyOptions,
): Promise<{ run: number; session: number }> {
  const { desk, engine, derived, active, bench, reminders, state } = context
  const { store, models } = context.options
  const motorised = options.mode === 'motorised'
  const card = options.model === undefined ? active.card : store.getModel(options.model)
  if (!card) throw noActiveModel()
  if (isMatrixMethod(card.method)) throw colourOnly(card)
  const spectrometer = await benchFor(context, card, motorised)
  const bundle = store.readBundle(card.hash)
  const trained = trainedCard(context, card)
  const plate = plateLearnedOn(context, trained.session)
  const ids = options.only ?? (await models.transferPatches(bundle, options.patches))
  const patches = onPlate(plate, [...new Set(ids)])
  layPlate(context, plate)
  const simulated = isSimulated(context)
  const session = desk.create({ name: `Verification of ${card.version}`, simulated, plate })
  const handle = engine.start(
    verifyPlan({
      ...planParts(context, session, plate, motorised),
      options,
      derived,
      models,
      card,
      trained,
      bundle,
      patches,
      tolerance: options.tolerance ?? verifySettings(store, spectrometer.serial).tolerance,
      instrument: named(spectrometer),
      reference: named(bench.require('reference')),
      simulated,
      stored: () => {
        reminders.forget()
        state.touch()
      },
    }),
  )
  return { run: handle.run, session: session.id }
}

const named = (slot: Slot): { serial: string; name: string } => ({
  serial: slot.serial,
  name: slot.info().model,
})

function onPlate(plate: Plate, ids: readonly string[]): Patch[] {
  return ids.map((id) => {
    const patch = plate.patches.find((one) => one.id === id)
    if (!patch) throw notOnPlate(plate, id)
    return patch
  })
}

const notOnPlate = (plate: Plate, id: string): Problem =>
  new Problem({
    code: 'NOT_FOUND',
    title: 'No such patch',
    happened: `The plate "${plate.name}", on which the model was learned, has no patch "${id}".`,
    kept: 'Nothing was read.',
    next: 'Name patches by row letter and column, for example P14.',
  })
