import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../../contract/errors.ts'
import type { MapModelCard } from '../../contract/maps.ts'
import { readMapBundle } from '../../model/maps/map-bundle.ts'
import { writeDurably } from '../store/durable.ts'

const ENDING = '.isomaps'
const CHECKPOINT = 'training.checkpoint'

/** Stored models of maps, one file each, named by their hash; and the checkpoint of an interrupted training. */
export class MapModels {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Cards of all readable models, the newest first. */
  list(): MapModelCard[] {
    if (!existsSync(this.#folder)) return []
    return readdirSync(this.#folder)
      .filter((file) => file.endsWith(ENDING))
      .flatMap((file) => {
        try {
          return [readMapBundle(readFileSync(join(this.#folder, file))).card]
        } catch {
          // A damaged file is no model; it is named when it is asked for.
          return []
        }
      })
      .sort((a, b) => b.created.localeCompare(a.created))
  }

  /** Bytes of a model by name or the beginning of its hash; the newest without. @throws Problem MODEL_MISSING, MODEL_DAMAGED */
  read(model?: string): Uint8Array {
    const cards = this.list()
    const found =
      model === undefined
        ? cards[0]
        : cards.find(({ name, hash }) => name === model || hash.startsWith(model))
    if (found) return readFileSync(join(this.#folder, found.hash + ENDING))
    throw new Problem({
      code: 'MODEL_MISSING',
      title: 'There is no such model of maps',
      happened:
        model === undefined
          ? 'None has been trained yet.'
          : `"${model}" is not among ${cards.length} models.`,
      kept: 'All cubes.',
      next: 'Train one on cubes with references.',
    })
  }

  /** Stores a model. @throws Problem MODEL_DAMAGED when it is none */
  add(bytes: Uint8Array): MapModelCard {
    const { card } = readMapBundle(bytes)
    mkdirSync(this.#folder, { recursive: true })
    writeDurably(join(this.#folder, card.hash + ENDING), bytes)
    return card
  }

  /** A name no model has: maps 1, maps 2, ... */
  freeName(): string {
    const taken = new Set(this.list().map(({ name }) => name))
    let number = 1
    while (taken.has(`maps ${number}`)) number++
    return `maps ${number}`
  }

  keepCheckpoint(bytes: Uint8Array): void {
    mkdirSync(this.#folder, { recursive: true })
    writeDurably(join(this.#folder, CHECKPOINT), bytes)
  }

  checkpoint(): Uint8Array | undefined {
    const path = join(this.#folder, CHECKPOINT)
    return existsSync(path) ? readFileSync(path) : undefined
  }

  dropCheckpoint(): void {
    rmSync(join(this.#folder, CHECKPOINT), { force: true })
  }
}
