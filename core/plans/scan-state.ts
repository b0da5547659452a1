import type { Patch } from '../../contract/plate.ts'
import type { ScanOptions } from '../../contract/run.ts'
import type { Triple } from '../../contract/spectrum.ts'
import { controlPatches } from '../../spectra/plate.ts'
import { percentile } from '../../spectra/metrics.ts'
import type { ControlSeries } from '../controls.ts'
import type { Derived } from '../derived.ts'
import type { RunSummary } from '../engine.ts'
import type { PlateViews } from '../plate-view.ts'
import type { PlanParts } from './kit.ts'
import { ScanQueue } from './scan-queue.ts'

/** What a scan needs besides the instruments. */
export interface ScanParts extends PlanParts {
  readonly derived: Derived
  readonly views: PlateViews
}

/** Pairs of one control patch each, at most eight: a small plate has one that is read again and again. */
const PAIRS_PER_CONTROL = 66
const MOST_CONTROLS = 8
/** From here on the session knows how far its two instruments usually are apart. */
const ENOUGH_PAIRS = 10
const RECENT_DURATIONS = 20

/** Where a scan stands: what is read, what is left, what it has learned about its instruments. */
export class ScanState {
  readonly parts: ScanParts
  readonly options: ScanOptions
  readonly queue: ScanQueue
  /** Patches the scan is about; the whole plate or its first ones. */
  readonly scope: readonly Patch[]
  readonly controls: readonly Patch[]
  readonly paired = new Set<string>()
  readonly refused = new Set<string>()
  readonly series: ControlSeries
  previous: { patch: Patch; spectrometer: Triple; reference: Triple } | undefined
  /** Spreads of the replicates so far, dE00. */
  readonly spreads: number[] = []
  /** The scan before it in this session ended by a fault or with its process. */
  readonly interrupted: boolean
  /** The white whose age was told. */
  staleTold: number | undefined
  refusals = 0
  retried = 0
  controlReadings = 0
  sinceControl = 0
  readonly #patches: ReadonlyMap<string, Patch>
  readonly #differences: number[] = []
  readonly #durations: number[] = []
  readonly #startedMs: number
  #lastPairMs: number
  #stale = false

  constructor(parts: ScanParts, options: ScanOptions) {
    this.parts = parts
    this.options = options
    const { plate, store, session, clock } = parts
    this.#patches = new Map(plate.patches.map((patch) => [patch.id, patch]))
    this.scope = plate.patches.slice(0, options.patches ?? plate.patches.length)
    const count = Math.floor(this.scope.length / PAIRS_PER_CONTROL)
    this.controls =
      options.controlEvery > 0
        ? controlPatches(plate, Math.min(Math.max(1, count), MOST_CONTROLS, plate.patches.length))
        : []
    this.interrupted = store.lastRun({ kind: 'scan', session })?.state === 'failed'
    const pairs = store.currentPairs(session)
    for (const pair of pairs) {
      this.paired.add(pair.patch)
      const deltaE = parts.derived.pair(pair)?.colours?.deltaE
      if (deltaE !== undefined) this.#differences.push(deltaE)
    }
    for (const pair of store.refusedPairs(session)) this.refused.add(pair.patch)
    this.series = parts.views.series(pairs, store.controlPairs(session))
    const unread = this.scope.filter((patch) => !this.paired.has(patch.id)).map((patch) => patch.id)
    this.queue = new ScanQueue(options.only ?? unread)
    this.#startedMs = clock.now()
    this.#lastPairMs = this.#startedMs
  }

  /** Patches of the scope that have a committed pair. */
  get done(): number {
    return this.scope.reduce((sum, patch) => sum + (this.paired.has(patch.id) ? 1 : 0), 0)
  }

  patch(id: string): Patch | undefined {
    return this.#patches.get(id)
  }

  /** Usual dE00 between the two instruments in this session. */
  get usual(): number | undefined {
    return this.#differences.length < ENOUGH_PAIRS ? undefined : percentile(this.#differences, 50)
  }

  /** Usual spread of replicates in this scan. */
  get usualSpread(): number | undefined {
    return this.spreads.length < ENOUGH_PAIRS ? undefined : percentile(this.spreads, 50)
  }

  accepted(patch: Patch, deltaE: number): void {
    this.paired.add(patch.id)
    this.refused.delete(patch.id)
    this.#differences.push(deltaE)
    this.parts.references.pairsSince++
    this.sinceControl++
    const now = this.parts.clock.now()
    this.#durations.push(now - this.#lastPairMs)
    if (this.#durations.length > RECENT_DURATIONS) this.#durations.shift()
    this.#lastPairMs = now
  }

  /** Time for what is left at the pace of the last pairs. */
  secondsLeft(): number | undefined {
    if (this.#durations.length === 0) return undefined
    const mean = this.#durations.reduce((sum, ms) => sum + ms, 0) / this.#durations.length
    return (mean * this.queue.left) / 1000
  }

  /** Pairs were undone, redone or accepted from outside: look again before the next patch. */
  reconsider(): void {
    this.#stale = true
  }

  /** Brings what is read and what is left in line with the store, if something changed there. */
  settle(): void {
    if (!this.#stale) return
    this.#stale = false
    const { store, session } = this.parts
    const now = new Set(store.currentPairs(session).map((pair) => pair.patch))
    for (const { id } of this.scope) {
      if (this.paired.has(id) && !now.has(id)) this.queue.reopen(id)
      if (!this.paired.has(id) && now.has(id)) this.queue.drop(id)
    }
    this.paired.clear()
    for (const id of now) this.paired.add(id)
    this.refused.clear()
    for (const pair of store.refusedPairs(session)) this.refused.add(pair.patch)
  }

  summary(outcome: 'done' | 'stopped' | 'failed'): RunSummary {
    const seconds = (this.parts.clock.now() - this.#startedMs) / 1000
    const { done: pairs, spreads } = this
    const total = this.scope.length
    const open = this.refused.size > 0 ? `, ${this.refused.size} still refused` : ''
    const ending = outcome === 'done' ? '' : ' The scan goes on at the next patch without a pair.'
    return {
      summary: {
        pairs,
        total,
        refused: this.refusals,
        retried: this.retried,
        controls: this.controlReadings,
        seconds,
        ...(spreads.length > 0 && { repeatability: percentile(spreads, 50) }),
      },
      sentence: `${pairs} of ${total} patches have a pair${open}.${ending}`,
    }
  }
}
