import type { Database } from './database.ts'
import type { Decide } from './decisions.ts'
import type { TakenReferenceStore } from './interface.ts'

/** Dark and white readings that the operator asked for. */
export function takenReferenceStore(database: Database, decide: Decide): TakenReferenceStore {
  const insert = database.prepare(
    'INSERT INTO taken_reference (reading, decision) VALUES (@reading, @decision)',
  )
  return {
    noteTaken: (session, what, readings) =>
      database.transaction(() => {
        const decision = decide(session, what)
        for (const reading of readings) insert.run({ reading, decision })
      }),
  }
}
