import type { LampAnswer, LampSpectrum } from '../../../contract/lamps.ts'
import type { ProblemData } from '../../../contract/errors.ts'
import type { AppClient } from '../../client.ts'
import { BENCH_DOWN, problemOf } from '../../problems.ts'
import { perApp, type App } from '../../state/app.svelte.ts'
import { clock } from '../../text/times.ts'
import { bytesOf } from '../../text/base64.ts'
import { readPhotograph, type Photograph } from './photograph.ts'

/** Part of a turned picture in shares of its sides. */
export type Crop = LampAnswer['frame']

/** How long a lost connection is waited for. */
const READY_MS = 20_000
const isCut = (error: unknown): boolean => problemOf(error) === BENCH_DOWN

/** A photograph or a spectrum and what was told from it. */
export class LampItem {
  readonly id: number
  readonly name: string
  photograph = $state.raw<Photograph | undefined>(undefined)
  answer = $state.raw<LampAnswer | LampSpectrum | undefined>(undefined)
  problem = $state.raw<ProblemData | undefined>(undefined)
  /** Set by hand; found by the bench while undefined. */
  turnDegrees = $state<number | undefined>(undefined)
  crop = $state.raw<Crop | undefined>(undefined)
  busy = $state(false)

  constructor(id: number, name: string) {
    this.id = id
    this.name = name
  }

  readonly spectrum = $derived.by((): LampSpectrum | undefined =>
    this.answer !== undefined && 'lines' in this.answer ? this.answer : undefined,
  )
}

/** The photographs and spectra of this window, newest last. */
export class LampsState {
  items = $state.raw<readonly LampItem[]>([])
  chosen = $state<number | undefined>(undefined)
  readonly #app: App
  #next = 1

  constructor(app: App) {
    this.#app = app
  }

  readonly item = $derived.by(() => this.items.find(({ id }) => id === this.chosen) ?? this.items.at(-1))

  /** Several files one after the other; each has its answer or its problem. */
  async add(files: readonly File[]): Promise<void> {
    const added = files.map((file) => ({ file, item: new LampItem(this.#next++, file.name) }))
    this.items = [...this.items, ...added.map(({ item }) => item)]
    this.chosen = added[0]?.item.id
    for (const { file, item } of added) {
      item.busy = true
      try {
        const photograph = await readPhotograph(file)
        item.photograph = photograph
        await this.#tell(item, photograph?.file ?? (await bytesOf(file)))
      } finally {
        item.busy = false
      }
    }
  }

  /** Asks again after the turn or the crop was corrected. */
  async again(item: LampItem): Promise<void> {
    if (item.photograph === undefined) return
    await this.#tell(item, item.photograph.file)
  }

  /** A fresh frame of the spectrometer. */
  async live(): Promise<void> {
    const answer = await this.#app.ask((client) => client.lamps.live({}))
    if (answer === undefined) return
    const item = new LampItem(this.#next++, `Live ${clock(Date.now())}`)
    item.answer = answer
    this.items = [...this.items, item]
    this.chosen = item.id
  }

  clear(): void {
    for (const { photograph } of this.items) photograph?.bitmap.close()
    this.items = []
    this.chosen = undefined
  }

  async #tell(item: LampItem, file: string): Promise<void> {
    const { turnDegrees, crop } = item
    const ask = (client: AppClient): Promise<LampAnswer> =>
      client.lamps.photograph({
        name: item.name,
        file,
        ...(turnDegrees === undefined ? {} : { turnDegrees }),
        ...(crop === undefined ? {} : { frame: crop }),
      })
    const once = async (): Promise<LampAnswer> =>
      ask(await this.#app.link.ready(AbortSignal.timeout(READY_MS)))
    try {
      // The first answer loads the networks: where that took so long that the way was cut, it is asked again.
      item.answer = await once().catch((error: unknown) => {
        if (isCut(error)) return once()
        throw error
      })
      item.problem = undefined
    } catch (error) {
      item.answer = undefined
      item.problem = problemOf(error)
    }
  }
}

/** Lamps state of a window. */
export const lampsState = perApp((app) => new LampsState(app))
