import { Problem } from '../../contract/errors.ts'
import type { ModelCard } from '../../contract/model.ts'
import type { Plate } from '../../contract/plate.ts'
import type { RecalibrateOptions } from '../../contract/run.ts'
import { recalibratePlan } from '../plans/recalibrate.ts'
import type { AppContext } from './context.ts'
import { isMatrixMethod } from '../../model/tristimulus/methods.ts'
import { matrixLearnsAnew } from './problems.ts'
import { benchFor, isSimulated, layPlate, planParts, plateLearnedOn } from './plan-parts.ts'

/**
 * Starts the recalibration of a model (the active one when none is named) in a session of its own.
 * @throws Problem MODEL_MISSING, MODEL_MISMATCH, NO_DEVICE, ALREADY_RUNNING
 */
export async function startRecalibration(
  context: AppContext,
  options: RecalibrateOptions,
): Promise<{ run: number; session: number }> {
  const { desk, engine, derived, active, bench } = context
  const { store, models } = context.options
  const motorised = options.mode === 'motorised'
  const card = options.model === undefined ? active.card : store.getModel(options.model)
  if (!card) throw noModel()
  if (isMatrixMethod(card.method)) throw matrixLearnsAnew(card)
  const { serial: instrument } = await benchFor(context, card, motorised)
  const bundle = store.readBundle(card.hash)
  const ids = await models.transferPatches(bundle, options.patches)
  const plate = plateLearnedOn(context, card.session)
  const patches = ids
    .map((id) => plate.patches.find((patch) => patch.id === id))
    .filter((patch) => patch !== undefined)
  if (patches.length < ids.length) throw otherPlate(card, plate)
  layPlate(context, plate)
  const session = desk.create({
    name: `Recalibration of ${card.version}`,
    simulated: isSimulated(context),
    plate,
  })
  const handle = engine.start(
    recalibratePlan({
      ...planParts(context, session, plate, motorised),
      options,
      derived,
      models,
      card,
      bundle,
      patches,
      instrument,
      reference: bench.require('reference').serial,
    }),
  )
  return { run: handle.run, session: session.id }
}

const noModel = (): Problem =>
  new Problem({
    code: 'MODEL_MISSING',
    title: 'No model to recalibrate',
    happened: 'No model is active.',
    kept: 'Nothing was changed.',
    next: 'Scan a plate and train first.',
  })

const otherPlate = (card: ModelCard, plate: Plate): Problem =>
  new Problem({
    code: 'NOT_FOUND',
    title: 'The patches are not on this plate',
    happened: `${card.version} asks for patches that the plate "${plate.name}" does not have.`,
    kept: 'Nothing was changed.',
    next: 'Scan a plate and train anew.',
  })
