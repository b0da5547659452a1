import { z } from 'zod'
import type { Store } from './store/interface.ts'

/** Settings of the spectrometer's exposure as the operator sees them. */
export interface ExposureSettings {
  readonly integrationMs: number
  readonly scansToAverage: number
  /** The integration time follows the white. */
  readonly autoExposure: boolean
}

const Stored = z.object({
  integrationMs: z.number().positive(),
  scansToAverage: z.number().int().min(1).max(1000),
  autoExposure: z.boolean(),
})
const KEY = 'exposure'
const DEFAULTS: ExposureSettings = { integrationMs: 10, scansToAverage: 25, autoExposure: true }

/** The exposure of the spectrometer, kept from start to start. */
export class ExposureDesk {
  readonly #store: Store
  #settings: ExposureSettings

  constructor(store: Store) {
    this.#store = store
    const stored = Stored.safeParse(store.getSetting(KEY))
    this.#settings = stored.success ? stored.data : DEFAULTS
  }

  get settings(): ExposureSettings {
    return this.#settings
  }

  change(settings: Partial<ExposureSettings>): void {
    this.#settings = { ...this.#settings, ...settings }
    if (!this.#store.readOnly) this.#store.setSetting(KEY, this.#settings)
  }
}
