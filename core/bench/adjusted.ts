import { z } from 'zod'
import { AdjustmentValueSchema } from '../../contract/adjustment.ts'
import type { AdjustmentValue } from '../../contract/adjustment.ts'

/** Settings of units by their key, and in each by the name of the setting. */
const Remembered = z.record(z.string(), z.record(z.string(), AdjustmentValueSchema))
type Values = Readonly<Record<string, AdjustmentValue>>

/** Where the bench remembers what a person has set on an instrument. */
export interface AdjustedMemory {
  load(): unknown
  save(settings: Record<string, Values>): void
}

/** Who it is: two units of a family are told apart by serial number, those without one by their place. */
export interface Unit {
  readonly family: string
  readonly serial: string
  readonly uri: string
}

const keyOf = ({ family, serial, uri }: Unit): string => (serial === '' ? uri : `${family} ${serial}`)

/** What a person has set, remembered from start to start. */
export class Adjusted {
  readonly #memory: AdjustedMemory
  readonly #settings: Record<string, Values>

  constructor(memory: AdjustedMemory) {
    this.#memory = memory
    const remembered = Remembered.safeParse(memory.load())
    this.#settings = remembered.success ? remembered.data : {}
  }

  /** What is to be set on a unit after it was opened. */
  of(unit: Unit): [id: string, value: AdjustmentValue][] {
    return Object.entries(this.#settings[keyOf(unit)] ?? {})
  }

  remember(unit: Unit, id: string, value: AdjustmentValue): void {
    const key = keyOf(unit)
    this.#settings[key] = { ...this.#settings[key], [id]: value }
    this.#memory.save({ ...this.#settings })
  }
}
