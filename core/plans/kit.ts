import { problemDataOf } from '../../contract/errors.ts'
import type { Problem } from '../../contract/errors.ts'
import type { Role } from '../../contract/instrument.ts'
import type { Plate } from '../../contract/plate.ts'
import type { OperatorAnswer, PlanEvent, Prompt } from '../../contract/run.ts'
import type { Clock } from '../async.ts'
import type { Bench } from '../bench.ts'
import { endsLink } from '../bench/problems.ts'
import type { PlanContext } from '../engine.ts'
import type { ExposureDesk } from '../exposure.ts'
import type { Measure } from '../measure.ts'
import type { References } from '../references.ts'
import type { Store } from '../store/interface.ts'

/** A piece of a plan: yields events, gets answers, returns what it found. */
export type Piece<T = void> = AsyncGenerator<PlanEvent, T, OperatorAnswer | undefined>

/** What every plan works with. */
export interface PlanParts {
  readonly bench: Bench
  readonly measure: Measure
  readonly store: Store
  readonly exposure: ExposureDesk
  readonly references: References
  readonly clock: Clock
  readonly session: number
  /** The stage moves the probe; else the operator does and is asked. */
  readonly motorised: boolean
  /** Where patches and white tile lie. */
  readonly plate: Plate
  readonly stage: StageMemory
  /** Simulated probes follow what the operator says he did: a patch, 'white' or 'dark'. Real ones have a real hand. */
  readonly hand?: (place: string) => void
}

/** The parts together with what the engine lends a running plan. */
export type Kit = PlanParts & PlanContext

/** Where the stage is. It is homed once on every connection: a stage that was opened again has lost its place. */
export interface StageMemory {
  /** Generation of the connection it was homed on. */
  homedOn: number | undefined
  at: StagePlace | undefined
}

/** A place of the plate in stage coordinates. */
export interface StagePlace {
  readonly xMm: number
  readonly yMm: number
  readonly name: string
}

/** The kit of a run that begins. */
export const kitOf = (parts: PlanParts, context: PlanContext): Kit => ({
  ...parts,
  signal: context.signal,
  resumed: () => context.resumed(),
})

const NAMES: Record<Role, string> = {
  spectrometer: 'spectrometer',
  reference: 'reference',
  stage: 'stage',
  none: 'instrument',
}

/**
 * Does a job with an instrument. When the instrument is lost the run says so, waits until the same serial
 * number is back, and does the job again: nothing that is already stored is read twice.
 */
export async function* patient<T>(kit: Kit, role: Role, job: () => Promise<T>, where = ''): Piece<T> {
  for (;;) {
    try {
      return await job()
    } catch (error) {
      if (!endsLink(error)) throw error
      const data = problemDataOf(error)
      const place = where === '' ? '' : ` at ${where}`
      yield {
        type: 'problem',
        problem: { ...data, next: `${data.next} The run continues${place} by itself.` },
      }
      yield* untilBack(kit, role)
    }
  }
}

async function* untilBack(kit: Kit, role: Role): Piece {
  const { bench, signal } = kit
  yield { type: 'state', state: 'paused', reason: `the ${NAMES[role]} is silent` }
  let told = bench.holder(role)?.problem?.code
  let resumed = kit.resumed()
  for (;;) {
    const slot = bench.holder(role)
    if (slot?.present === true) break
    const problem = slot?.problem
    if (problem?.code === 'WRONG_DEVICE' && problem.code !== told) {
      yield { type: 'problem', problem }
      yield { type: 'state', state: 'paused', reason: problem.title }
    }
    told = problem?.code
    const retry = await Promise.race([bench.change(signal).then(() => false), resumed.then(() => true)])
    if (!retry) continue
    resumed = kit.resumed()
    bench.retry()
  }
  yield { type: 'state', state: 'running', reason: `the ${NAMES[role]} is back` }
}

/** Waits until the operator resumes, saying why. */
export async function* hold(kit: Kit, problem: Problem, reason: string): Piece {
  const resumed = kit.resumed()
  yield { type: 'problem', problem: problem.data }
  yield { type: 'state', state: 'paused', reason }
  await Promise.race([resumed, aborted(kit.signal)])
  yield { type: 'state', state: 'running', reason: 'continued' }
}

/** Asks the operator; "stop" ends the run as the stop button does. */
export async function* ask(
  kit: Kit,
  prompt: Prompt,
): Piece<'measure' | 'skip' | 'repeat' | 'accept-as-measured' | 'stop'> {
  for (;;) {
    const answer = yield { type: 'prompt', prompt }
    kit.signal.throwIfAborted()
    if (!answer || !prompt.answers.includes(answer.answer)) continue
    const place = placeOf(prompt)
    if (answer.answer === 'measure' && place !== undefined) kit.hand?.(place)
    return answer.answer
  }
}

function placeOf({ ask, patch }: Prompt): string | undefined {
  if (ask === 'place-white' || ask === 'replace-white') return 'white'
  return ask === 'cover-dark' ? 'dark' : patch
}

async function aborted(signal: AbortSignal): Promise<never> {
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true })
  })
  throw signal.reason
}
