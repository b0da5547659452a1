import { z } from 'zod'
import { RoleSchema } from '../../contract/instrument.ts'
import type { Role } from '../../contract/instrument.ts'
import { roleRefused } from './problems.ts'
import type { Slot } from './slot.ts'

/** Where the bench remembers which instrument plays which role. */
export interface BenchMemory {
  load(): unknown
  save(roles: Record<string, Role>): void
}

const Remembered = z.record(z.string(), RoleSchema)

/** Who plays which role: by serial number, remembered from start to start. */
export class Roles {
  readonly #memory: BenchMemory
  readonly #roles: Record<string, Role>

  constructor(memory: BenchMemory) {
    this.#memory = memory
    const remembered = Remembered.safeParse(memory.load())
    this.#roles = remembered.success ? remembered.data : {}
  }

  /** Whether an instrument with this serial number had a role before. */
  knows(serial: string): boolean {
    return serial !== '' && this.#roles[serial] !== undefined
  }

  /** Gives a newly opened instrument its old role, else the first one it can take that is free. */
  settle(slot: Slot, others: readonly Slot[]): void {
    if (slot.role !== 'none') return
    // Some instruments tell no serial number: two of them are not the same one.
    const same = (other: Slot): boolean => other.serial !== '' && other.serial === slot.serial
    const taken = new Set(others.filter((other) => other !== slot && !same(other)).map((other) => other.role))
    const remembered = this.#roles[slot.serial]
    const wanted =
      remembered ?? slot.found.roles.find((role) => role !== 'none' && !taken.has(role)) ?? 'none'
    slot.role = taken.has(wanted) ? 'none' : wanted
    for (const other of others) if (other !== slot && same(other)) other.role = 'none'
    if (!remembered && slot.role !== 'none') this.#remember(slot)
  }

  /** Gives a role by hand; who had it before has none. @throws Problem BAD_REQUEST */
  assign(slot: Slot, role: Role, others: readonly Slot[]): void {
    if (role !== 'none' && !slot.found.roles.includes(role))
      throw roleRefused(slot.found.product, role, slot.found.roles)
    for (const other of others)
      if (role !== 'none' && other !== slot && other.role === role) {
        other.role = 'none'
        this.#remember(other)
      }
    slot.role = role
    this.#remember(slot)
  }

  #remember(slot: Slot): void {
    if (slot.serial === '') return
    this.#roles[slot.serial] = slot.role
    this.#memory.save({ ...this.#roles })
  }
}
