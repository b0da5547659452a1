import { untrack } from 'svelte'
import type { ProblemData } from '../../../contract/errors.ts'
import type { ControlPoint, PairCheck, PatchView, Plate, PlateView } from '../../../contract/plate.ts'
import type { RunEvent } from '../../../contract/run.ts'
import { colourOfLab } from './expected.ts'
import { PairSounds } from './sound.ts'
import type { PlateFill } from '../../components/plate/draw.ts'
import { differenceScale, minutesEnd, timeScale, type MapFill } from '../../components/plate/scale.ts'
import type { AppClient } from '../../client.ts'
import { perApp, type App } from '../../state/app.svelte.ts'
import { mapBy, setOf } from '../../text/collections.ts'

/** One cell of the map; only the changed one is drawn again. */
export class Cell {
  readonly id: string
  /** Place in the order of reading. */
  readonly index: number
  view = $state.raw() as PatchView
  checks = $state.raw<readonly PairCheck[]>([])
  constructor(view: PatchView, index: number) {
    this.id = view.id
    this.index = index
    this.view = view
  }
  /** The patch without being told of changes: for drawing all cells at once. */
  peek(): PatchView {
    return untrack(() => this.view)
  }
}

/** A refused pair as the inspector lists it. */
export interface Refusal {
  readonly patch: string
  readonly title: string
  readonly happened: string
  /** All of it, where this window saw it happen. */
  readonly problem?: ProblemData
}

export type PlateMode = 'set-up' | 'scan' | 'review'

