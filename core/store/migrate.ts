import type { Database } from './database.ts'
import { MIGRATIONS } from './migrations/index.ts'
import type { Migration } from './migrations/migration.ts'
import { damaged } from './problems.ts'

/** Marks our files in the SQLite header: "ISOC". */
export const APPLICATION_ID = 0x49534f43

/** Newest format this program writes. */
export const FORMAT = MIGRATIONS.length

/** Format of an opened file; 0 = empty. */
export const formatOf = (database: Database): number => Number(database.pragma('user_version'))

/**
 * Brings the file to the last of `migrations`, one transaction each. A table that is made anew is away for a moment:
 * links between rows are checked at the end of each step instead of at every statement. @throws Problem STORE_DAMAGED
 */
export function migrate(database: Database, migrations: readonly Migration[] = MIGRATIONS): void {
  const steps = migrations.filter(({ version }) => version > formatOf(database))
  if (steps.length === 0) return
  const enforced = Number(database.pragma('foreign_keys'))
  database.pragma('foreign_keys = OFF')
  try {
    for (const { version, sql } of steps) {
      database.transaction(() => {
        database.script(sql)
        const [broken] = database.prepare<{ table: string }>('PRAGMA foreign_key_check').all()
        if (broken)
          throw damaged(database.file, `rows of the table ${broken.table} name others that are missing`)
        database.script(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version}`)
      })
    }
  } finally {
    database.pragma(`foreign_keys = ${enforced}`)
  }
}
