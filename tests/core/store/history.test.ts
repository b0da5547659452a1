import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { desk, opened } from './bench.ts'
import { AT, card } from './records.ts'

describe('undo and redo', () => {
  it('takes pairs back one by one and brings the superseded one back', () => {
    const { store, session, pair } = desk()
    const first = pair('P13')
    pair('P14')
    pair('P13')
    expect(store.undoable(session)).toEqual({ undo: 'Repeated pair P13' })
    expect(store.undo(session)).toBe('Repeated pair P13')
    expect(store.currentPairs(session).map(({ id }) => id)).toContain(first)
    expect(store.undo(session)).toBe('Pair P14')
    expect(store.currentPairs(session).map(({ id }) => id)).toEqual([first])
    expect(store.undoable(session)).toEqual({ undo: 'Pair P13', redo: 'Pair P14' })
    expect(store.redo(session)).toBe('Pair P14')
    expect(store.redo(session)).toBe('Repeated pair P13')
    expect(store.redo(session)).toBeNull()
    expect(store.history(session).map(({ what, undone }) => [what, undone])).toEqual([
      ['Pair P13', false],
      ['Pair P14', false],
      ['Repeated pair P13', false],
    ])
  })

  it('deletes nothing and says so in the list of readings', () => {
    const { store, session, pair } = desk()
    pair('P13')
    pair('P13')
    store.undo(session)
    expect(store.listReadings(session, 0, 10)).toMatchObject({
      total: 4,
      rows: [{ state: 'accepted' }, { state: 'accepted' }, { state: 'undone' }, { state: 'undone' }],
    })
    expect(store.history(session)).toMatchObject([{ undone: false }, { undone: true }])
  })

  it('takes back a dark and a white that were asked for, and leaves alone those that were not', () => {
    const { store, session, device, axis } = desk()
    const take = (kind: 'dark' | 'white', at: string): number =>
      store.insertReading({
        session,
        role: 'spectrometer',
        kind,
        device,
        axis,
        quantity: 'counts',
        values: Float64Array.of(1, 2, 3),
        at,
      })
    const latest = (kind: 'dark' | 'white'): number | undefined =>
      store.latestReference(session, kind, 'spectrometer')?.id
    const [dark, white] = [take('dark', AT), take('white', AT)]
    store.noteTaken(session, 'White', [take('dark', AT), take('white', AT)])
    expect(store.undo(session)).toBe('White')
    expect([latest('dark'), latest('white')]).toEqual([dark, white])
    expect(store.listReadings(session, 0, 10).rows.map(({ state }) => state)).toEqual([
      'accepted',
      'accepted',
      'undone',
      'undone',
    ])
    expect(store.undo(session)).toBeNull()
    expect(store.redo(session)).toBe('White')
    expect([latest('dark'), latest('white')]).toEqual([dark + 2, white + 2])
    expect(store.checkIntegrity().faults).toEqual([])
  })

  it('has nothing to redo after deciding anew', () => {
    const { store, session, pair } = desk()
    pair('P13')
    pair('P14')
    store.undo(session)
    pair('P15')
    expect(store.redo(session)).toBeNull()
    expect(store.undo(session)).toBe('Pair P15')
    expect(store.undo(session)).toBe('Pair P13')
    expect(store.undo(session)).toBeNull()
    expect(store.redo(session)).toBe('Pair P13')
  })

  it('knows spots, exclusions and accepted refusals, not what the program refused or read for control', () => {
    const { store, session, pair, read } = desk()
    pair('P13', 'refused')
    pair('P14', 'accepted', true)
    expect(store.undoable(session)).toEqual({})
    store.acceptRefused(session, 'P13')
    store.excludePatches(session, ['P13', 'P14'], true)
    const spot = store.insertSpot({
      session,
      name: 'Lid',
      at: AT,
      spectrometer: read('', 'spectrometer'),
      domain: 'in',
      domainDetail: 'D2 0.7',
      model: 'v1',
    })
    expect(store.listSpots(session)).toMatchObject([{ id: spot, name: 'Lid', model: 'v1' }])
    store.renameSpot(spot, 'Lid, left')
    expect(store.getSpot(spot).name).toBe('Lid, left')
    expect(store.undo(session)).toBe('Spot Lid')
    expect(store.listSpots(session)).toEqual([])
    expect(store.undo(session)).toBe('Excluded 2 patches')
    expect(store.excludedPatches(session)).toEqual([])
    expect(store.undo(session)).toBe('Accepted P13 as measured')
    expect(store.currentPairs(session)).toEqual([])
  })

  it('belongs to one session', () => {
    const store = opened()
    const [one, two] = [desk(store), desk(store)]
    one.pair('A01')
    two.pair('B01')
    expect(store.undo(one.session)).toBe('Pair A01')
    expect(store.currentPairs(two.session)).toHaveLength(1)
    expect(store.undo(one.session)).toBeNull()
  })

  it('takes promotion and rollback back when they were decided in the session', () => {
    const { store, session } = desk()
    store.insertModel(card('v1'), Uint8Array.of(1))
    store.insertModel(card('v2'), Uint8Array.of(2))
    store.promote('v1')
    store.promote('v2', session)
    store.rollback(session)
    expect(store.activeModel()?.version).toBe('v1')
    expect(store.undo(session)).toBe('Went back from v2 to v1')
    expect(store.activeModel()?.version).toBe('v2')
    expect(store.undo(session)).toBe('Made v2 active')
    expect(store.activeModel()?.version).toBe('v1')
    expect(store.getModel('v2').state).toBe('candidate')
    // Decided outside the session: not to be undone by a key pressed here.
    expect(store.undo(session)).toBeNull()
    expect(store.redo(session)).toBe('Made v2 active')
    expect(store.getModel('v1').state).toBe('retired')
  })

  it('agrees with two plain stacks whatever is pressed', () => {
    const step = fc.oneof(
      fc.constantFrom('A01', 'A02', 'A03').map((patch) => ({ press: 'pair' as const, patch })),
      fc.constantFrom('undo' as const, 'redo' as const).map((press) => ({ press, patch: '' })),
    )
    const { store, device, axis } = desk()
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const session = store.createSession({ name: 'random', simulated: true }).id
        const done: { patch: string; id: number }[] = []
        const undone: { patch: string; id: number }[] = []
        for (const { press, patch } of steps) {
          if (press === 'pair') {
            const [a, b] = (['spectrometer', 'reference'] as const).map((role) =>
              store.insertReading({
                session,
                role,
                kind: 'sample',
                patch,
                device,
                axis,
                quantity: 'counts',
                values: Float64Array.of(1, 2, 3),
                at: AT,
              }),
            )
            done.push({
              patch,
              id: store.commitPair({
                session,
                patch,
                spectrometer: [a!],
                reference: [b!],
                verdict: 'accepted',
                at: AT,
              }),
            })
            undone.length = 0
          } else {
            const [from, to] = press === 'undo' ? [done, undone] : [undone, done]
            const moved = from.pop()
            if (moved) to.push(moved)
            expect(store[press](session) === null).toBe(moved === undefined)
          }
          const expected = [...new Map(done.map(({ patch: name, id }) => [name, id])).values()].sort(
            (a, b) => a - b,
          )
          expect(store.currentPairs(session).map(({ id }) => id)).toEqual(expected)
        }
      }),
      { numRuns: 40, seed: 7 },
    )
  })
})
