import type { PairCheck, Patch } from '../../contract/plate.ts'
import { isoTime } from '../async.ts'
import type { Derived, DerivedPair } from '../derived.ts'
import { patchView } from '../plate-view.ts'
import { checkPair } from './checks.ts'
import { ask } from './kit.ts'
import type { Kit, Piece } from './kit.ts'
import { moveToPatch } from './place.ts'
import { whiteMissing } from './problems.ts'
import { readPair } from './read-pair.ts'
import type { PairReadings } from './read-pair.ts'
import { takeWhite } from './take-references.ts'

/** A patch that was refused is placed and read again so often before it is left out. */
const ATTEMPTS = 3

/** What is read in rounds. */
export interface Rounds {
  readonly derived: Derived
  readonly patches: readonly Patch[]
  /** Readings of each patch. */
  readonly readings: number
  /** Looks at a pair before anything is committed; throws what is better said now than after all patches. */
  readonly fits: (pair: DerivedPair) => unknown
  /** Checks whose failure is kept after the last attempt: a verification must not refuse what it is there to find. */
  readonly kept?: readonly PairCheck['name'][]
}

/** The readings of one patch in all rounds, and what their mean is. */
export interface PatchReadings {
  readonly spectrometer: readonly number[]
  readonly reference: readonly number[]
  readonly pair: DerivedPair
}

/**
 * Reads every patch several times and commits it: by stage in rounds, so that each reading is a placement of its own; by
 * hand in one placement each, which is one round. Every round has a white of its own: what the lamp did after it is in
 * all readings that are divided by it, and no number of patches averages it out.
 */
export async function* readRounds(kit: Kit, rounds: Rounds): Piece<Map<string, PatchReadings>> {
  const { patches, derived } = rounds
  const count = kit.motorised ? rounds.readings : 1
  const perRound = kit.motorised ? 1 : rounds.readings
  const taken = new Map<string, PairReadings[]>()
  const pairs = new Map<string, PatchReadings>()
  for (let round = 1; round <= count; round++) {
    yield* takeWhite(kit, false)
    for (const [index, patch] of patches.entries()) {
      const detail = `${patch.name}, round ${round} of ${count}`
      yield { type: 'step', name: 'patch', detail, patch: patch.id, index, total: patches.length }
      const readings = yield* acceptable(kit, rounds, patch, perRound)
      if (readings) taken.set(patch.id, [...(taken.get(patch.id) ?? []), readings])
      if (round < count) continue
      const made = commit(kit, derived, patch, taken.get(patch.id) ?? [])
      if (!made) continue
      pairs.set(patch.id, made)
      yield {
        type: 'patch',
        patch: patchView(patch, { state: 'paired', control: false, derived: made.pair }),
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
  kit: Kit,
  { derived, fits, kept = [] }: Rounds,
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
    const pair = derived.readings(readings.spectrometer, readings.reference)
    if (!pair?.colours) throw whiteMissing()
    fits(pair)
    const { colours } = pair
    const { problem, checks } = checkPair({
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
    const failed = checks.filter(({ state }) => state === 'failed')
    if (attempt === ATTEMPTS && failed.every(({ name }) => kept.includes(name))) return readings
    yield { type: 'refused', patch: patch.id, problem: problem.data }
  }
  return undefined
}

/** All readings of a patch as one pair: their mean is what counts. */
function commit(
  kit: Kit,
  derived: Derived,
  patch: Patch,
  taken: readonly PairReadings[],
): PatchReadings | undefined {
  if (taken.length === 0) return undefined
  const spectrometer = taken.flatMap((readings) => readings.spectrometer)
  const reference = taken.flatMap((readings) => readings.reference)
  const { session, clock } = kit
  const at = isoTime(clock)
  kit.store.commitPair({ session, patch: patch.id, spectrometer, reference, verdict: 'accepted', at })
  const pair = derived.readings(spectrometer, reference)
  return pair && { spectrometer, reference, pair }
}
