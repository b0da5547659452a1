import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../../core/store/store.ts'
import type { Store } from '../../../core/store/store.ts'
import { desk, opened, problemOf, temporaryFolder } from './bench.ts'
import { AT, card } from './records.ts'

/** A clock that is one second later at every call, from `start` on. */
function ticking(start: string): () => Date {
  let at = new Date(start).getTime()
  return () => new Date((at += 1000))
}

/** A store with its file, told by a clock of its own. */
function computer(start: string): { store: Store; file: string } {
  const file = join(temporaryFolder(), 'isochrome.db')
  return { store: opened({ file, now: ticking(start) }), file }
}

/** A scan of two patches, the second one read twice. */
function scan(store: Store, at: string, values = Float64Array.of(1, 2, 3)): number {
  const session = store.createSession({ name: 'Plate', simulated: true, started: at }).id
  const device = store.upsertDevice({ family: 'hdx', serial: 'H1', model: 'HDX', firmware: '1' })
  const axis = store.axisId(Float64Array.of(400, 500, 600))
  for (const [i, patch] of ['A01', 'A02', 'A02'].entries())
    pairAt(store, { session, device, axis, patch, values, at: later(at, i + 1) })
  return session
}

const later = (at: string, seconds: number): string =>
  new Date(new Date(at).getTime() + 1000 * seconds).toISOString()

function pairAt(
  store: Store,
  given: { session: number; device: number; axis: number; patch: string; values: Float64Array; at: string },
): number {
  const { patch, ...rest } = given
  const read = (role: 'spectrometer' | 'reference'): number =>
    store.insertReading({ ...rest, patch, role, kind: 'sample', quantity: 'counts' })
  return store.commitPair({
    session: given.session,
    patch,
    spectrometer: [read('spectrometer')],
    reference: [read('reference')],
    verdict: 'accepted',
    at: given.at,
  })
}

/** What a session says, without what differs between two databases. */
function content(store: Store, session: number): unknown {
  const { id: _id, ...rest } = store.getSession(session)
  const pairs = store.currentPairs(session).map(({ patch, at, spectrometer }) => ({
    patch,
    at,
    values: store.getReadings(spectrometer).map(({ values }) => [...values]),
  }))
  return { ...rest, pairs, history: store.history(session).map(({ what, undone }) => ({ what, undone })) }
}

