import type { Spot } from '../../../contract/live.ts'
import type { Triple } from '../../../contract/spectrum.ts'
import { deltaE2000 } from '../../../spectra/delta-e.ts'
import { Cursor, Viewport } from '../../components/charts/cursor.svelte.ts'
import { nearestIndex } from '../../components/charts/samples.ts'
import { perApp, type App } from '../../state/app.svelte.ts'
import { measureSpot } from '../../state/measuring.ts'
import { hasReference } from '../../state/spots.svelte.ts'
import { nowIso, span } from '../../text/times.ts'
import { correctedNmOf, residualTraces, spectrumTraces, type Mode, type Pin } from './traces.ts'

/** Pins have letters A to F. */
const LETTERS = ['A', 'B', 'C', 'D', 'E', 'F'] as const
/** Colours farther apart than this are different samples: repeats differ by 0.1, neighbours on a plate by 3. */
const SAME_SAMPLE = 1.5
/** Colour difference to the reference that is right unless the operator says otherwise. */
export const TOLERANCE = 0.5

/** What the reading is compared with. */
export interface Aim {
  readonly kind: 'reference' | 'target'
  readonly name: string
  readonly lab: Triple
  readonly xyz: Triple
  readonly srgb: Triple
  readonly at: string
}

/** What the Live view shows and compares. */
export class LiveState {
  wanted = $state<Mode>('reflectance')
  hidden = $state.raw<readonly string[]>([])
  pins = $state.raw<readonly Pin[]>([])
  target = $state.raw<Aim | undefined>(undefined)
  loupe = $state(false)
  table = $state(false)
  /** Spot whose name is being edited. */
  editing = $state<number | undefined>(undefined)
  readonly cursor = new Cursor()
  readonly viewport = new Viewport()
  readonly residualViewport = new Viewport(this.viewport)
  #app: App

  constructor(app: App) {
    this.#app = app
  }

