import { Problem, isCancelled, problemDataOf } from '../contract/errors.ts'
import type { ProblemData } from '../contract/errors.ts'
import type { OperatorAnswer, PlanEvent, RunEvent, RunKind, RunState } from '../contract/run.ts'
import type { AppLog } from './app-options.ts'
import { deferred, isoTime, unlessAborted } from './async.ts'
import type { Clock, Deferred } from './async.ts'
import type { RunHub } from './hub.ts'
import { RUN_TABLE, transition } from './lifecycle.ts'

/** Says what to measure next; see engine.ts for how pause, prompt and stop reach it. */
export type PlanEvents = AsyncGenerator<PlanEvent, void, OperatorAnswer | undefined>

/** What the engine lends a plan. */
export interface PlanContext {
  /** Aborted when the run is stopped. */
  readonly signal: AbortSignal
  /** Resolves at the operator's next "resume", for a plan that has paused itself. */
  resumed(): Promise<void>
}

/** Figures and sentence of the last event of a run. */
export interface RunSummary {
  readonly summary: Record<string, number>
  readonly sentence: string
}

/** A plan with what its run is called and how it sums up, finished or not. */
export interface Plan {
  readonly kind: RunKind
  readonly session: number
  /** Stored with the run, so that it can be started again. */
  readonly options: unknown
  events(context: PlanContext): PlanEvents
  summary(outcome: 'done' | 'stopped' | 'failed'): RunSummary
}

/** How a run ended. */
export interface RunResult extends RunSummary {
  readonly outcome: 'done' | 'stopped' | 'failed'
  readonly problem?: ProblemData
}

/** Where runs and their events are kept; implemented by the store. */
export interface RunRecord {
  createRun(run: { session: number; kind: RunKind; options: unknown; started: string }): number
  setRunState(run: number, state: RunState): void
  appendEvent(event: RunEvent): void
}

/** A run that goes on. */
export interface RunHandle {
  readonly run: number
  readonly session: number
  readonly kind: RunKind
  readonly done: Promise<RunResult>
}

interface Current extends RunHandle {
  readonly plan: Plan
  readonly controller: AbortController
  readonly pausedBy: Map<'operator' | 'plan', string>
  readonly gates: Deferred<undefined>[]
  state: RunState
  reason: string
  seq: number
  answer: Deferred<OperatorAnswer> | undefined
}

/**
 * Runs one plan at a time: pulls an event, stamps it, stores it, publishes it. Pause = the plan is not
 * pulled; prompt = the answer goes back through `next`; stop = abort and `return()`.
 */
export class Engine {
  readonly #record: RunRecord
  readonly #hub: RunHub
  readonly #clock: Clock
  readonly #log: AppLog
  readonly #changed: () => void
  #current: Current | undefined

  constructor(parts: { record: RunRecord; hub: RunHub; clock: Clock; log: AppLog; changed: () => void }) {
    this.#record = parts.record
    this.#hub = parts.hub
    this.#clock = parts.clock
    this.#log = parts.log
    this.#changed = parts.changed
  }

  /** The run that goes on, if any; `measuring` while it may use the instruments, not while it waits for somebody. */
  get current():
    { run: number; kind: RunKind; state: RunState; session: number; measuring: boolean } | undefined {
    const current = this.#current
    if (!current) return undefined
    const { run, kind, state, session } = current
    return { run, kind, state, session, measuring: state !== 'paused' && current.answer === undefined }
  }

  /** @throws Problem ALREADY_RUNNING */
  requireIdle(): void {
    if (this.#current) throw alreadyRunning(this.#current.kind)
  }

  /** @throws Problem ALREADY_RUNNING */
  start(plan: Plan): RunHandle {
    this.requireIdle()
    const run = this.#record.createRun({
      session: plan.session,
      kind: plan.kind,
      options: plan.options,
      started: isoTime(this.#clock),
    })
    const ended = deferred<RunResult>()
    const current: Current = {
      run,
      session: plan.session,
      kind: plan.kind,
      done: ended.promise,
      plan,
      controller: new AbortController(),
      pausedBy: new Map(),
      gates: [],
      state: transition(RUN_TABLE, 'idle', 'start'),
      reason: '',
      seq: 0,
      answer: undefined,
    }
    this.#current = current
    this.#hub.begin(run)
    this.#record.setRunState(run, current.state)
    this.#changed()
    void this.#drive(current).then(ended.resolve)
    return current
  }

  /** The plan finishes its present step and is then not pulled. @throws Problem WRONG_STATE */
  pause(reason = 'paused by you'): void {
    const current = this.#running()
    if (current.state === 'stopping') transition(RUN_TABLE, current.state, 'pause')
    current.pausedBy.set('operator', reason)
    this.#settle(current)
  }

  /** @throws Problem WRONG_STATE */
  resume(): void {
    const current = this.#running()
    if (current.state !== 'paused') transition(RUN_TABLE, current.state, 'resume')
    current.pausedBy.delete('operator')
    for (const gate of current.gates.splice(0)) gate.resolve(undefined)
    this.#settle(current)
  }

