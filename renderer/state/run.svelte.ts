import type { ProblemData } from '../../contract/errors.ts'
import type { PairCheck } from '../../contract/plate.ts'
import type { Prompt, RunEvent, RunKind, RunState } from '../../contract/run.ts'
import type { Bench } from './bench.svelte.ts'
import type { Link } from './link.svelte.ts'

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>

/** The run the bench is doing or did last: its events and what they add up to. Lossless. */
export class Run {
  id = $state<number | undefined>(undefined)
  kind = $state<RunKind | undefined>(undefined)
  state = $state<RunState>('idle')
  /** Why it is in that state: "paused by you", "reference silent". */
  reason = $state('')
  /** Since when, ISO time. */
  since = $state('')
  session = $state<number | undefined>(undefined)
  total = $state(0)
  done = $state(0)
  refused = $state(0)
  toRepeat = $state(0)
  secondsLeft = $state<number | undefined>(undefined)
  startedAt = $state('')
  /** Pairs between control readings and between whites of the scan; undefined = none are taken. */
  controlEvery = $state<number | undefined>(undefined)
  whiteEvery = $state<number | undefined>(undefined)
  step = $state.raw<EventOf<'step'> | undefined>(undefined)
  prompt = $state.raw<Prompt | undefined>(undefined)
  /** Pairs of a scan that was interrupted, with which this one goes on. */
  recovered = $state<number | undefined>(undefined)
  /** What the run waits for, or works on with: it stays until it is solved. */
  problem = $state.raw<ProblemData | undefined>(undefined)
  /** Why the last pair was refused, until the next patch. */
  refusal = $state.raw<ProblemData | undefined>(undefined)
  checks = $state.raw<readonly PairCheck[]>([])
  /** Last committed or refused patch. */
  patch = $state.raw<EventOf<'patch'> | undefined>(undefined)
  recalibrated = $state.raw<EventOf<'recalibrated'> | undefined>(undefined)
  finished = $state.raw<EventOf<'finished'> | undefined>(undefined)
  readonly active = $derived(this.state === 'running' || this.state === 'paused' || this.state === 'stopping')
  #listeners: readonly ((event: RunEvent) => void)[] = []
  #seen = 0

  /** Hears every event once, in order; returns the way to stop. */
  onEvent(listener: (event: RunEvent) => void): () => void {
    this.#listeners = [...this.#listeners, listener]
    return () => (this.#listeners = this.#listeners.filter((other) => other !== listener))
  }

  /** Follows the bench from run to run; call inside an effect root. */
  follow(link: Link, bench: Bench, signal: AbortSignal, onError: (error: unknown) => void): void {
    let stopOld = new AbortController()
    let following: number | undefined
    signal.addEventListener('abort', () => stopOld.abort(), { once: true })
    $effect(() => {
      const id = bench.state?.run?.id
      if (id === undefined || id === following) return
      following = id
      stopOld.abort()
      stopOld = new AbortController()
      this.#begin(id)
      void link.follow(
        (client, stop) => client.run.watch({ run: id, since: this.#seen }, { signal: stop }),
        (event) => this.take(event),
        stopOld.signal,
        onError,
        false,
      )
    })
  }

  #begin(id: number): void {
    this.id = id
    this.#seen = 0
    this.state = 'running'
    this.reason = ''
    this.step = this.prompt = this.problem = this.refusal = this.patch = undefined
    this.recalibrated = this.finished = this.recovered = undefined
    this.checks = []
    this.done = this.total = this.refused = this.toRepeat = 0
    this.secondsLeft = undefined
  }

  /** Adds one event; one that was seen before is passed over. */
  take(event: RunEvent): void {
    if (event.seq < this.#seen) return
    this.#seen = event.seq + 1
    this.#apply(event)
    for (const listener of this.#listeners) listener(event)
  }

  #apply(event: RunEvent): void {
    switch (event.type) {
      case 'started':
        this.kind = event.kind
        this.session = event.session
        this.total = event.total
        this.done = event.done
        this.startedAt = this.since = event.at
        this.controlEvery = event.controlEvery
        this.whiteEvery = event.whiteEvery
        this.recovered = event.interrupted === true ? event.done : undefined
        this.state = 'running'
        break
      case 'state':
        this.state = event.state
        this.reason = event.reason
        this.since = event.at
        if (event.state === 'running') this.problem = undefined
        break
      case 'step':
        this.step = event
        this.prompt = this.refusal = undefined
        break
      case 'patch':
        this.patch = event
        this.checks = event.checks
        this.done = event.paired
        this.refused = event.refused
        this.toRepeat = event.toRepeat
        this.secondsLeft = event.secondsLeft
        this.prompt = undefined
        break
      case 'prompt':
        this.prompt = event.prompt
        break
      case 'refused':
        this.refusal = event.problem
        break
      case 'problem':
        this.problem = event.problem
        break
      case 'recalibrated':
        this.recalibrated = event
        break
      case 'finished':
        this.finished = event
        this.state = event.outcome === 'failed' ? 'failed' : 'idle'
        this.prompt = undefined
        break
      case 'reading':
        if (event.kind === 'white') this.#solve('WHITE_STALE')
        break
      case 'control':
        if (!event.point.outside) this.#solve('DRIFT')
        break
      case 'verified':
        break
    }
  }

  /** What was said of the run is so no longer. */
  #solve(code: ProblemData['code']): void {
    if (this.problem?.code === code) this.problem = undefined
  }
}