  readonly frame = $derived.by(() => this.#app.live.shown)
  readonly lost = $derived.by(() => this.#lostWords())
  readonly hasWhite = $derived(this.frame?.reflectance !== undefined)
  readonly mode = $derived<Mode>(this.hasWhite || this.frame === undefined ? this.wanted : 'counts')
  /** Spot whose reference is drawn: the selected one, else the newest that has one. */
  readonly referenceSpot = $derived.by((): Spot | undefined => {
    const { spots } = this.#app
    return hasReference(spots.selected) ? spots.selected : spots.paired
  })
  /** An older row was chosen: the inspector shows what was stored, not what is live. */
  readonly stored = $derived.by((): Spot | undefined => {
    const { spots } = this.#app
    return spots.selected !== undefined && spots.selected !== spots.list[0] ? spots.selected : undefined
  })
  /** Same sample under the probe as when the reference was read. */
  readonly sameSample = $derived.by(() => {
    const now = this.frame?.rawColour?.lab
    const then = this.referenceSpot?.rawColour.lab
    return now === undefined || then === undefined ? undefined : deltaE2000(now, then) < SAME_SAMPLE
  })
  readonly aim = $derived.by((): Aim | undefined => {
    if (this.target !== undefined) return this.target
    const spot = this.referenceSpot
    const colour = spot?.referenceColour
    return spot === undefined || colour === undefined
      ? undefined
      : { kind: 'reference', name: spot.name, ...colour, at: spot.at }
  })
  readonly referenceLabel = $derived.by(() => {
    const { bench } = this.#app
    const spot = this.referenceSpot
    if (
      spot === undefined ||
      (bench.reference !== undefined &&
        bench.reference.state !== 'absent' &&
        bench.reference.state !== 'faulted')
    )
      return 'Reference'
    return `Reference, last, ${span((bench.now - Date.parse(spot.at)) / 1000)} ago`
  })
  readonly allTraces = $derived.by(() =>
    spectrumTraces(this.frame, this.referenceSpot, this.pins, this.mode, this.referenceLabel),
  )
  readonly traces = $derived(
    this.allTraces
      .filter((trace) => !this.hidden.includes(trace.id))
      .map((trace) => (this.hidden.includes('interval') ? { ...trace, interval: undefined } : trace)),
  )
  readonly residuals = $derived.by(() => residualTraces(this.frame, this.referenceSpot))
  /** Keys 1 to 6 in drawing order. */
  readonly legend = $derived.by(() => {
    const entries: { id: string; label: string }[] = []
    const has = (id: string): boolean => this.allTraces.some((trace) => trace.id === id)
    if (has('raw')) entries.push({ id: 'raw', label: this.mode === 'counts' ? 'Counts' : 'Raw' })
    if (has('corrected')) entries.push({ id: 'corrected', label: 'Corrected' })
    if (this.allTraces.some((trace) => trace.interval !== undefined))
      entries.push({ id: 'interval', label: '90 % interval' })
    if (has('reference')) entries.push({ id: 'reference', label: this.referenceLabel })
    for (const pin of this.pins)
      if (this.mode !== 'counts') entries.push({ id: `pin-${pin.letter}`, label: pin.name })
    return entries
  })

  toggle(id: string): void {
    this.hidden = this.hidden.includes(id)
      ? this.hidden.filter((other) => other !== id)
      : [...this.hidden, id]
  }

  /** Keeps the present spectrum on the screen, corrected where there is one. */
  pin(): void {
    const { frame } = this
    const values = frame?.corrected ?? frame?.reflectance
    const letter = LETTERS.find((one) => !this.pins.some((pin) => pin.letter === one))
    if (frame === undefined || values === undefined || letter === undefined) return
    const name =
      this.stored?.name ?? (this.sameSample === true ? (this.referenceSpot?.name ?? 'Pin') : `Pin ${letter}`)
    const wavelengthNm = values === frame.corrected ? correctedNmOf(frame) : frame.wavelengthNm
    this.pins = [...this.pins, { letter, name, wavelengthNm, values }]
  }

  /** Makes the present colour the one to compare with, or lets the target go. */
  toggleTarget(): void {
    if (this.target !== undefined) {
      this.target = undefined
      return
    }
    const colour =
      this.stored?.correctedColour ??
      this.stored?.rawColour ??
      this.frame?.correctedColour ??
      this.frame?.rawColour
    if (colour === undefined) return
    const name = this.stored?.name ?? this.#app.spots.list[0]?.name ?? 'Live'
    this.target = { kind: 'target', name, ...colour, at: nowIso() }
  }

  /** Moves the crosshair by bands. */
  step(by: number): void {
    const xs = this.mode === 'counts' ? this.frame?.pixelNm : this.frame?.wavelengthNm
    if (xs === undefined || xs.length === 0) return
    const from = this.cursor.x === undefined ? Math.floor(xs.length / 2) : nearestIndex(xs, this.cursor.x)
    this.cursor.x = xs[Math.min(xs.length - 1, Math.max(0, from + by))]
    this.cursor.pinned = true
  }

  /** Stores a spot and opens its name for editing. */
  async store(): Promise<void> {
    const spot = await measureSpot(this.#app)
    if (spot !== undefined) this.editing = spot.id
  }

  async rename(id: number, name: string): Promise<void> {
    this.editing = undefined
    const { spots } = this.#app
    const old = spots.list.find((spot) => spot.id === id)
    if (old === undefined || name.trim() === '' || name === old.name) return
    const done = await this.#app.ask((client) => client.measure.renameSpot({ id, name: name.trim() }))
    if (done !== undefined)
      spots.list = spots.list.map((spot) => (spot.id === id ? { ...spot, name: name.trim() } : spot))
  }

  /** Why what is on the screen is not live: undefined while it is. */
  #lostWords(): string | undefined {
    const { link, bench, live } = this.#app
    if (live.frame === undefined) return undefined
    if (link.state === 'lost') return 'No connection to the bench. The last spectrum is shown.'
    const state = bench.spectrometer?.state
    if (
      bench.state !== undefined &&
      (state === undefined || state === 'absent' || state === 'faulted' || state === 'opening')
    ) {
      const since = span((bench.now - live.arrivedAt) / 1000)
      return `The spectrometer is not there. Last spectrum ${since} ago; it continues by itself.`
    }
    return undefined
  }
}

/** Live state of a window. */
export const liveState = perApp((app) => new LiveState(app))
