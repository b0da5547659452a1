import { Problem } from '../../contract/errors.ts'
import type { ModelCard } from '../../contract/model.ts'
import type { Plate } from '../../contract/plate.ts'
import type { RecalibrateOptions } from '../../contract/run.ts'
import { mismatch } from '../active-model.ts'
import { WORKING_NM, bandsOf } from '../reduce.ts'
import { recalibratePlan } from '../plans/recalibrate.ts'
import type { AppContext } from './context.ts'
import { isMatrixMethod } from '../../model/tristimulus/methods.ts'
import { matrixLearnsAnew } from './problems.ts'
import {
  instrumentsReady,
  isSimulated,
  layPlate,
  planParts,
  plateNamed,
  requireSpectra,
} from './plan-parts.ts'

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
  await instrumentsReady(context, ['spectrometer', 'reference', ...(motorised ? (['stage'] as const) : [])])
  requireSpectra(context)
  engine.requireIdle()
  const instrument = bench.require('spectrometer').serial
  const pixelNm = bench.require('spectrometer').device?.spectrometer?.wavelengthNm
  const misfit = mismatch(card, instrument, pixelNm ? bandsOf(pixelNm) : WORKING_NM)
  if (misfit) throw misfit
  const bundle = store.readBundle(card.hash)
  const ids = await models.transferPatches(bundle, options.patches)
  const plate = plateOf(context, card)
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

/** The plate the model was learned on; its patches are the ones to be read again. */
function plateOf(context: AppContext, card: ModelCard): Plate {
  return context.desk.plate(card.session) ?? plateNamed(context, 'builtin')
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
