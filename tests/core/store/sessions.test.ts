import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Plate } from '../../../contract/plate.ts'
import { openDatabase } from '../../../core/store/database.ts'
import { desk, opened, problemOf, temporaryFolder } from './bench.ts'
import { AT, card } from './records.ts'

const plate = (name: string): Plate => ({
  name,
  rows: 1,
  columns: 2,
  pitchXMm: 10,
  pitchYMm: 10,
  originXMm: 0,
  originYMm: 0,
  whiteXMm: 0,
  whiteYMm: -20,
  order: 'rows',
  patches: [
    { id: 'A01', name: 'red', row: 0, column: 0, expectedLab: [50, 60, 30] },
    { id: 'A02', name: 'A02', row: 0, column: 1 },
  ],
})

describe('sessions', () => {
  it('say what is in them', () => {
    const { store, session, pair, read } = desk()
    const jeti = store.upsertDevice({ family: 'specbos', serial: 'J7', model: 'specbos 1211', firmware: '2' })
    const axis = store.axisId(Float64Array.of(380, 780))
    store.insertReading({
      session,
      role: 'reference',
      kind: 'white',
      device: jeti,
      axis,
      quantity: 'radiance',
      values: Float64Array.of(0.1, 0.2),
      at: AT,
    })
    pair('A01')
    pair('A02')
    pair('A02')
    pair('A01', 'accepted', true)
    pair('A03', 'refused')
    store.setSessionPlate(session, plate('Card'))
    expect(store.getSession(session)).toEqual({
      id: session,
      name: 'Plate',
      started: AT,
      instruments: ['Ocean HDX HDX-1', 'specbos 1211 J7'],
      plate: 'Card',
      pairs: 2,
      model: null,
      simulated: true,
      readings: 11,
      notes: '',
      tags: [],
    })
    expect(store.sessionPlate(session)).toEqual(plate('Card'))
    store.insertModel(card('v1', { session }), Uint8Array.of(1))
    expect(store.getSession(session).model).toBe('v1')
    store.insertSpot({
      session,
      name: 'Lid',
      at: AT,
      spectrometer: read('', 'spectrometer'),
      model: 'v0',
      domain: 'in',
      domainDetail: '',
    })
    expect(store.getSession(session).model).toBe('v0')
  })

  it('are listed newest first, renamed and found again', () => {
    const store = opened()
    expect(store.latestSession()).toBeUndefined()
    const first = store.createSession({
      name: 'one',
      started: '2026-01-01T00:00:00Z',
      simulated: false,
      notes: 'n',
      plate: plate('P'),
    })
    const second = store.createSession({ name: 'two', simulated: true })
    expect(second.started).toBe(AT)
    expect(store.listSessions().map(({ name }) => name)).toEqual(['two', 'one'])
    store.renameSession(first.id, { name: 'uno' })
    expect(store.getSession(first.id)).toEqual({ ...first, name: 'uno' })
    store.renameSession(first.id, { name: 'uno', notes: '', tags: ['line 3', 'night'] })
    expect(store.getSession(first.id)).toMatchObject({ notes: '', tags: ['line 3', 'night'] })
    expect(store.latestSession()?.id).toBe(second.id)
    expect(store.sessionPlate(second.id)).toBeUndefined()
  })

  it('refuse ids nobody gave', () => {
    const store = opened()
    const calls = [
      () => store.getSession(1),
      () => store.renameSession(1, { name: 'x' }),
      () => store.setSessionPlate(1, plate('x')),
      () => store.sessionPlate(1),
      () => store.getDevice(1),
      () => store.getRun(1),
      () => store.setRunState(1, 'idle'),
      () => store.getSpot(1),
      () => store.renameSpot(1, 'x'),
      () => store.promote('v1'),
    ]
    expect(calls.map((call) => problemOf(call).code)).toEqual(calls.map(() => 'NOT_FOUND'))
  })
})

