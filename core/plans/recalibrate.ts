import { Problem } from '../../contract/errors.ts'
import type { ModelCard } from '../../contract/model.ts'
import type { Patch } from '../../contract/plate.ts'
import type { RecalibrateOptions } from '../../contract/run.ts'
import type { ModelService } from '../../model/service.ts'
import type { Derived } from '../derived.ts'
import type { Plan, PlanEvents } from '../engine.ts'
import { pairTableOf } from '../pair-table.ts'
import { kitOf } from './kit.ts'
import type { Kit, PlanParts } from './kit.ts'
import { pairOnModel } from './pair-on-model.ts'
import { readRounds } from './patch-rounds.ts'

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
  const pairs = yield* readRounds(kit, {
    derived: parts.derived,
    patches,
    readings: parts.options.readings,
    // A reference that ends before the model does: better said now than after all patches.
    fits: (pair) => pairOnModel(parts.card, parts.instrument, pair),
  })
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
  const fresh = [...pairs].map(([id, { pair }]) => ({
    id,
    pair: pairOnModel(parts.card, parts.instrument, pair),
  }))
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