  /** Ends the run; what is committed stays. Resolves when the plan has cleaned up. @throws Problem WRONG_STATE */
  async stop(): Promise<RunResult> {
    const current = this.#running()
    if (current.state !== 'stopping') {
      this.#move(current, 'stop', 'stopped by you')
      current.controller.abort(new DOMException('stopped', 'AbortError'))
    }
    return current.done
  }

  /** Answers the prompt the run waits at; "stop" ends the run. @throws Problem WRONG_STATE when nothing was asked */
  answer(answer: OperatorAnswer): void {
    const current = this.#running()
    if (answer.answer === 'stop') {
      void this.stop()
      return
    }
    if (!current.answer)
      throw wrongState('Nothing was asked', 'The run does not wait for an answer at the moment.')
    const waiting = current.answer
    current.answer = undefined
    waiting.resolve(answer)
  }

  async #drive(current: Current): Promise<RunResult> {
    const { signal } = current.controller
    const events = current.plan.events({ signal, resumed: () => this.#nextResume(current) })
    let problem: ProblemData | undefined
    try {
      await this.#pull(current, events)
    } catch (error) {
      if (!(signal.aborted && (isCancelled(error) || error === signal.reason))) problem = problemDataOf(error)
    }
    try {
      await events.return()
    } catch (error) {
      if (!isCancelled(error)) problem ??= problemDataOf(error)
    }
    return this.#finish(current, problem)
  }

  async #pull(current: Current, events: PlanEvents): Promise<void> {
    const { signal } = current.controller
    let answer: OperatorAnswer | undefined
    for (;;) {
      while (current.pausedBy.has('operator')) await unlessAborted(this.#nextResume(current), signal)
      signal.throwIfAborted()
      const step = await events.next(answer)
      answer = undefined
      if (step.done) return
      if (step.value.type === 'state') this.#planState(current, step.value.state, step.value.reason)
      else this.#publish(current, step.value)
      if (step.value.type === 'prompt') {
        current.answer = deferred()
        answer = await unlessAborted(current.answer.promise, signal).finally(
          () => (current.answer = undefined),
        )
      }
    }
  }

  #finish(current: Current, problem: ProblemData | undefined): RunResult {
    const outcome = problem ? 'failed' : current.controller.signal.aborted ? 'stopped' : 'done'
    const { summary, sentence: own } = current.plan.summary(outcome)
    const sentence = problem ? `${problem.title}. ${problem.happened}` : own
    try {
      if (problem) this.#publish(current, { type: 'problem', problem })
      this.#move(current, problem ? 'fail' : 'finish', sentence)
      this.#publish(current, { type: 'finished', outcome, summary, sentence })
    } catch (error) {
      // The store refused the last words of the run (a full disk); the run ends all the same.
      problem ??= problemDataOf(error)
      this.#log.error({ err: error, run: current.run }, 'the end of the run could not be stored')
    }
    this.#current = undefined
    this.#hub.end(current.run)
    this.#changed()
    return { outcome: problem ? 'failed' : outcome, summary, sentence, ...(problem ? { problem } : {}) }
  }

  /** A plan that waits for something says so by a state event; the operator's own pause stands above it. */
  #planState(current: Current, state: RunState, reason: string): void {
    if (state === 'paused') current.pausedBy.set('plan', reason)
    else current.pausedBy.delete('plan')
    this.#settle(current, reason)
  }

  #settle(current: Current, runningReason = 'continued'): void {
    if (current.state === 'stopping') return
    const [reason] = current.pausedBy.values()
    if (reason === undefined) {
      if (current.state === 'paused') this.#move(current, 'resume', runningReason)
    } else if (current.state === 'running') this.#move(current, 'pause', reason)
    else if (reason !== current.reason) {
      current.reason = reason
      this.#publish(current, { type: 'state', state: current.state, reason })
    }
  }

  #move(current: Current, event: 'pause' | 'resume' | 'stop' | 'finish' | 'fail', reason: string): void {
    current.state = transition(RUN_TABLE, current.state, event)
    current.reason = reason
    this.#record.setRunState(current.run, current.state)
    this.#publish(current, { type: 'state', state: current.state, reason })
    this.#changed()
  }

  #publish(current: Current, event: PlanEvent): void {
    const stamped: RunEvent = { ...event, seq: current.seq, at: isoTime(this.#clock), run: current.run }
    this.#record.appendEvent(stamped)
    current.seq++
    this.#hub.publish(stamped)
  }

  #nextResume(current: Current): Promise<void> {
    const gate = deferred<undefined>()
    current.gates.push(gate)
    return gate.promise
  }

  #running(): Current {
    if (this.#current) return this.#current
    throw wrongState('No run goes on', 'There is no scan, spot or recalibration running.')
  }
}

function wrongState(title: string, happened: string): Problem {
  return new Problem({
    code: 'WRONG_STATE',
    title,
    happened,
    kept: 'Nothing was changed.',
    next: 'Start one first.',
  })
}

function alreadyRunning(kind: RunKind): Problem {
  return new Problem({
    code: 'ALREADY_RUNNING',
    title: 'Something is running already',
    happened: `A run of kind "${kind}" uses the instruments.`,
    kept: 'It goes on.',
    next: 'Wait for its end, or stop it first.',
  })
}
