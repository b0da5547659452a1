import type { Patch, PairCheck } from '../../contract/plate.ts'
import type { PlanEvent } from '../../contract/run.ts'
import { isoTime } from '../async.ts'
import type { DerivedPair } from '../derived.ts'
import { patchView, supersededPairs } from '../plate-view.ts'
import type { ShownPair } from '../plate-view.ts'
import { checkPair } from './checks.ts'
import type { PairEvidence } from './checks.ts'
import { ask } from './kit.ts'
import type { Kit, Piece } from './kit.ts'
import { whiteMissing } from './problems.ts'
import type { PairReadings } from './read-pair.ts'
import type { ScanState } from './scan-state.ts'

/** One pair on its way to a verdict. */
interface Candidate {
  readonly patch: Patch
  readonly readings: PairReadings
  readonly spectra: DerivedPair
  readonly checks: PairCheck[]
}

/** Checks a pair and commits it, accepted or refused. @throws Problem WHITE_MISSING */
export async function* judge(kit: Kit, state: ScanState, patch: Patch, readings: PairReadings): Piece {
  const spectra = state.parts.derived.readings(readings.spectrometer, readings.reference)
  const colours = spectra?.colours
  if (!colours) throw whiteMissing()
  const labs = { spectrometer: colours.spectrometer.lab, reference: colours.reference.lab }
  const { level, saturated, integrationMs } = readings
  const { checks, problem, spread } = checkPair({
    patch,
    ...labs,
    replicates: replicateLabs(state, readings),
    level,
    saturated,
    integrationMs,
    previous: state.previous,
    usual: state.usual,
    usualSpread: state.usualSpread,
  })
  if (spread !== undefined) state.spreads.push(spread)
  state.previous = { patch, ...labs }
  const candidate = { patch, readings, spectra, checks }
  if (problem) yield* refuse(kit, state, candidate, problem.data)
  else {
    const pair = { ...readings, verdict: 'accepted', at: isoTime(kit.clock) } as const
    state.parts.derived.keep(kit.store.commitPair(committed(kit, patch, pair)), spectra)
    state.accepted(patch, colours.deltaE)
    yield patchEvent(state, candidate, pair, 'paired')
  }
}

const committed = (kit: Kit, patch: Patch, pair: ShownPair) => ({
  session: kit.session,
  patch: patch.id,
  spectrometer: pair.spectrometer,
  reference: pair.reference,
  verdict: pair.verdict,
  at: pair.at,
  ...(pair.problem ? { problem: pair.problem } : {}),
})

function replicateLabs(state: ScanState, readings: PairReadings): PairEvidence['replicates'] {
  if (readings.spectrometer.length < 2) return { spectrometer: [], reference: [] }
  const singles = readings.spectrometer.flatMap((id, i) => {
    const other = readings.reference[i]
    const colours = other === undefined ? undefined : state.parts.derived.readings([id], [other])?.colours
    return colours ? [colours] : []
  })
  return {
    spectrometer: singles.map((colours) => colours.spectrometer.lab),
    reference: singles.map((colours) => colours.reference.lab),
  }
}

/** A refused pair is kept with its reason; the stage comes back to it at the end, a person is asked now. */
async function* refuse(
  kit: Kit,
  state: ScanState,
  candidate: Candidate,
  problem: NonNullable<ShownPair['problem']>,
): Piece {
  const { patch, readings } = candidate
  const pair = { ...readings, verdict: 'refused', at: isoTime(kit.clock), problem } as const
  state.parts.derived.keep(kit.store.commitPair(committed(kit, patch, pair)), candidate.spectra)
  state.refusals++
  if (!state.paired.has(patch.id)) state.refused.add(patch.id)
  const again = kit.motorised && state.queue.refused(patch.id, state.options.attempts)
  yield { type: 'refused', patch: patch.id, problem }
  yield patchEvent(state, candidate, pair, again ? 'repeat' : 'refused')
  if (kit.motorised) return
  const answer = yield* ask(kit, {
    ask: 'refused-pair',
    patch: patch.id,
    text: `${problem.title}. ${problem.happened} ${problem.next}`,
    answers: ['repeat', 'accept-as-measured', 'skip', 'stop'],
  })
  if (answer === 'repeat') state.queue.putBack(patch.id)
  if (answer === 'skip') state.queue.skip(patch.id)
  if (answer === 'accept-as-measured') {
    kit.store.acceptRefused(kit.session, patch.id)
    state.accepted(patch, candidate.spectra.colours?.deltaE ?? 0)
    const accepted = { ...readings, verdict: 'accepted', at: isoTime(kit.clock) } as const
    yield patchEvent(state, candidate, accepted, 'paired')
  }
}

function patchEvent(
  state: ScanState,
  { patch, spectra, checks }: Candidate,
  pair: ShownPair,
  shown: 'paired' | 'refused' | 'repeat',
): PlanEvent {
  const secondsLeft = state.secondsLeft()
  const control = state.controls.includes(patch)
  const { store, session } = state.parts
  const superseded = supersededPairs(store, session, patch.id)
  return {
    type: 'patch',
    patch: patchView(patch, { state: shown, control, pair, derived: spectra, superseded }),
    checks,
    paired: state.done,
    refused: state.refused.size,
    toRepeat: state.queue.repeats.size,
    ...(secondsLeft === undefined ? {} : { secondsLeft }),
  }
}
