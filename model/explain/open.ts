import { loadRaman } from '../raman/classifier.ts'
import type { Matrix } from '../service.ts'
import { loadCorrection } from './correction.ts'
import type { Explainable } from './explainable.ts'
import type { ExplainSubject } from './service.ts'

/** An opened model; a classifier brings a known spectrum of each class. */
export type Opened = Explainable & { readonly examples?: Matrix }

/** How each kind of file becomes explainable: one line a kind. */
const LOADERS: Readonly<Record<ExplainSubject['kind'], (bytes: Uint8Array) => Promise<Opened>>> = {
  correction: loadCorrection,
  raman: loadRaman,
}

const KEPT = 3
const DIGEST = 32

/** Opened models by the digest at the end of their files; the last few stay open. */
export class OpenShelf {
  readonly #open = new Map<string, Promise<Opened>>()

  /** @throws Problem MODEL_DAMAGED, MODEL_MISMATCH */
  async open({ kind, bytes }: ExplainSubject): Promise<Opened> {
    const key = `${kind} ${Buffer.from(bytes.subarray(-DIGEST)).toString('hex')}`
    const opening = this.#open.get(key) ?? LOADERS[kind](bytes)
    this.#open.delete(key)
    this.#open.set(key, opening)
    for (const [oldest, model] of this.#open) {
      if (this.#open.size <= KEPT) break
      this.#open.delete(oldest)
      void model.then((opened) => opened.dispose?.()).catch(() => undefined)
    }
    try {
      return await opening
    } catch (error) {
      this.#open.delete(key)
      throw error
    }
  }
}
