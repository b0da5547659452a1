import { describe, expect, it } from 'vitest'
import type { Store } from '../../../core/store/store.ts'
import { desk, problemOf, REFUSAL } from './bench.ts'
import { AT } from './records.ts'

const patches = (pairs: ReturnType<Store['currentPairs']>): string[] => pairs.map(({ patch }) => patch)

describe('pairs', () => {
  it('links a repeated pair to the one it supersedes and keeps both', () => {
    const { store, session, pair } = desk()
    const first = pair('A01')
    const second = pair('A01')
    expect(store.currentPairs(session).map(({ id }) => id)).toEqual([second])
    expect(store.pairsOf(session, 'A01')).toMatchObject([
      { id: first, superseded: true, undone: false },
      { id: second, supersedes: first, superseded: false },
    ])
    expect(store.getSession(session)).toMatchObject({ pairs: 1, readings: 4 })
  })

  it('never lets a refused pair replace an accepted one', () => {
    const { store, session, pair } = desk()
    const good = pair('A01')
    pair('A01', 'refused')
    expect(store.currentPairs(session).map(({ id }) => id)).toEqual([good])
    expect(store.refusedPairs(session)).toEqual([])
  })

  it('lists the newest refusal of a patch until it is paired', () => {
    const { store, session, pair } = desk()
    pair('A01', 'refused')
    const second = pair('A01', 'refused')
    expect(store.refusedPairs(session)).toMatchObject([{ id: second, patch: 'A01', problem: REFUSAL }])
    pair('A01')
    expect(store.refusedPairs(session)).toEqual([])
    expect(store.currentPairs(session)).toHaveLength(1)
  })

  it('keeps control pairs apart from the pair of their patch', () => {
    const { store, session, pair } = desk()
    const own = pair('A01')
    const controls = [pair('A01', 'accepted', true), pair('A01', 'accepted', true)]
    expect(store.currentPairs(session).map(({ id }) => id)).toEqual([own])
    expect(store.controlPairs(session).map(({ id }) => id)).toEqual(controls)
    expect(store.getSession(session).pairs).toBe(1)
  })

  it('keeps replicates in their order', () => {
    const { store, session, read } = desk()
    const spectrometer = [
      read('A01', 'spectrometer'),
      read('A01', 'spectrometer'),
      read('A01', 'spectrometer'),
    ].reverse()
    const reference = [read('A01', 'reference')]
    store.commitPair({ session, patch: 'A01', spectrometer, reference, verdict: 'accepted', at: AT })
    expect(store.currentPairs(session)).toMatchObject([{ spectrometer, reference }])
  })

  it('accepts a refused pair after all, with the same readings', () => {
    const { store, session, pair } = desk()
    pair('A01', 'refused')
    const [refused] = store.refusedPairs(session)
    const accepted = store.acceptRefused(session, 'A01')
    expect(store.currentPairs(session)).toMatchObject([
      {
        id: accepted,
        supersedes: refused?.id,
        spectrometer: refused?.spectrometer,
        reference: refused?.reference,
      },
    ])
    expect(store.listReadings(session, 0, 10).rows.map(({ state }) => state)).toEqual([
      'accepted',
      'accepted',
    ])
    store.undo(session)
    expect(store.currentPairs(session)).toEqual([])
    expect(store.refusedPairs(session)).toHaveLength(1)
    expect(store.listReadings(session, 0, 10).rows.map(({ state }) => state)).toEqual(['refused', 'refused'])
    expect(problemOf(() => store.acceptRefused(session, 'B01')).code).toBe('NOT_FOUND')
  })

  it('takes a superseded pair back, and undone ones too', () => {
    const { store, session, pair } = desk()
    const first = pair('A01')
    const second = pair('A01')
    const readingOf = (id: number): number =>
      store.pairsOf(session, 'A01').find((one) => one.id === id)?.spectrometer[0] ?? 0
    expect(store.restorePair(readingOf(first))).toBe('A01')
    expect(store.currentPairs(session)).toMatchObject([
      { supersedes: second, spectrometer: [readingOf(first)] },
    ])
    expect(store.history(session).at(-1)?.what).toBe('Restored pair A01')
    expect(problemOf(() => store.restorePair(readingOf(first))).code).toBe('BAD_REQUEST')
    store.undo(session)
    expect(store.currentPairs(session).map(({ id }) => id)).toEqual([second])
    store.undo(session)
    expect(store.currentPairs(session).map(({ id }) => id)).toEqual([first])
    expect(store.restorePair(readingOf(second))).toBe('A01')
    expect(store.currentPairs(session)).toMatchObject([{ spectrometer: [readingOf(second)] }])
    expect(problemOf(() => store.restorePair(99)).code).toBe('NOT_FOUND')
  })

  it('finds readings by their words and by what they count for', () => {
    const { store, session, pair } = desk()
    pair('A01')
    pair('A02')
    pair('A02')
    pair('B01', 'refused')
    const found = (filter: Parameters<typeof store.listReadings>[3]): string[] =>
      store
        .listReadings(session, 0, 100, filter)
        .rows.map(({ patch, role, state }) => `${patch ?? ''} ${role} ${state}`)
    expect(found({ words: 'b01' })).toEqual(['B01 spectrometer refused', 'B01 reference refused'])
    expect(found({ words: 'REF a0' })).toEqual([
      'A01 reference accepted',
      'A02 reference superseded',
      'A02 reference accepted',
    ])
    expect(found({ state: 'superseded', words: 'spectro' })).toEqual(['A02 spectrometer superseded'])
    expect(found({ words: '%' })).toEqual([])
    expect(store.listReadings(session, 1, 1, { state: 'accepted' })).toMatchObject({
      total: 4,
      rows: [{ patch: 'A01', role: 'reference' }],
    })
    expect(store.listReadings(session, 1, 2, { words: 'a02' })).toMatchObject({ total: 4 })
  })

  it('finds the readings of every state that the list itself shows, whatever was done to them', () => {
    const { store, session, read, pair } = desk()
    for (const patch of ['A01', 'A02', 'A03', 'A04']) pair(patch)
    pair('A02')
    pair('B01', 'refused')
    store.acceptRefused(session, 'B01')
    pair('B02', 'refused')
    pair('A01', 'accepted', true)
    store.excludePatches(session, ['A03', 'A04'], true)
    store.excludePatches(session, ['A04'], false)
    read('C01', 'spectrometer')
    pair('C02')
    const agree = (): void => {
      const { rows } = store.listReadings(session, 0, 100)
      for (const state of ['accepted', 'refused', 'superseded', 'undone', 'excluded'] as const) {
        const expected = rows.filter((row) => row.state === state)
        expect(store.listReadings(session, 0, 100, { state }), state).toEqual({
          total: expected.length,
          rows: expected,
        })
        const second = { total: expected.length, rows: expected.slice(1, 3) }
        expect(store.listReadings(session, 1, 2, { state }), `${state}, second page`).toEqual(second)
      }
    }
    agree()
    while (store.undo(session) !== null) agree()
    expect(store.listReadings(session, 0, 100, { state: 'undone' }).total).toBeGreaterThan(8)
  })

  it('finds the readings that wait for their partner', () => {
    const { store, session, read, pair } = desk()
    pair('A01')
    const lonely = [read('A02', 'spectrometer'), read('A02', 'spectrometer')]
    const reference = read('A03', 'reference')
    expect(store.halfPairs(session)).toEqual([
      { patch: 'A02', spectrometer: lonely, reference: [] },
      { patch: 'A03', spectrometer: [], reference: [reference] },
    ])
    // Read anew and paired: what was left over does not wait any more.
    pair('A02')
    expect(store.halfPairs(session).map(({ patch }) => patch)).toEqual(['A03'])
  })

  it('leaves excluded patches out of the training table only', () => {
    const { store, session, pair } = desk()
    for (const patch of ['A01', 'A02', 'A03']) pair(patch)
    store.excludePatches(session, ['A02', 'A03'], true)
    store.excludePatches(session, ['A03'], false)
    expect(patches(store.pairTable(session))).toEqual(['A01', 'A03'])
    expect(patches(store.currentPairs(session))).toEqual(['A01', 'A02', 'A03'])
    expect(store.excludedPatches(session)).toEqual(['A02'])
    expect(store.listReadings(session, 2, 2).rows.map(({ state }) => state)).toEqual(['excluded', 'excluded'])
  })

  it('refuses readings of another patch, role, or pair', () => {
    const { store, session, read, pair } = desk()
    const at = AT
    const good = { session, patch: 'A01', verdict: 'accepted', at } as const
    const [a, b, other] = [read('A01', 'spectrometer'), read('A01', 'reference'), read('A02', 'reference')]
    expect(problemOf(() => store.commitPair({ ...good, spectrometer: [a], reference: [other] })).code).toBe(
      'BAD_REQUEST',
    )
    expect(problemOf(() => store.commitPair({ ...good, spectrometer: [b], reference: [a] })).code).toBe(
      'BAD_REQUEST',
    )
    expect(problemOf(() => store.commitPair({ ...good, spectrometer: [a], reference: [] })).code).toBe(
      'BAD_REQUEST',
    )
    store.commitPair({ ...good, spectrometer: [a], reference: [b] })
    expect(problemOf(() => store.commitPair({ ...good, spectrometer: [a], reference: [b] })).code).toBe(
      'BAD_REQUEST',
    )
    expect(store.pairsOf(session, 'A01')).toHaveLength(1)
    pair('A03')
    expect(store.history(session)).toHaveLength(2)
  })

  it('stores a pair with its events or neither', () => {
    const { store, session, read } = desk()
    const run = store.createRun({ session, kind: 'scan', options: { plate: 'builtin' }, started: AT })
    const event = (seq: number, reading: number) =>
      ({
        type: 'reading',
        seq,
        at: AT,
        run,
        reading,
        role: 'spectrometer',
        kind: 'sample',
        seconds: 1,
      }) as const
    const spectrometer = [read('A01', 'spectrometer')]
    const reference = [read('A01', 'reference')]
    const pair = { session, patch: 'A01', spectrometer, reference, verdict: 'accepted', at: AT } as const
    expect(problemOf(() => store.commitPair(pair, [event(0, 1), event(0, 2)])).code).toBe('BAD_REQUEST')
    expect(store.pairsOf(session, 'A01')).toEqual([])
    expect(store.eventsSince(run, 0)).toEqual([])
    const id = store.commitPair(pair, (made) => [event(0, made), event(1, made)])
    expect(store.eventsSince(run, 1)).toEqual([event(1, id)])
    expect(store.getRun(run)).toMatchObject({ state: 'running', events: 2, options: { plate: 'builtin' } })
  })
})
