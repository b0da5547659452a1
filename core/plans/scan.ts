import type { Patch } from '../../contract/plate.ts'
import type { Plan, PlanContext, PlanEvents } from '../engine.ts'
import { controlReading } from './control.ts'
import { judge } from './judge.ts'
import { ask, hold, kitOf } from './kit.ts'
import type { Kit, Piece } from './kit.ts'
import { moveToPatch } from './place.ts'
import { DISK_LOW_BYTES, diskLow, whiteStale } from './problems.ts'
import { readPair } from './read-pair.ts'
import type { ScanState } from './scan-state.ts'
import { takeDark, takeWhite } from './take-references.ts'

/** The plan that reads a plate patch by patch, beginning at the first one without a committed pair. */
export const scanPlan = (state: ScanState): Plan => ({
  kind: 'scan',
  session: state.parts.session,
  options: state.options,
  events: (context) => scan(state, context),
  summary: (outcome) => state.summary(outcome),
})

async function* scan(state: ScanState, context: PlanContext): PlanEvents {
  const kit = kitOf(state.parts, context)
  const { parts } = state
  yield {
    type: 'started',
    kind: 'scan',
    session: parts.session,
    total: state.scope.length,
    done: state.done,
    ...(state.interrupted && { interrupted: true }),
    ...(state.controls.length > 0 && { controlEvery: state.options.controlEvery }),
    whiteEvery: state.options.whiteEvery,
  }
  const { integrationMs } = parts.exposure.settings
  const { dark, white } = parts.references
  const age = parts.references.age('white', parts.clock.now(), integrationMs)
  if (!dark || !white || age.state !== 'fresh' || missingReferenceWhite(kit)) yield* takeWhite(kit, false)
  for (;;) {
    state.settle()
    const patch = next(state)
    if (!patch) return
    yield* beforePatch(kit, state, patch)
    yield* onePatch(kit, state, patch)
  }
}

function next(state: ScanState): Patch | undefined {
  for (let id = state.queue.take(); id !== undefined; id = state.queue.take()) {
    const patch = state.patch(id)
    if (patch) return patch
  }
  return undefined
}

function missingReferenceWhite(kit: Kit): boolean {
  const quantity = kit.bench.holder('reference')?.device?.reference?.quantity
  if (quantity === undefined || quantity === 'reflectance') return false
  return !kit.references.whiteFor(quantity, kit.measure.deviceId(kit.bench.require('reference')))
}

/** References and control readings that are due, and room on the disk. */
async function* beforePatch(kit: Kit, state: ScanState, patch: Patch): Piece {
  const { options, queue } = state
  for (let free = kit.store.diskFreeBytes(); free < DISK_LOW_BYTES; free = kit.store.diskFreeBytes())
    yield* hold(kit, diskLow(free, state.done, patch.id), 'disk almost full')
  const wanted = queue.wanted()
  if (wanted === 'white' || kit.references.pairsSince >= options.whiteEvery) yield* takeWhite(kit, false)
  else if (wanted === 'dark') yield* takeDark(kit)
  if (state.controls.length > 0 && state.sinceControl >= options.controlEvery)
    yield* controlReading(kit, state)
}

async function* onePatch(kit: Kit, state: ScanState, patch: Patch): Piece {
  const { queue, scope } = state
  const index = scope.length - queue.left
  yield { type: 'step', name: 'patch', detail: patch.name, patch: patch.id, index, total: scope.length }
  if (queue.attempted(patch.id) > 1) state.retried++
  try {
    if (kit.motorised) yield* moveToPatch(kit, patch)
    else if (!(yield* placed(kit, state, patch))) return
    const flags = yield* staleFlags(kit, state)
    const readings = yield* readPair(kit, patch, state.options.replicates, flags)
    yield* judge(kit, state, patch, readings)
  } catch (error) {
    // Stopped in the middle: the patch is unread, whoever goes on finds it first.
    queue.putBack(patch.id)
    throw error
  }
}

/** Flags of readings under a stale white; that it is stale is said once. */
async function* staleFlags(kit: Kit, state: ScanState): Piece<readonly string[]> {
  const age = kit.references.age('white', kit.clock.now(), undefined)
  if (age.state !== 'stale') return []
  const white = kit.references.white?.id
  if (state.staleTold !== white) yield { type: 'problem', problem: whiteStale(age.reason).data }
  state.staleTold = white
  return ['stale-white']
}

async function* placed(kit: Kit, state: ScanState, patch: Patch): Piece<boolean> {
  const name = patch.name === patch.id ? patch.id : `${patch.id} (${patch.name})`
  const answer = yield* ask(kit, {
    ask: 'place-patch',
    patch: patch.id,
    text: `Place both probes on ${name}, then measure.`,
    answers: ['measure', 'skip', 'stop'],
  })
  if (answer === 'skip') state.queue.skip(patch.id)
  return answer !== 'skip'
}
