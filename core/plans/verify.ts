import { Problem } from '../../contract/errors.ts'
import type { ModelCard } from '../../contract/model.ts'
import type { Patch } from '../../contract/plate.ts'
import type { Tolerance, Verification, VerifyOptions } from '../../contract/verify.ts'
import type { ModelService } from '../../model/service.ts'
import { isoTime } from '../async.ts'
import type { Derived } from '../derived.ts'
import type { Plan, PlanEvents } from '../engine.ts'
import { benchChanges } from '../verification/changes.ts'
import { sessionLight } from '../verification/light.ts'
import { earlierTables, freshTable } from '../verification/tables.ts'
import { judgeFigures, outcomeSentence } from '../verification/tolerance.ts'
import { kitOf } from './kit.ts'
import type { Kit, PlanParts } from './kit.ts'
import { pairOnModel } from './pair-on-model.ts'
import { readRounds } from './patch-rounds.ts'
import type { PatchReadings } from './patch-rounds.ts'

/** Percentiles and limits of fewer patches say nothing. */
const LEAST_PATCHES = 4

/** What a verification needs besides the instruments. */
export interface VerifyParts extends PlanParts {
  readonly options: VerifyOptions
  readonly derived: Derived
  readonly models: ModelService
  /** The model that is verified, and the full training behind it: itself, or the one its recalibrations began with. */
  readonly card: ModelCard
  readonly trained: ModelCard
  readonly bundle: Uint8Array
  readonly patches: readonly Patch[]
  readonly tolerance: Tolerance
  /** Serial numbers and model names of the instruments in use. */
  readonly instrument: { readonly serial: string; readonly name: string }
  readonly reference: { readonly serial: string; readonly name: string }
  readonly simulated: boolean
  /** Called when the verification is on disk. */
  readonly stored: () => void
}

/** Check patches read with both instruments, judged against a tolerance, stored for ever. Nothing is learned from them. */
export function verifyPlan(parts: VerifyParts): Plan {
  let stored: Verification | undefined
  const keep = (verification: Verification): void => {
    stored = verification
  }
  return {
    kind: 'verify',
    session: parts.session,
    options: { ...parts.options, model: parts.card.version },
    events: (context) => verify(parts, kitOf(parts, context), keep),
    summary: () => ({
      summary: stored ? { patches: stored.patches.length, passed: Number(stored.passed) } : { patches: 0 },
      sentence: stored
        ? `Verification of ${parts.instrument.serial} with ${stored.model} ${stored.passed ? 'passed' : 'failed'}. ${stored.reason}`
        : 'The verification ended early: its readings are kept, nothing was judged.',
    }),
  }
}

async function* verify(parts: VerifyParts, kit: Kit, keep: (stored: Verification) => void): PlanEvents {
  const { card, patches, session, derived, instrument } = parts
  yield { type: 'started', kind: 'verify', session, total: patches.length, done: 0 }
  const taken = yield* readRounds(kit, {
    derived,
    patches,
    readings: parts.options.readings,
    fits: (pair) => pairOnModel(card, instrument.serial, pair),
    kept: ['reference'],
  })
  if (taken.size < LEAST_PATCHES) throw tooFew(taken.size)
  const detail = `${taken.size} patches`
  yield { type: 'step', name: 'judge', detail, index: taken.size, total: patches.length }
  const verification = parts.store.insertVerification(await judged(parts, kit, taken))
  parts.stored()
  keep(verification)
  yield { type: 'verified', verification }
}

async function judged(
  parts: VerifyParts,
  kit: Kit,
  taken: ReadonlyMap<string, PatchReadings>,
): Promise<Omit<Verification, 'id'>> {
  const { card, trained, tolerance, patches, session, options, store } = parts
  const earlier = earlierTables(parts, card, trained)
  const request = { bundle: parts.bundle, fresh: freshTable(parts, card, taken), ...earlier }
  const outcome = await parts.models.verify(request, kit.signal)
  const figures = judgeFigures(outcome.corrected, tolerance, { asked: patches.length, read: taken.size })
  const before = earlier.before && sessionLight(parts, card.session)
  return {
    session,
    at: isoTime(kit.clock),
    instrument: parts.instrument.serial,
    reference: parts.reference.serial,
    model: card.version,
    modelHash: card.hash,
    method: card.method,
    spectrometerName: parts.instrument.name,
    referenceName: parts.reference.name,
    simulated: parts.simulated,
    tolerance,
    note: options.note,
    mode: kit.motorised ? 'motorised' : 'hand-held',
    readings: options.readings,
    raw: outcome.raw,
    corrected: outcome.corrected,
    figures,
    passed: figures.every(({ passed }) => passed),
    reason: outcomeSentence(figures, tolerance.standard),
    patches: outcome.patches.map((patch) => ({ ...patch })),
    unread: patches.flatMap(({ id }) => (taken.has(id) ? [] : [id])),
    foreign: outcome.foreign,
    floor: outcome.floor,
    ...(earlier.before ? { trainingSession: card.session } : {}),
    changes: benchChanges({
      before,
      now: sessionLight({ store, derived: parts.derived }, session),
      outcome,
      readings: options.readings,
      placedAnew: kit.motorised,
    }),
  }
}

function tooFew(read: number): Problem {
  return new Problem({
    code: 'TOO_FEW_PAIRS',
    title: 'Too few patches',
    happened: `Only ${read} patches could be read, ${LEAST_PATCHES} are needed to judge anything.`,
    kept: 'All readings; no verification was stored.',
    next: 'Check plate and probes, then verify again.',
  })
}
