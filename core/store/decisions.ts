import type { HistoryEntry } from '../../contract/session.ts'
import type { Database } from './database.ts'
import type { HistoryStore } from './interface.ts'

/** Notes a decision, in the caller's transaction, and returns its id; without a session it cannot be undone by key. */
export type Decide = (session: number | null, what: string) => number

/** The journal behind undo: an entry is never removed, only marked. */
export function decisions(database: Database, now: () => Date): { decide: Decide; store: HistoryStore } {
  const insert = database.prepare('INSERT INTO decision (session, at, what) VALUES (@session, @at, @what)')
  const all = database.prepare<{ id: number; at: string; what: string; undone: number }>(
    'SELECT id, at, what, undone FROM decision WHERE session = @session ORDER BY id',
  )
  const nextUndo = database.prepare<{ id: number; what: string }>(
    'SELECT id, what FROM decision WHERE session = @session AND undone = 0 ORDER BY id DESC LIMIT 1',
  )
  const nextRedo = database.prepare<{ id: number; what: string }>(
    `SELECT id, what FROM decision WHERE session = @session AND undone = 1 AND given_up = 0 ORDER BY id LIMIT 1`,
  )
  const giveUp = database.prepare(
    'UPDATE decision SET given_up = 1 WHERE session = @session AND undone = 1 AND given_up = 0',
  )
  const mark = database.prepare('UPDATE decision SET undone = @undone WHERE id = @id')

  const turn = (found: { id: number; what: string } | undefined, undone: 0 | 1): string | null => {
    if (found === undefined) return null
    mark.run({ id: found.id, undone })
    return found.what
  }

  return {
    decide: (session, what) => {
      giveUp.run({ session })
      return insert.run({ session, at: now().toISOString(), what }).id
    },
    store: {
      undo: (session) => turn(nextUndo.get({ session }), 1),
      redo: (session) => turn(nextRedo.get({ session }), 0),
      undoable: (session) => {
        const undo = nextUndo.get({ session })
        const redo = nextRedo.get({ session })
        return { ...(undo && { undo: undo.what }), ...(redo && { redo: redo.what }) }
      },
      history: (session) =>
        all.all({ session }).map((row): HistoryEntry => ({ ...row, undone: row.undone === 1 })),
    },
  }
}