describe('merging', () => {
  it('brings in a session as it was, and nothing the second time', () => {
    const here = computer('2026-05-04T08:00:00Z')
    const there = computer('2026-05-05T08:00:00Z')
    scan(here.store, '2026-05-04T09:00:00.000Z')
    const theirs = scan(there.store, '2026-05-05T09:00:00.000Z', Float64Array.of(7, 8, 9.5))
    there.store.undo(theirs)
    const { id } = there.store.getReading(1)
    there.store.noteTaken(theirs, 'White', [id])
    there.store.undo(theirs)
    there.store.excludePatches(theirs, ['A01'], true)
    const first = here.store.merge(there.file)
    expect(first).toMatchObject({ sessions: 1, readings: 6, pairs: 3, known: 0, remarks: [] })
    const newest = here.store.listSessions().find(({ started }) => started.startsWith('2026-05-05'))
    expect(content(here.store, newest?.id ?? 0)).toEqual(content(there.store, theirs))
    expect(here.store.excludedPatches(newest?.id ?? 0)).toEqual(['A01'])
    expect(here.store.merge(there.file)).toMatchObject({ sessions: 0, readings: 0, pairs: 0, known: 6 })
    expect(here.store.checkIntegrity()).toEqual({ ok: true, readings: 12, models: 0, faults: [] })
  })

  it('lets the later reading stand where one session went on in two places', () => {
    const here = computer('2026-05-04T08:00:00Z')
    const session = scan(here.store, '2026-05-04T09:00:00.000Z')
    const folder = temporaryFolder()
    const copy = here.store.backup(join(folder, 'copy'))
    const other = opened({ file: copy, now: ticking('2026-05-06T08:00:00Z') })
    const more = (store: Store, patch: string, value: number, at: string): number =>
      pairAt(store, { session, device: 1, axis: 1, patch, values: Float64Array.of(value, 2, 3), at })
    more(here.store, 'A01', 11, '2026-05-06T09:00:00.000Z')
    more(other, 'A01', 12, '2026-05-06T10:00:00.000Z')
    more(here.store, 'A02', 13, '2026-05-06T12:00:00.000Z')
    more(other, 'A02', 14, '2026-05-06T11:00:00.000Z')
    more(other, 'A03', 15, '2026-05-06T11:30:00.000Z')
    expect(here.store.merge(copy)).toMatchObject({ sessions: 0, readings: 6, pairs: 3, known: 6 })
    const values = here.store.currentPairs(session).map(({ patch, spectrometer }) => {
      return [patch, here.store.getReading(spectrometer[0] ?? 0).values[0]]
    })
    expect(new Map(values as [string, number][])).toEqual(
      new Map([
        ['A01', 12],
        ['A02', 13],
        ['A03', 15],
      ]),
    )
    expect(here.store.currentPairs(session)).toHaveLength(3)
    expect(here.store.merge(copy)).toMatchObject({ readings: 0, pairs: 0 })
  })

  it('keeps bit-equal readings of one moment apart', () => {
    const here = computer('2026-05-04T08:00:00Z')
    const there = computer('2026-05-05T08:00:00Z')
    const session = there.store.createSession({ name: 'Twice', simulated: false }).id
    const device = there.store.upsertDevice({ family: 'hdx', serial: 'H1', model: 'HDX', firmware: '1' })
    const axis = there.store.axisId(Float64Array.of(400, 500, 600))
    const values = Float64Array.of(1, 2, 3)
    for (let i = 0; i < 3; i++)
      there.store.insertReading({
        session,
        device,
        axis,
        values,
        role: 'reference',
        kind: 'white',
        quantity: 'radiance',
        at: AT,
      })
    expect(here.store.merge(there.file)).toMatchObject({ readings: 3 })
    expect(here.store.merge(there.file)).toMatchObject({ readings: 0, known: 3 })
  })

  it('gives a model another name where its name is taken, and follows it in the readings', () => {
    const here = computer('2026-05-04T08:00:00Z')
    const there = computer('2026-05-05T08:00:00Z')
    here.store.insertModel(card('v1', { hash: 'a'.repeat(64) }), Uint8Array.of(1))
    const session = there.store.createSession({ name: 'Spots', simulated: false }).id
    there.store.insertModel(card('v1', { hash: 'b'.repeat(64), session }), Uint8Array.of(2))
    there.store.promote('v1', session)
    const device = there.store.upsertDevice({ family: 'hdx', serial: 'H1', model: 'HDX', firmware: '1' })
    const axis = there.store.axisId(Float64Array.of(400, 500, 600))
    const spectrometer = there.store.insertReading({
      session,
      device,
      axis,
      role: 'spectrometer',
      kind: 'sample',
      quantity: 'counts',
      at: AT,
      model: 'v1',
      values: Float64Array.of(1, 2, 3),
    })
    there.store.insertSpot({
      session,
      name: 'Panel',
      at: AT,
      spectrometer,
      model: 'v1',
      domain: 'in',
      domainDetail: '',
    })
    const merged = here.store.merge(there.file)
    expect(merged).toMatchObject({ models: 1, spots: 1 })
    expect(merged.remarks).toEqual(['Model v1 of the other database is v2 here.'])
    expect(here.store.activeModel()).toBeUndefined()
    expect([...here.store.readBundle('v2')]).toEqual([2])
    const own = here.store.listSessions().find(({ name }) => name === 'Spots')
    expect(here.store.listSpots(own?.id ?? 0)).toMatchObject([{ name: 'Panel', model: 'v2' }])
    expect(here.store.getModel('v2').session).toBe(own?.id)
    expect(here.store.merge(there.file)).toMatchObject({ models: 0, spots: 0, remarks: [] })
  })

  it('follows what a reference without a spectrum read to its number here', () => {
    const here = computer('2026-05-04T08:00:00Z')
    const there = computer('2026-05-05T08:00:00Z')
    here.store.upsertDevice({ family: 'hdx', serial: 'other', model: 'HDX', firmware: '1' })
    const session = there.store.createSession({ name: 'Spots', simulated: false }).id
    const hdx = there.store.upsertDevice({ family: 'hdx', serial: 'H1', model: 'HDX', firmware: '1' })
    const klein = there.store.upsertDevice({ family: 'klein', serial: 'K1', model: 'K10-A', firmware: '1' })
    const spectrometer = there.store.insertReading({
      session,
      device: hdx,
      axis: there.store.axisId(Float64Array.of(400, 500, 600)),
      role: 'spectrometer',
      kind: 'sample',
      quantity: 'counts',
      at: AT,
      values: Float64Array.of(1, 2, 3),
    })
    there.store.insertSpot({
      session,
      name: 'Panel',
      at: AT,
      spectrometer,
      tristimulus: { device: klein, xyz: [1, 2, 3], unit: 'cd/m2' },
      domain: 'none',
      domainDetail: '',
    })
    here.store.merge(there.file)
    const own = here.store.listSessions().find(({ name }) => name === 'Spots')
    const [spot] = here.store.listSpots(own?.id ?? 0)
    expect(spot?.tristimulus).toMatchObject({ xyz: [1, 2, 3], unit: 'cd/m2' })
    expect(here.store.getDevice(spot?.tristimulus?.device ?? 0).serial).toBe('K1')
  })

  it('brings the record of a run under its number here', () => {
    const here = computer('2026-05-04T08:00:00Z')
    const there = computer('2026-05-05T08:00:00Z')
    scan(here.store, '2026-05-04T09:00:00.000Z')
    here.store.createRun({ session: 1, kind: 'scan', options: {}, started: '2026-05-04T09:00:01.000Z' })
    const session = scan(there.store, '2026-05-05T09:00:00.000Z')
    const run = there.store.createRun({ session, kind: 'scan', options: {}, started: AT })
    there.store.appendEvent({
      run,
      seq: 0,
      at: AT,
      type: 'started',
      kind: 'scan',
      session,
      total: 2,
      done: 0,
    })
    there.store.appendEvent({
      run,
      seq: 1,
      at: AT,
      type: 'reading',
      reading: 1,
      role: 'reference',
      kind: 'sample',
      seconds: 1,
    })
    here.store.merge(there.file)
    const own = here.store.lastRun()
    expect(own).toMatchObject({ id: 2, session: 2, state: 'idle' })
    expect(here.store.eventsSince(2, 0)).toMatchObject([
      { run: 2, session: 2 },
      { run: 2, reading: 7 },
    ])
  })

  it('says what keeps it from reading the other file', () => {
    const { store } = computer('2026-05-04T08:00:00Z')
    const folder = temporaryFolder()
    expect(problemOf(() => store.merge(join(folder, 'none.db'))).code).toBe('FILE_UNREADABLE')
    writeFileSync(join(folder, 'text.db'), 'not a database at all, only a text')
    expect(problemOf(() => store.merge(join(folder, 'text.db'))).code).toBe('STORE_DAMAGED')
  })
})

describe('a merge with a backup of the same database', () => {
  it('adds nothing', () => {
    const { store, pair } = desk()
    pair('A01')
    pair('A02', 'refused')
    const copy = store.backup(join(temporaryFolder(), 'copy'))
    cpSync(copy, `${copy}.again`)
    expect(store.merge(`${copy}.again`)).toMatchObject({ sessions: 0, readings: 0, pairs: 0, known: 4 })
    const restored = openStore({ file: copy, readOnly: true })
    expect(restored.listSessions()).toEqual(store.listSessions())
    restored.close()
  })
})
