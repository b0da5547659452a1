import type { Plate } from '../../../contract/plate.ts'
import { perApp, type App } from '../../state/app.svelte.ts'
import type { AppClient } from '../../client.ts'
import type { PlateState } from './plate-state.svelte.ts'

/** What the operator chooses before a scan. */
export class SetUp {
  /** Unset = motorised where there is a stage. */
  mode = $state<'motorised' | 'hand-held' | undefined>(undefined)
  replicates = $state(1)
  controlEvery = $state(11)
  whiteEvery = $state(66)
  rows = $state(6)
  columns = $state(4)
  pitchMm = $state(10)
  order = $state<Plate['order']>('serpentine')
  name = $state('My plate')
  stored = $state.raw<
    readonly {
      readonly name: string
      readonly patches: number
      readonly rows: number
      readonly columns: number
    }[]
  >([])
  readonly #app: App

  constructor(app: App) {
    this.#app = app
  }

  get chosenMode(): 'motorised' | 'hand-held' {
    return this.mode ?? (this.#app.bench.stage === undefined ? 'hand-held' : 'motorised')
  }

  options(): {
    mode: 'motorised' | 'hand-held'
    replicates: number
    controlEvery: number
    whiteEvery: number
  } {
    return {
      mode: this.chosenMode,
      replicates: this.replicates,
      controlEvery: this.controlEvery,
      whiteEvery: this.whiteEvery,
    }
  }

  async refresh(client: AppClient): Promise<void> {
    this.stored = (await client.plate.list({})).plates
  }

  /** Shows a stored plate, a file's plate or a drawn grid, ready to be scanned. */
  async choose(plate: PlateState, get: (client: AppClient) => Promise<Plate>): Promise<void> {
    await this.#app.ask(async (client) => {
      plate.preview(await get(client))
      await this.refresh(client)
    })
  }
}

/** The set-up form of this window. */
export const setUpState = perApp((app: App) => new SetUp(app))
