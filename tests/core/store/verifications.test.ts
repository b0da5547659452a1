import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../core/store/database.ts'
import { verification, withMean } from '../verification/records.ts'
import { opened, problemOf, temporaryFolder } from './bench.ts'
import { card } from './records.ts'
import { join } from 'node:path'

describe('verifications', () => {
  it('come back as they were stored, newest first, by instrument and model', () => {
    const store = opened()
    const session = store.createSession({ name: 's', simulated: true }).id
    const first = store.insertVerification(verification({ session }))
    const later = store.insertVerification(
      withMean(0.2, { session, at: '2026-05-05T09:30:00.000Z', model: 'v2' }),
    )
    expect(store.getVerification(first.id)).toEqual({ id: first.id, ...verification({ session }) })
    expect(store.listVerifications().map(({ id }) => id)).toEqual([later.id, first.id])
    expect(store.listVerifications({ model: 'v1' })).toEqual([first])
    expect(store.listVerifications({ instrument: 'other' })).toEqual([])
    expect(problemOf(() => store.getVerification(99)).code).toBe('NOT_FOUND')
  })

  it('are refused any change by the file itself', () => {
    const file = join(temporaryFolder(), 'isochrome.db')
    const store = opened({ file })
    const session = store.createSession({ name: 's', simulated: true }).id
    store.insertVerification(verification({ session }))
    store.close()
    const database = openDatabase(file)
    expect(() => database.script(`UPDATE verification SET model = 'v9'`)).toThrow('never changed')
    expect(() => database.script('DELETE FROM verification')).toThrow('never deleted')
    database.close()
  })

  it('are merged with their session and the name their model has here, once', () => {
    const [here, there] = ['here', 'there'].map((name) => {
      const file = join(temporaryFolder(), `${name}.db`)
      return { file, store: opened({ file, now: () => new Date('2026-05-04T08:00:00Z') }) }
    }) as [
      { file: string; store: ReturnType<typeof opened> },
      { file: string; store: ReturnType<typeof opened> },
    ]
    here.store.createSession({ name: 'own', simulated: true, started: '2026-05-01T08:00:00.000Z' })
    const own = here.store.insertModel(card('v1', { hash: 'a'.repeat(64) }), Uint8Array.of(1))
    const session = there.store.createSession({
      name: 's',
      simulated: true,
      started: '2026-05-02T08:00:00.000Z',
    }).id
    const model = there.store.insertModel(card('v1', { hash: 'b'.repeat(64), session }), Uint8Array.of(2))
    there.store.insertVerification(
      verification({ session, trainingSession: session, model: model.version, modelHash: model.hash }),
    )
    here.store.merge(there.file)
    here.store.merge(there.file)
    const [merged, ...more] = here.store.listVerifications()
    expect(more).toEqual([])
    const newest = here.store.listSessions().find(({ name }) => name === 's')!
    expect(merged).toMatchObject({ session: newest.id, trainingSession: newest.id, modelHash: model.hash })
    expect(merged!.model).not.toBe(own.version)
    expect(here.store.getModel(merged!.model).hash).toBe(model.hash)
  })
})
