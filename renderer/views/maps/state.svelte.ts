import type {
  CubeInfo,
  CubeMaps,
  MapModelCard,
  MapsState,
  MapTrainingEvent,
  Plane,
} from '../../../contract/maps.ts'
import type { AppClient } from '../../client.ts'
import { perApp } from '../../state/app.svelte.ts'

export type MapsTab = 'cube' | 'maps' | 'difference'
type Progress = Extract<MapTrainingEvent, { type: 'progress' }>

/** How much a training does. */
export type Effort = 'pls' | 'quick' | 'full'
export const EFFORTS = {
  pls: { network: false, folds: 5, epochs: 1 },
  quick: { network: true, folds: 3, epochs: 90 },
  full: { network: true, folds: 5, epochs: 250 },
} as const

/** A pixel under the pointer. */
export interface Spot {
  readonly x: number
  readonly y: number
}

/** The open folder of cubes, the chosen cube with its pictures and maps, and the training. */
export class MapsViewState {
  known = $state.raw<MapsState | undefined>(undefined)
  chosen = $state<string | undefined>(undefined)
  tab = $state<MapsTab>('cube')
  band = $state(0)
  bandPlane = $state.raw<(Plane & { low: number; high: number }) | undefined>(undefined)
  rgb = $state.raw<{ red: Plane; green: Plane; blue: Plane; bandsNm: number[] } | undefined>(undefined)
  maps = $state.raw<CubeMaps | undefined>(undefined)
  making = $state(false)
  spot = $state.raw<Spot | undefined>(undefined)
  spectrum = $state.raw<
    { values: Float64Array; sample: boolean; corrected: Float64Array | null } | undefined
  >(undefined)
  progress = $state.raw<Progress | undefined>(undefined)
  training = $state(false)
  startedAt = $state(0)
  busy = $state<string | undefined>(undefined)
  #stop: AbortController | undefined
  #asking = false

  /** Versions of the main model, and why those do not fit that do not. */
  corrections = $state.raw<readonly { readonly version: string; readonly why: string | null }[]>([])
  /** The version that corrects the cubes of the next training first. */
  correction = $state<string | undefined>(undefined)

  /** Few folds and epochs to see something soon, or all of them. */
  effort = $state<Effort>('quick')

  readonly cube = $derived.by(
    (): CubeInfo | undefined =>
      this.known?.cubes.find(({ name }) => name === this.chosen) ?? this.known?.cubes[0],
  )
  readonly model = $derived.by((): MapModelCard | undefined =>
    this.known?.models.find(({ bands }) => bands === this.cube?.bands),
  )
  /** The correction that a spectrum is shown with: the chosen one, else that of the model, where it fits. */
  readonly shownCorrection = $derived.by(() => {
    const wanted = this.correction ?? this.model?.correction
    return this.corrections.find(({ version, why }) => version === wanted && why === null)?.version
  })
  readonly labelled = $derived.by(
    () => this.known?.cubes.filter(({ reference }) => reference !== null).length ?? 0,
  )

  /** Takes over another folder, or the same one with other references or models. */
  take(known: MapsState): void {
    const other = known.folder !== this.known?.folder
    this.known = known
    if (!other) return
    this.chosen = undefined
    this.maps = undefined
    this.spot = undefined
    this.tab = 'cube'
    this.band = Math.floor((known.cubes[0]?.bands ?? 0) / 2)
  }

  /** Which corrections fit the open cubes; one that does not is no longer chosen. */
  async readCorrections(client: AppClient): Promise<void> {
    const { versions } = await client.maps.corrections({})
    this.corrections = versions
    const fits = versions.some(({ version, why }) => version === this.correction && why === null)
    if (!fits) this.correction = undefined
  }

  choose(name: string): void {
    if (name === this.cube?.name) return
    this.chosen = name
    this.maps = undefined
    this.rgb = undefined
    this.bandPlane = undefined
    this.spot = undefined
    this.spectrum = undefined
  }

  async showRgb(client: AppClient, cube: string): Promise<void> {
    const rgb = await client.maps.rgb({ cube })
    if (this.cube?.name === cube) this.rgb = rgb
  }

  async showBand(client: AppClient, cube: string, band: number): Promise<void> {
    const plane = await client.maps.band({ cube, band })
    if (this.cube?.name === cube && this.band === band) this.bandPlane = plane
  }

  async makeMaps(client: AppClient, cube: string, model: string): Promise<void> {
    this.making = true
    try {
      const maps = await client.maps.predict({ cube, model })
      if (this.cube?.name === cube) this.maps = maps
    } finally {
      this.making = false
    }
  }

  /** The spectrum under the pointer: one question at a time, then the newest. */
  async point(client: AppClient, spot: Spot | undefined): Promise<void> {
    this.spot = spot
    if (this.#asking) return
    this.#asking = true
    try {
      for (let asked: Spot | undefined; this.spot !== undefined && asked !== this.spot;) {
        asked = this.spot
        const cube = this.cube?.name
        if (cube === undefined) return
        const correction = this.shownCorrection
        this.spectrum = await client.maps.spectrum({
          cube,
          ...asked,
          ...(correction === undefined ? {} : { correction }),
        })
      }
    } finally {
      this.#asking = false
    }
  }

  /** Learns from all cubes with a reference; a stop is no error. */
  async train(client: AppClient, resume: boolean): Promise<MapModelCard | undefined> {
    const stop = new AbortController()
    this.#stop = stop
    this.training = true
    this.startedAt = performance.now()
    this.progress = undefined
    try {
      for await (const event of await client.maps.train(
        {
          resume,
          ...EFFORTS[this.effort],
          ...(this.correction === undefined ? {} : { correction: this.correction }),
        },
        { signal: stop.signal },
      )) {
        if (event.type === 'progress') this.progress = event
        else {
          this.maps = undefined
          return event.card
        }
      }
      return undefined
    } catch (error) {
      if (!stop.signal.aborted) throw error
      return undefined
    } finally {
      this.training = false
    }
  }

  stop(): void {
    this.#stop?.abort()
  }
}

/** Maps state of a window. */
export const mapsState = perApp(() => new MapsViewState())
