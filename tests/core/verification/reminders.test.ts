import { describe, expect, it } from 'vitest'
import { Reminders, dueOf } from '../../../core/verification/reminders.ts'
import {
  keepVerifySettings,
  scheduledInstruments,
  verifySettings,
} from '../../../core/verification/settings.ts'
import { USUAL_TOLERANCE } from '../../../core/verification/tolerance.ts'
import type { Store } from '../../../core/store/store.ts'
import { opened } from '../store/bench.ts'
import { verification } from './records.ts'

const DAY = 86_400_000
const verifiedAt = Date.parse('2026-05-04T09:30:00.000Z')

/** A session with a reading of the instrument. */
function used(store: Store, started: string, serial = 'HDX-1'): number {
  const { id } = store.createSession({ name: 's', simulated: true, started })
  store.insertReading({
    session: id,
    role: 'spectrometer',
    kind: 'dark',
    device: store.upsertDevice({ family: 'hdx', serial, model: 'HDX', firmware: '1' }),
    axis: store.axisId(Float64Array.of(400, 500)),
    quantity: 'counts',
    values: Float64Array.of(1, 2),
    at: started,
  })
  return id
}

function verified(): Store {
  const store = opened()
  const session = used(store, '2026-05-04T09:00:00.000Z')
  store.insertVerification(verification({ session }))
  return store
}

describe('the reminder', () => {
  it('is not set until somebody sets it', () => {
    const store = verified()
    expect(scheduledInstruments(store)).toEqual([])
    expect(dueOf(store, 'HDX-1', verifiedAt + 1000 * DAY).due).toBe(false)
  })

  it('comes after so many days, and not a day before', () => {
    const store = verified()
    keepVerifySettings(store, 'HDX-1', { schedule: { days: 30, sessions: null } })
    expect(dueOf(store, 'HDX-1', verifiedAt + 30 * DAY - 1).due).toBe(false)
    const due = dueOf(store, 'HDX-1', verifiedAt + 30 * DAY)
    expect(due.due).toBe(true)
    expect(due.sentence).toBe('HDX-1 was verified 30 days ago, 0 sessions since. It is due: every 30 days.')
  })

  it('comes after so many sessions of that instrument; its verifications and other instruments do not count', () => {
    const store = verified()
    keepVerifySettings(store, 'HDX-1', { schedule: { days: null, sessions: 2 } })
    used(store, '2026-05-05T09:00:00.000Z')
    used(store, '2026-05-05T10:00:00.000Z', 'HDX-2')
    store.createSession({ name: 'empty', simulated: true, started: '2026-05-05T11:00:00.000Z' })
    expect(dueOf(store, 'HDX-1', verifiedAt + DAY)).toMatchObject({ due: false, sessionsSince: 1 })
    used(store, '2026-05-06T09:00:00.000Z')
    expect(dueOf(store, 'HDX-1', verifiedAt + 2 * DAY)).toMatchObject({ due: true, sessionsSince: 2 })
    const session = used(store, '2026-05-07T09:00:00.000Z')
    store.insertVerification(verification({ session, at: '2026-05-07T09:30:00.000Z' }))
    expect(dueOf(store, 'HDX-1', verifiedAt + 3 * DAY)).toMatchObject({ due: false, sessionsSince: 0 })
  })

  it('comes at once for an instrument that was never verified, and due ones come first', () => {
    const store = verified()
    keepVerifySettings(store, 'HDX-1', { schedule: { days: 30, sessions: null } })
    keepVerifySettings(store, 'HDX-9', { schedule: { days: 30, sessions: null } })
    let now = verifiedAt + DAY
    const reminders = new Reminders(store, { now: () => now })
    expect(reminders.all.map(({ instrument, due }) => [instrument, due])).toEqual([
      ['HDX-9', true],
      ['HDX-1', false],
    ])
    expect(reminders.sentence('HDX-9')).toBe('HDX-9 was never verified.')
    expect(reminders.sentence('HDX-1')).toBeUndefined()
    now += 40 * DAY
    expect(reminders.sentence('HDX-1')).toContain('41 days ago')
  })

  it('is kept beside the tolerance: one does not overwrite the other', () => {
    const store = opened()
    expect(verifySettings(store, 'X')).toEqual({
      tolerance: USUAL_TOLERANCE,
      schedule: { days: null, sessions: null },
    })
    const tolerance = { standard: 'ours', limits: { rmse: 0.01 } }
    keepVerifySettings(store, 'X', { tolerance })
    keepVerifySettings(store, 'X', { schedule: { days: 7, sessions: null } })
    expect(verifySettings(store, 'X')).toEqual({ tolerance, schedule: { days: 7, sessions: null } })
    store.setSetting('verification', { X: { tolerance: 'from another version' } })
    expect(verifySettings(store, 'X').tolerance).toEqual(USUAL_TOLERANCE)
  })
})
