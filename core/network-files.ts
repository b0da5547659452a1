import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Problem } from '../contract/errors.ts'
import { writeDurably } from './store/durable.ts'

/** Networks of one kind in the folder beside the database: each in a file of its own, never overwritten. */
export class NetworkFiles {
  readonly #folder: string
  readonly #prefix: string
  readonly #ending: string

  /** @param prefix of version names: `r` for r1, r2, ... */
  constructor(database: string, kind: string, prefix: string) {
    const { dir, name, base } = path.parse(database)
    // As with models: a database named otherwise shares no file with another.
    this.#folder = path.join(dir, base === 'isochrome.db' ? 'networks' : `${name}-networks`)
    this.#prefix = prefix
    this.#ending = `.${kind}.isonet`
  }

  /** Versions, oldest first. */
  versions(): string[] {
    if (!existsSync(this.#folder)) return []
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith(this.#ending) && this.#number(name) > 0)
      .map((name) => name.slice(0, -this.#ending.length))
      .sort((a, b) => this.#number(a) - this.#number(b))
  }

  nextVersion(): string {
    return `${this.#prefix}${this.#number(this.versions().at(-1) ?? '') + 1}`
  }

  /** @throws Problem NOT_FOUND */
  read(version: string): Uint8Array {
    if (!this.versions().includes(version))
      throw new Problem({
        code: 'NOT_FOUND',
        title: `There is no ${version}`,
        happened:
          this.versions().length === 0
            ? 'No such network was trained or imported yet.'
            : `There are ${this.versions().join(', ')}.`,
        kept: 'Nothing was changed.',
        next: 'Name one of these, or train one.',
      })
    return readFileSync(this.#path(version))
  }

  /** Whole or not at all. @throws Problem FILE_EXISTS */
  insert(version: string, bytes: Uint8Array): void {
    if (existsSync(this.#path(version)))
      throw new Problem({
        code: 'FILE_EXISTS',
        title: `${version} exists already`,
        happened: 'Another window kept a network of this name meanwhile.',
        kept: 'The network that was there.',
        next: 'Train again.',
      })
    mkdirSync(this.#folder, { recursive: true })
    writeDurably(this.#path(version), bytes)
  }

  #path(version: string): string {
    return path.join(this.#folder, `${version}${this.#ending}`)
  }

  #number(name: string): number {
    const found = new RegExp(`^${this.#prefix}(\\d+)`).exec(name)?.[1]
    return found === undefined ? 0 : Number(found)
  }
}
