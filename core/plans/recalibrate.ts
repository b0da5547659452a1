import { Problem } from '../../contract/errors.ts'
import type { ModelCard } from '../../contract/model.ts'
import type { Patch } from '../../contract/plate.ts'
import type { RecalibrateOptions } from '../../contract/run.ts'
import type { ModelService } from '../../model/service.ts'
import { isoTime } from '../async.ts'
import { mismatch } from '../active-model.ts'
import type { Derived, DerivedPair } from '../derived.ts'
import type { Plan, PlanEvents } from '../engine.ts'
import { onModelAxis } from '../model-axis.ts'
import { pairTableOf } from '../pair-table.ts'
import { patchView } from '../plate-view.ts'
import { checkPair } from './checks.ts'
import { ask, kitOf } from './kit.ts'
import type { Kit, Piece, PlanParts } from './kit.ts'
import { moveToPatch } from './place.ts'
import { whiteMissing } from './problems.ts'
import { readPair } from './read-pair.ts'
import type { PairReadings } from './read-pair.ts'
import { takeWhite } from './take-references.ts'

/** A patch that was refused is placed and read again so often before it is left out. */
const ATTEMPTS = 3
/** The update needs at least this many patches (correction models, section 6). */
const LEAST_PATCHES = 4

/** What a recalibration needs besides the instruments. */
export interface RecalibrateParts extends PlanParts {
  readonly options: RecalibrateOptions
  readonly derived: Derived
  readonly models: ModelService
  /** The model to be updated; never overwritten. */
  readonly card: ModelCard
  readonly bundle: Uint8Array
  readonly patches: readonly Patch[]
  /** Serial numbers of the instruments in use. */
  readonly instrument: string
  readonly reference: string
}

interface Outcome {
  model: string
  accepted: boolean
  reason: string
  patches: number
}

/**
 * A few patches read several times, each round after a white of its own, an update of the old model, and the guard's
 * word on it.
 */
export function recalibratePlan(parts: RecalibrateParts): Plan {
  const outcome: Outcome = { model: '', accepted: false, reason: '', patches: 0 }
  return {
    kind: 'recalibrate',
    session: parts.session,
    options: { ...parts.options, model: parts.card.version },
    events: (context) => recalibrate(parts, kitOf(parts, context), outcome),
    summary: (ended) => ({
      summary: { patches: outcome.patches, accepted: Number(outcome.accepted) },
      sentence:
        ended === 'done'
          ? `${outcome.model}: ${outcome.reason}`
          : `Recalibration ended early; ${parts.card.version} stays as it is.`,
    }),
  }
}

async function* recalibrate(parts: RecalibrateParts, kit: Kit, outcome: Outcome): PlanEvents {
  const { card, models, store, patches, session } = parts
  yield { type: 'started', kind: 'recalibrate', session, total: patches.length, done: 0 }
  const pairs = yield* readPatches(parts, kit)
  outcome.patches = pairs.size
  if (pairs.size < LEAST_PATCHES) throw tooFew(pairs.size, card.version)
  yield {
    type: 'step',
    name: 'refit',
    detail: `${pairs.size} patches`,
    index: pairs.size,
    total: patches.length,
  }
  const origin = {
    version: store.nextVersion('recalibration', card.version),
    instrument: parts.instrument,
    reference: parts.reference,
    session,
    parent: card.version,
  }
  const fresh = [...pairs].map(([id, pair]) => ({ id, pair: onModel(parts, pair) }))
  const white = parts.derived.whiteOf(fresh.map(({ pair }) => pair))
  const result = await models.recalibrate(parts.bundle, pairTableOf(fresh, white), origin, kit.signal)
  const stored = store.insertModel(
    { ...result.bundle.card, state: result.accepted ? 'candidate' : 'refused' },
    result.bundle.bytes,
  )
  Object.assign(outcome, { model: stored.version, accepted: result.accepted, reason: result.reason })
  const { before, after, accepted, reason, guardStandardErrors } = result
  if (!accepted) yield { type: 'problem', problem: kept(card.version, guardStandardErrors, pairs.size) }
  yield {
    type: 'recalibrated',
    model: stored.version,
    before,
    after,
    accepted,
    reason,
    guardStandardErrors,
    patches: result.perPatch.map((patch) => ({ ...patch })),
  }
}

/**
 * Reads every patch several times: by stage in rounds, so that each reading is a placement of its own; by
 * hand in one placement each, which is one round. Every round has a white of its own: what the lamp did after it is in
 * all readings that are divided by it, and no number of patches averages it out.
 */
