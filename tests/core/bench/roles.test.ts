import { expect, test } from 'vitest'
import type { Role } from '../../../contract/instrument.ts'
import { Roles } from '../../../core/bench/roles.ts'
import type { Slot } from '../../../core/bench/slot.ts'

/** What roles are decided by. */
const slot = (serial: string, role: Role, roles: readonly Role[]): Slot =>
  ({ serial, role, found: { roles, product: 'An instrument' } }) as unknown as Slot

const roles = (): Roles => new Roles({ load: () => undefined, save: () => undefined })

test('the same instrument at another address takes its role along', () => {
  const before = slot('R007', 'reference', ['reference'])
  const after = slot('R007', 'none', ['reference'])
  roles().settle(after, [before, after])
  expect([before.role, after.role]).toEqual(['none', 'reference'])
})

test('two instruments that tell no serial number are two: the second takes nothing from the first', () => {
  const colorimeter = slot('', 'reference', ['reference'])
  const table = slot('', 'stage', ['stage'])
  const second = slot('', 'none', ['reference'])
  roles().settle(second, [colorimeter, table, second])
  expect([colorimeter.role, table.role, second.role]).toEqual(['reference', 'stage', 'none'])
})
