import fc from 'fast-check'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../core/store/database.ts'
import { formatOf, migrate } from '../../../core/store/migrate.ts'
import { MIGRATIONS } from '../../../core/store/migrations/index.ts'
import { openStore } from '../../../core/store/store.ts'
import { desk, opened, problemOf, temporaryFolder } from './bench.ts'
import type { Desk } from './bench.ts'
import { AT } from './records.ts'

const PATCHES = ['A01', 'A02', 'B01']

/** One thing that can change what readings count for; what the store refuses (nothing to restore) changes nothing. */
const ACTIONS: Record<string, (on: Desk, patch: string, turn: number) => void> = {
  pair: ({ pair }, patch) => pair(patch),
  refuse: ({ pair }, patch) => pair(patch, 'refused'),
  control: ({ pair }, patch) => pair(patch, 'accepted', true),
  half: ({ read }, patch) => read(patch, 'spectrometer'),
  accept: ({ store, session }, patch) => attempt(() => store.acceptRefused(session, patch)),
  exclude: ({ store, session }, patch) => store.excludePatches(session, [patch, 'A02'], true),
  include: ({ store, session }, patch) => store.excludePatches(session, [patch], false),
  undo: ({ store, session }) => store.undo(session),
  redo: ({ store, session }) => store.redo(session),
  restore: ({ store, session }, _, turn) => {
    const { rows, total } = store.listReadings(session, 0, 1000)
    const chosen = rows[turn % Math.max(1, total)]
    if (chosen) attempt(() => store.restorePair(chosen.id))
  },
  white: ({ store, session, read }, patch) =>
    store.noteTaken(session, 'White', [read(patch, 'spectrometer')]),
  spot: ({ store, session, read }, patch, turn) =>
    store.insertSpot({
      session,
      name: `Spot ${patch}`,
      at: AT,
      spectrometer: read(patch, 'spectrometer'),
      ...(turn % 2 === 0 && { reference: read(patch, 'reference') }),
      domain: 'in',
      domainDetail: 'D2 0.7',
    }),
}

/** Refusals are part of the game; anything that is no Problem fails the test. */
function attempt(work: () => unknown): void {
  try {
    work()
  } catch (error) {
    expect(
      problemOf(() => {
        throw error
      }).title,
    ).not.toBe('')
  }
}

const step = fc.record({
  action: fc.constantFrom(...Object.keys(ACTIONS)),
  patch: fc.constantFrom(...PATCHES),
  turn: fc.nat(50),
})

describe('the list of readings', () => {
  it('says what pairs, exclusions and the journal say, whatever is done', () => {
    const store = opened()
    const states = new Set<string>()
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
        const on = desk(store)
        for (const { action, patch, turn } of steps) ACTIONS[action]?.(on, patch, turn)
        expect(store.checkIntegrity().faults).toEqual([])
        expect(store.getSession(on.session).pairs).toBe(store.currentPairs(on.session).length)
        for (const { state } of store.listReadings(on.session, 0, 1000).rows) states.add(state)
      }),
      { numRuns: 60, seed: 11 },
    )
    expect([...states].sort()).toEqual(['accepted', 'excluded', 'refused', 'superseded', 'undone'])
  })

  it('finds by words and state what going through all of them finds', () => {
    const on = desk()
    for (const patch of PATCHES) on.pair(patch)
    for (const action of ['pair', 'refuse', 'undo', 'exclude', 'spot', 'undo', 'control'])
      for (const [turn, patch] of PATCHES.entries()) ACTIONS[action]?.(on, patch, turn)
    const all = on.store.listReadings(on.session, 0, 1000).rows
    for (const words of [undefined, 'a0', 'spectrometer b', 'nothing'])
      for (const state of ['accepted', 'refused', 'superseded', 'excluded', 'undone'] as const) {
        const fitting = all.filter(
          (row) =>
            row.state === state &&
            (words ?? '')
              .split(' ')
              .every((word) =>
                `${row.name} ${row.patch ?? ''} ${row.role} ${row.kind}`.toLowerCase().includes(word),
              ),
        )
        const filter = { state, ...(words !== undefined && { words }) }
        const found = on.store.listReadings(on.session, 1, 2, filter)
        expect(found, `${words ?? 'all'}, ${state}`).toEqual({
          total: fitting.length,
          rows: fitting.slice(1, 3),
        })
      }
  })

  it('is made for a file of an older format', () => {
    const file = join(temporaryFolder(), 'isochrome.db')
    const store = openStore({ file, now: () => new Date(AT) })
    const on = desk(store)
    for (const action of ['pair', 'refuse', 'exclude', 'pair', 'spot', 'undo'])
      for (const [turn, patch] of PATCHES.entries()) ACTIONS[action]?.(on, patch, turn)
    const now = store.listReadings(on.session, 0, 1000)
    store.close()
    toFormat7(file)
    expect(opened({ file }).listReadings(on.session, 0, 1000)).toEqual(now)
  })

  it('is compared with the pairs by the check of the data', () => {
    const file = join(temporaryFolder(), 'isochrome.db')
    const store = openStore({ file, now: () => new Date(AT) })
    desk(store).pair('A01')
    const database = openDatabase(file)
    database.script("UPDATE reading_list SET state = 'refused' WHERE reading = 1")
    database.close()
    expect(store.checkIntegrity().faults).toEqual([
      '1 reading is listed as something else than the pairs say',
    ])
    store.close()
  })
})

/** Takes back what formats 8 and 9 added; the rows of the journal stay. */
function toFormat7(file: string): void {
  const database = openDatabase(file)
  const added = database
    .prepare<{ type: string; name: string }>(
      "SELECT type, name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'list\\_%' ESCAPE '\\'",
    )
    .all()
  for (const { name } of added) database.script(`DROP TRIGGER ${name}`)
  database.script(`
    DROP TABLE reading_list; DROP VIEW reading_state; DROP TABLE taken_reference; DROP INDEX reading_device;
    DROP INDEX pair_decision; DROP INDEX exclusion_decision; DROP INDEX spot_decision;
    CREATE INDEX reading_words ON reading (session, words);
    CREATE INDEX reading_order ON reading (session);
    PRAGMA user_version = 7`)
  expect(formatOf(database)).toBe(7)
  database.close()
  expect(added.length).toBeGreaterThan(0)
  // The same as what the steps before it make of an empty file.
  const [old, taken] = [openDatabase(join(temporaryFolder(), 'old.db')), openDatabase(file)]
  migrate(old, MIGRATIONS.slice(0, 7))
  const names = (of: typeof old): unknown =>
    of.prepare("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY type, name").all()
  expect(names(taken)).toEqual(names(old))
  old.close()
  taken.close()
}