async function* readPatches(parts: RecalibrateParts, kit: Kit): Piece<Map<string, DerivedPair>> {
  const rounds = kit.motorised ? parts.options.readings : 1
  const perRound = kit.motorised ? 1 : parts.options.readings
  const taken = new Map<string, PairReadings[]>()
  const pairs = new Map<string, DerivedPair>()
  for (let round = 1; round <= rounds; round++) {
    yield* takeWhite(kit, false)
    for (const [index, patch] of parts.patches.entries()) {
      const detail = `${patch.name}, round ${round} of ${rounds}`
      yield { type: 'step', name: 'patch', detail, patch: patch.id, index, total: parts.patches.length }
      const readings = yield* acceptable(parts, kit, patch, perRound)
      if (readings) taken.set(patch.id, [...(taken.get(patch.id) ?? []), readings])
      if (round < rounds) continue
      const pair = commit(parts, kit, patch, taken.get(patch.id) ?? [])
      if (!pair) continue
      pairs.set(patch.id, pair)
      yield {
        type: 'patch',
        patch: patchView(patch, { state: 'paired', control: false, derived: pair }),
        checks: [],
        paired: pairs.size,
        refused: index + 1 - pairs.size,
        toRepeat: 0,
      }
    }
  }
  return pairs
}

/** One placement that passes the checks, or nothing after three attempts. */
async function* acceptable(
  parts: RecalibrateParts,
  kit: Kit,
  patch: Patch,
  count: number,
): Piece<PairReadings | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (kit.motorised) yield* moveToPatch(kit, patch)
    else {
      const text = `Place both probes on ${patch.id}, then measure.`
      const prompt = {
        ask: 'place-patch',
        patch: patch.id,
        text,
        answers: ['measure', 'skip', 'stop'],
      } as const
      if ((yield* ask(kit, { ...prompt, answers: [...prompt.answers] })) === 'skip') return undefined
    }
    const readings = yield* readPair(kit, patch, count)
    const pair = parts.derived.readings(readings.spectrometer, readings.reference)
    if (!pair?.colours) throw whiteMissing()
    // A reference that ends before the model does: better said now than after all patches.
    onModel(parts, pair)
    const { colours } = pair
    const { problem } = checkPair({
      patch,
      spectrometer: colours.spectrometer.lab,
      reference: colours.reference.lab,
      replicates: { spectrometer: [], reference: [] },
      level: readings.level,
      saturated: readings.saturated,
      integrationMs: readings.integrationMs,
      previous: undefined,
      usual: undefined,
      usualSpread: undefined,
    })
    if (!problem) return readings
    yield { type: 'refused', patch: patch.id, problem: problem.data }
  }
  return undefined
}

/** The part of a pair that the model covers. @throws Problem MODEL_MISMATCH where it does not cover all of it */
function onModel({ card, instrument }: RecalibrateParts, pair: DerivedPair): DerivedPair {
  const [own, calibrated] = [pair.spectrometer, pair.reference].map(
    (values) => values && onModelAxis(card, pair.wavelengthNm, values),
  )
  if (own && calibrated)
    return {
      ...pair,
      wavelengthNm: own.wavelengthNm,
      spectrometer: own.values,
      reference: calibrated.values,
    }
  throw mismatch(card, instrument, pair.wavelengthNm) ?? new RangeError('a pair of uneven halves')
}

/** All readings of a patch as one pair: their mean enters the update. */
function commit(
  parts: RecalibrateParts,
  kit: Kit,
  patch: Patch,
  taken: readonly PairReadings[],
): DerivedPair | undefined {
  if (taken.length === 0) return undefined
  const spectrometer = taken.flatMap((readings) => readings.spectrometer)
  const reference = taken.flatMap((readings) => readings.reference)
  const at = isoTime(kit.clock)
  kit.store.commitPair({
    session: kit.session,
    patch: patch.id,
    spectrometer,
    reference,
    verdict: 'accepted',
    at,
  })
  return parts.derived.readings(spectrometer, reference)
}

function tooFew(pairs: number, version: string): Problem {
  return new Problem({
    code: 'TOO_FEW_PAIRS',
    title: 'Too few patches',
    happened: `Only ${pairs} patches passed their checks, ${LEAST_PATCHES} are needed.`,
    kept: `${version} stays active, all readings are kept.`,
    next: 'Check plate and probes, then recalibrate again.',
  })
}

const kept = (version: string, standardErrors: number, patches: number): Problem['data'] => ({
  code: 'GUARD_KEEP',
  title: 'No drift found',
  happened: `Leave-one-out error changed by ${standardErrors.toFixed(1)} standard errors, 1 is needed.`,
  kept: `${version} stays active, the readings of ${patches} patches are kept.`,
  next: 'Nothing to do.',
})
