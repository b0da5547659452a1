import type { MethodName, ModelCard } from '../contract/model.ts'
import { evaluate } from '../spectra/metrics.ts'
import { acceptanceChecks, acceptanceReason, type Examination, type Incumbent } from './acceptance.ts'
import { bundleOf, type LoadedModel, loadModel } from './loaded-model.ts'
import { readBundle } from './bundle.ts'
import { domainScale, fitDomain } from './correction/domain.ts'
import { fitInterval } from './correction/interval.ts'
import type { FitContext } from './correction/method.ts'
import { methodNamed } from './correction/registry.ts'
import { fitLines, applyLines } from './correction/band-lines.ts'
import { crossValidate, type CrossValidated } from './cross-validation.ts'
import { kennardStone } from './kennard-stone.ts'
import { librariesOf } from './libraries.ts'
import { colourAxis } from './pairs.ts'
import type { Matrix, ModelBundle, ModelOrigin, PairTable, TournamentRequest } from './service.ts'
import type { TournamentResult } from './tournament.ts'
import { MINIMUM_TO_TRAIN, requirePairCount, type TrainingSet, trainingSet } from './training-set.ts'

/** Patches kept with a model for its recalibrations. */
const TRANSFER_PATCHES = 24

export interface TrainingOrder {
  readonly request: TournamentRequest
  readonly method: MethodName
  readonly origin: ModelOrigin
  readonly active: Uint8Array | undefined
  /** A tournament on the same data has done the fits already. */
  readonly earlier: TournamentResult | undefined
  /** ISO 8601, for the card. */
  readonly created: string
}

/**
 * One method fitted on all training rows, with its domain, its interval and the patches for recalibration, and
 * examined on the rows held out (by cross-validation where none are).
 * @throws Problem TOO_FEW_PAIRS, METHOD_UNKNOWN, BAD_REQUEST; the reason of the signal
 */
export async function trainModel(
  order: TrainingOrder,
  context: Omit<FitContext, 'seed' | 'progress'>,
): Promise<ModelBundle> {
  const { request, origin } = order
  const method = methodNamed(order.method)
  requirePairCount(request.pairs.ids.length, MINIMUM_TO_TRAIN)
  const set = trainingSet(request)
  requirePairCount(set.pairs.ids.length, method.minimumPairs)
  const known = order.earlier?.set.key === set.key ? order.earlier.methods.get(method.name) : undefined
  const validated =
    known ??
    (await crossValidate(method, set.pairs, set.folds, { seed: request.seed, ...context }, () => undefined))
  const { fitted, predicted, fitMs } = validated
  const domain = fitDomain(set.pairs, set.folds)
  const interval = fitInterval(predicted, set.pairs.y)
  const examination = await examine(set, validated)
  const active = order.active ? await loadModel(order.active) : undefined
  const foreign = set.foreign ? { pairs: set.foreign, predicted: fitted.predict(set.foreign.x) } : undefined
  const incumbent = active ? incumbentOf(active, origin, examination.pairs) : undefined
  const acceptance = acceptanceChecks({
    method: method.name,
    examination,
    domain: domainScale(fitted, domain),
    interval,
    incumbent,
    foreign,
  })
  active?.fitted.dispose?.()
  const { accepted, reason } = acceptanceReason(acceptance)
  const card: Omit<ModelCard, 'hash'> = {
    ...origin,
    method: method.name,
    state: accepted ? 'candidate' : 'refused',
    trainedOn: set.pairs.ids.length,
    axis: axisOf(set.pairs),
    assumptions: method.assumptions,
    parameters: fitted.parameters,
    dataHash: set.dataHash,
    seed: request.seed,
    ...(request.foldsBy && { foldsBy: request.foldsBy }),
    libraries: librariesOf(fitted.parameters),
    fitMs,
    plate: errorOf(examination.pairs, examination.predicted),
    foreign: foreign ? foreignOf(errorOf(foreign.pairs, foreign.predicted)) : null,
    acceptance,
    accepted,
    reason,
    created: order.created,
  }
  const transferPatches = kennardStone(set.pairs.x, TRANSFER_PATCHES).map((row) => set.pairs.ids[row] ?? '')
  const bytes = bundleOf({ fitted, domain, interval }, card, { transferPatches, trainingIds: set.pairs.ids })
  // Fits of a tournament stay there for the next training.
  if (!known) fitted.dispose?.()
  return { card: readBundle(bytes).card, bytes }
}

async function examine(set: TrainingSet, { fitted, predicted }: CrossValidated): Promise<Examination> {
  const { heldOut, pairs, folds } = set
  if (heldOut.ids.length > 0) {
    const lines = applyLines(fitLines(pairs.x, pairs.y), heldOut.x)
    return {
      pairs: heldOut,
      predicted: fitted.predict(heldOut.x),
      slopeBias: lines,
      words: `${heldOut.ids.length} held-out patches`,
    }
  }
  const never = new AbortController().signal
  const lines = await crossValidate(
    methodNamed('slope-bias'),
    pairs,
    folds,
    { seed: 0, signal: never },
    () => undefined,
  )
  return {
    pairs,
    predicted,
    slopeBias: lines.predicted,
    words: `${pairs.ids.length} patches in cross-validation`,
  }
}

function incumbentOf(active: LoadedModel, origin: ModelOrigin, { ids, x }: PairTable): Incumbent {
  const { card, trainingIds } = active.content
  // Only rows of the same session can be the very rows the active model learnt.
  const learnt = new Set(card.session === origin.session ? trainingIds : [])
  const comparable = card.axis.bands === x.columns
  const rows = Array.from(ids.keys()).filter((row) => comparable && !learnt.has(ids[row] ?? ''))
  return { version: card.version, predict: (values) => active.fitted.predict(values), rows }
}

/** Error of predictions on their pairs, with colour where it means something. */
export function errorOf(pairs: PairTable, predicted: Matrix): ModelCard['plate'] {
  return evaluate(pairs.y.data, predicted.data, pairs.y.columns, colourAxis(pairs))
}

const foreignOf = ({ rmse, dE00 }: ModelCard['plate']): ModelCard['foreign'] => ({ rmse, dE00 })

/** The axis on a card; band numbers from 1 where there are no wavelengths. */
function axisOf({ wavelengthNm, x }: PairTable): ModelCard['axis'] {
  const bands = x.columns
  return wavelengthNm
    ? { fromNm: wavelengthNm[0] ?? 0, toNm: wavelengthNm.at(-1) ?? 0, bands }
    : { fromNm: 1, toNm: bands, bands }
}
