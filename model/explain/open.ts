import { createHash } from 'node:crypto'
import { loadLamps } from '../lamps/explained.ts'
import { loadPlsMap } from '../maps/explained-pls.ts'
import { loadUnetMap } from '../maps/explained-unet.ts'
import { loadRaman } from '../raman/classifier.ts'
import { loadCorrection } from './correction.ts'
import type { Explainable } from './explainable.ts'
import type { ExplainSubject } from './service.ts'

/** How each kind of file becomes explainable: one line a kind. */
const LOADERS: Readonly<Record<ExplainSubject['kind'], (bytes: Uint8Array) => Promise<Explainable>>> = {
  correction: loadCorrection,
  raman: loadRaman,
  lamps: loadLamps,
  'pls-map': loadPlsMap,
  'unet-map': loadUnetMap,
}

const KEPT = 3

/** Opened models by the digest of their files; the last few stay open. */
export class OpenShelf {
  readonly #open = new Map<string, Promise<Explainable>>()

  /** @throws Problem MODEL_DAMAGED, MODEL_MISMATCH */
  async open({ kind, bytes }: ExplainSubject): Promise<Explainable> {
    const key = `${kind} ${createHash('sha256').update(bytes).digest('hex')}`
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