describe('devices, runs, plates and settings', () => {
  it('know an instrument by family and serial number', () => {
    const store = opened()
    const hdx = { family: 'hdx', serial: '1', model: 'HDX', firmware: '1.0' }
    const id = store.upsertDevice(hdx)
    expect(store.upsertDevice({ ...hdx, firmware: '1.1' })).toBe(id)
    expect(store.getDevice(id).firmware).toBe('1.1')
    expect(store.upsertDevice({ ...hdx, serial: '2' })).not.toBe(id)
  })

  it('find the newest run of a kind or session', () => {
    const { store, session } = desk()
    const other = store.createSession({ name: 'other', simulated: true }).id
    const scan = store.createRun({ session, kind: 'scan', options: { patches: 60 }, started: AT })
    const spot = store.createRun({ session: other, kind: 'spot', options: null, started: AT })
    store.setRunState(scan, 'paused')
    expect(store.lastRun()?.id).toBe(spot)
    expect(store.lastRun({ session })).toMatchObject({ id: scan, state: 'paused', options: { patches: 60 } })
    expect(store.lastRun({ kind: 'recalibrate' })).toBeUndefined()
    store.appendEvent({ type: 'state', seq: 0, at: AT, run: scan, state: 'paused', reason: 'pressed' })
    store.appendEvent({ type: 'state', seq: 1, at: AT, run: scan, state: 'running', reason: 'pressed' })
    expect(store.eventsSince(scan, 1)).toEqual([
      { type: 'state', seq: 1, at: AT, run: scan, state: 'running', reason: 'pressed' },
    ])
    const again = { type: 'state', seq: 1, at: AT, run: scan, state: 'idle', reason: '' } as const
    expect(problemOf(() => store.appendEvent(again)).code).toBe('BAD_REQUEST')
  })

  it('come back as they were stored', () => {
    const store = opened()
    expect(store.getPlate('Card')).toBeUndefined()
    store.savePlate(plate('Card'))
    store.savePlate({ ...plate('Card'), pitchXMm: 12 })
    store.savePlate(plate('Anna'))
    expect(store.getPlate('Card')?.pitchXMm).toBe(12)
    expect(store.listPlates().map(({ name }) => name)).toEqual(['Anna', 'Card'])
    expect(store.getSetting('theme')).toBeUndefined()
    store.setSetting('theme', { dark: true })
    store.setSetting('theme', { dark: false })
    expect(store.getSetting('theme')).toEqual({ dark: false })
  })
})

describe('a transaction over several calls', () => {
  it('is stored as a whole or not at all', () => {
    const { store, session, pair } = desk()
    const failing = (): never =>
      store.transaction(() => {
        pair('A01')
        store.createSession({ name: 'never', simulated: true })
        throw new Error('changed my mind')
      })
    expect(failing).toThrow('changed my mind')
    expect(store.listSessions()).toHaveLength(1)
    expect(store.getSession(session)).toMatchObject({ pairs: 0, readings: 0 })
    expect(store.history(session)).toEqual([])
    expect(store.transaction(() => pair('A01'))).toBe(1)
    expect(store.getSession(session).pairs).toBe(1)
  })
})

describe('sizes and copies', () => {
  it('are told in bytes', () => {
    const { store, read } = desk()
    const before = store.sizeBytes()
    for (let n = 0; n < 50; n++) read('A01', 'spectrometer')
    expect(store.sizeBytes()).toBeGreaterThan(before)
    expect(store.diskFreeBytes()).toBeGreaterThan(0)
  })

  it('copies once a day when something was written, and keeps three', () => {
    const folder = temporaryFolder()
    const file = join(folder, 'isochrome.db')
    let today = new Date('2026-05-01T12:00:00Z')
    const day = (n: number): void => void (today = new Date(Date.UTC(2026, 4, n, 12)))
    const store = opened({ file, now: () => today })
    for (let n = 1; n <= 5; n++) {
      day(n)
      store.createSession({ name: `day ${n}`, simulated: true })
      const copy = store.copyIfDue()
      expect(copy).toBe(join(folder, 'backups', `isochrome-daily-2026050${n}T120000Z.db`))
      utimesSync(copy!, today, today)
      // As a kill in the middle of copying leaves it.
      writeFileSync(join(folder, 'backups', `isochrome-daily-2026050${n}T130000Z.db.tmp`), '')
      expect(store.copyIfDue()).toBeNull()
    }
    expect(readdirSync(join(folder, 'backups'))).toHaveLength(3 + 1)
    const copy = openDatabase(join(folder, 'backups', 'isochrome-daily-20260505T120000Z.db'), {
      readOnly: true,
    })
    expect(copy.prepare('SELECT count(*) AS n FROM session').all()).toEqual([{ n: 5 }])
    copy.close()
    store.close()
    day(9)
    const idle = opened({ file, now: () => today })
    expect(idle.copyIfDue()).toBeNull()
    expect(existsSync(file)).toBe(true)
  })
})
