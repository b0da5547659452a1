import type { ModelService, OpenModel } from '../model/service.ts'
import type { Store } from './store/interface.ts'

const KEPT = 3

/** Opened models, the last few kept: what corrected a stored spot may not be what is active now. */
export class Shelf {
  readonly #store: Store
  readonly #models: ModelService
  readonly #open = new Map<string, Promise<OpenModel>>()

  constructor(store: Store, models: ModelService) {
    this.#store = store
    this.#models = models
  }

  /** By hash. @throws Problem MODEL_MISSING, MODEL_DAMAGED, NOT_FOUND, WORKER_DIED */
  async open(hash: string): Promise<OpenModel> {
    const known = this.#open.get(hash)
    const opening = known ?? this.#models.open(this.#store.readBundle(hash))
    this.#open.delete(hash)
    this.#open.set(hash, opening)
    for (const [oldest] of this.#open) {
      if (this.#open.size <= KEPT) break
      this.drop(oldest)
    }
    try {
      return await opening
    } catch (error) {
      this.drop(hash)
      throw error
    }
  }

  /** Forgets a model, for example because its worker died. */
  drop(hash: string): void {
    const opening = this.#open.get(hash)
    this.#open.delete(hash)
    // A model that could not be opened has nothing to close; who asked for it was told.
    void opening?.then((model) => model.close()).catch(() => undefined)
  }

  close(): void {
    for (const hash of [...this.#open.keys()]) this.drop(hash)
  }
}