/** The plate in the window: what was read, what is selected, how it is shown. */
export class PlateState {
  plate = $state.raw<Omit<Plate, 'patches'> | undefined>(undefined)
  session = $state<number | undefined>(undefined)
  /** The session is that of a scan, which can go on. */
  scanned = $state(true)
  cells = $state.raw<readonly Cell[]>([])
  paired = $state(0)
  refused = $state(0)
  toRepeat = $state(0)
  controls = $state.raw<readonly ControlPoint[]>([])
  controlLimit = $state(0.12)
  whites = $state.raw<readonly number[]>([])
  refusals = $state.raw<readonly Refusal[]>([])
  /** Ids, newest first: the last pairs of the inspector. */
  lastPairs = $state.raw<readonly string[]>([])
  selected = $state<string | undefined>(undefined)
  /** Selection with Shift and arrows, the selected one included. */
  also = $state.raw<ReadonlySet<string>>(setOf())
  fill = $state<PlateFill>('split')
  /** The map that was looked at last. */
  map = $state<MapFill>('error')
  /** dE00 at the ends of the maps. */
  tops = $state<Readonly<Record<'error' | 'spread', number>>>({ error: 1, spread: 0.1 })
  zoom = $state<1 | 2 | 4>(1)
  mode = $state<PlateMode>('set-up')
  /** Control chart asked for or put away by hand; unset = where there is room. */
  chart = $state<boolean | undefined>(undefined)
  loading = $state(false)
  /** The operator is choosing another plate: the open session's is not shown again by itself. */
  choosing = $state(false)
  readonly byId = $derived(mapBy(this.cells, (cell) => cell.id))
  readonly current = $derived(this.selected === undefined ? undefined : this.byId.get(this.selected))
  /** The patch whose pair was committed or refused last in the running scan. */
  judged = $state<string | undefined>(undefined)
  /** What the inspector and its commands are about: the selection, else the last pair. */
  readonly subject = $derived(this.selected ?? this.judged ?? this.lastPairs[0])
  /** Time of the first pair and minutes from it to the last: two numbers, so that not every pair draws all anew. */
  readonly #times = $derived.by(() =>
    this.fill !== 'time'
      ? []
      : this.cells.flatMap(({ view }) => (view.pairedAt === undefined ? [] : [Date.parse(view.pairedAt)])),
  )
  readonly #firstMs = $derived(Math.min(...this.#times))
  readonly #minutes = $derived(minutesEnd((Math.max(...this.#times) - this.#firstMs) / 60_000))
  /** Of the map that fills the patches, if one does. */
  readonly scale = $derived(
    this.fill === 'time'
      ? timeScale(this.#firstMs, this.#minutes)
      : this.fill === 'error' || this.fill === 'spread'
        ? differenceScale(this.fill, this.tops[this.fill])
        : undefined,
  )
  /** Pairs since the last control reading of the running scan. */
  sinceControl = $state(0)
  #listeners: readonly ((cell: Cell) => void)[] = []

  /** What Repeat and Exclude act on. */
  get chosen(): string[] {
    if (this.also.size > 0) return [...this.also]
    return this.subject === undefined ? [] : [this.subject]
  }

  /** Shows a map, up to `top` where it has a choice of ends. */
  showMap(map: MapFill, top?: number): void {
    this.fill = this.map = map
    if (top !== undefined && map !== 'time') this.tops = { ...this.tops, [map]: top }
  }

  /** "265 of 660": the place of a patch in the order of reading. */
  placeOf(id: string): string | undefined {
    const cell = this.byId.get(id)
    return cell && `${String(cell.index + 1)} of ${String(this.cells.length)}`
  }

  /** Hears of every cell that changed; returns the way to stop. */
  onCell(listener: (cell: Cell) => void): () => void {
    this.#listeners = [...this.#listeners, listener]
    return () => (this.#listeners = this.#listeners.filter((other) => other !== listener))
  }

  /** Reads the plate of a session (default: the open one) from the bench. */
  async load(client: AppClient, session?: number): Promise<void> {
    this.loading = true
    try {
      const view = await client.plate.view(session === undefined ? {} : { session })
      if (view !== null && (!this.choosing || session !== undefined)) this.show(view)
    } finally {
      this.loading = false
    }
  }

  show(view: PlateView): void {
    this.choosing = false
    const known = view.session === this.session ? this.refusals : []
    if (view.session !== this.session) this.judged = undefined
    this.session = view.session
    this.scanned = view.scanned
    this.plate = view.plate
    this.cells = view.patches.map((patch, index) => new Cell(patch, index))
    this.paired = view.paired
    this.refused = view.refused
    this.toRepeat = view.toRepeat
    this.controls = view.controls
    this.controlLimit = view.controlLimit
    this.whites = view.whites
    this.refusals = view.patches
      .filter((patch) => patch.state === 'refused')
      .map(
        (patch) =>
          // What this window saw happen says more than the view does.
          known.find((one) => one.patch === patch.id) ?? {
            patch: patch.id,
            title: patch.reason ?? 'Refused',
            happened: '',
          },
      )
    this.lastPairs = view.patches
      .filter((patch) => patch.pairedAt !== undefined)
      .sort((a, b) => (b.pairedAt ?? '').localeCompare(a.pairedAt ?? ''))
      .slice(0, 4)
      .map((patch) => patch.id)
    this.mode = view.paired > 0 ? (view.paired < view.patches.length ? 'scan' : 'review') : this.mode
  }

  /** Shows a plate nobody has read yet. */
  preview(plate: Plate): void {
    const { patches, ...rest } = plate
    this.judged = undefined
    this.session = undefined
    this.plate = rest
    this.cells = patches.map(
      (patch, index) =>
        new Cell(
          {
            ...patch,
            state: 'unread',
            control: false,
            readings: 0,
            ...(patch.expectedLab && { expected: colourOfLab(patch.expectedLab) }),
          },
          index,
        ),
    )
    this.paired = this.refused = this.toRepeat = 0
    this.controls = []
    this.whites = []
    this.refusals = []
    this.lastPairs = []
    this.mode = 'set-up'
  }

  /** Back to the choice of a plate; everything stored stays. */
  clear(): void {
    this.plate = undefined
    this.session = undefined
    this.cells = []
    this.choosing = true
    this.select(undefined)
  }

  /** Takes an event of the running scan. */
  take(event: RunEvent): void {
    switch (event.type) {
      case 'started':
        // A scan that was begun from elsewhere is shown, whatever was being chosen here.
        this.choosing = false
        this.sinceControl = 0
        break
      case 'patch': {
        const cell = this.byId.get(event.patch.id)
        if (cell === undefined) return
        cell.view = event.patch
        cell.checks = event.checks
        this.paired = event.paired
        this.refused = event.refused
        this.toRepeat = event.toRepeat
        this.refusals =
          event.patch.state === 'refused' || event.patch.state === 'repeat'
            ? this.refusals
            : this.refusals.filter((refusal) => refusal.patch !== event.patch.id)
        this.judged = event.patch.id
        if (event.patch.state === 'paired') this.sinceControl++
        if (event.patch.state === 'paired')
          this.lastPairs = [event.patch.id, ...this.lastPairs.filter((id) => id !== event.patch.id)].slice(
            0,
            4,
          )
        for (const listener of this.#listeners) listener(cell)
        break
      }
      case 'refused':
        this.refusals = [
          {
            patch: event.patch,
            title: event.problem.title,
            happened: event.problem.happened,
            problem: event.problem,
          },
          ...this.refusals.filter((refusal) => refusal.patch !== event.patch),
        ]
        break
      case 'control':
        this.controls = [...this.controls, event.point]
        this.sinceControl = 0
        break
      case 'reading':
        if (event.role === 'spectrometer' && event.kind === 'white')
          this.whites = [...this.whites, this.paired]
        break
      default:
        break
    }
  }

  /** Moves the selection on the plate; with `extend` the cells passed stay selected. */
  move(rows: number, columns: number, extend: boolean): void {
    const from = this.current?.view
    const to = from === undefined ? this.cells[0] : this.#cellNear(from.row + rows, from.column + columns)
    if (to !== undefined) this.select(to.id, extend)
  }

  select(id: string | undefined, extend = false): void {
    this.selected = id
    this.also = setOf(
      extend ? [...this.also, ...(id === undefined ? [] : [id])] : id === undefined ? [] : [id],
    )
  }

  /** The next cell in plate order that fits, from the selection on; wraps around. */
  next(fits: (patch: PatchView) => boolean, step: 1 | -1 = 1): void {
    const at = this.cells.findIndex((cell) => cell.id === this.selected)
    const n = this.cells.length
    for (let i = 1; i <= n; i++) {
      const cell = this.cells[(((at + i * step) % n) + n) % n]
      if (cell === undefined || !fits(cell.peek())) continue
      this.select(cell.id)
      return
    }
  }

  #cellNear(row: number, column: number): Cell | undefined {
    const last = this.plate
    if (last === undefined) return undefined
    const r = Math.min(last.rows - 1, Math.max(0, row))
    const c = Math.min(last.columns - 1, Math.max(0, column))
    return this.cells.find((cell) => cell.peek().row === r && cell.peek().column === c)
  }
}

/** The plate of this window; it follows the run wherever the operator looks. */
export const plateState = perApp((app: App) => {
  const state = new PlateState()
  const sounds = new PairSounds()
  app.run.onEvent((event) => {
    if (event.run !== app.run.id || app.run.kind !== 'scan') return
    state.take(event)
    if (app.settings.sound) sounds.hear(event)
  })
  return state
})
