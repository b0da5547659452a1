import type { Database } from './database.ts'
import { MIGRATIONS } from './migrations/index.ts'
import type { Migration } from './migrations/migration.ts'

/** Marks our files in the SQLite header: "ISOC". */
export const APPLICATION_ID = 0x49534f43

/** Newest format this program writes. */
export const FORMAT = MIGRATIONS.length

/** Format of an opened file; 0 = empty. */
export const formatOf = (database: Database): number => Number(database.pragma('user_version'))

/** Brings the file to the last of `migrations`, one transaction each. */
export function migrate(database: Database, migrations: readonly Migration[] = MIGRATIONS): void {
  for (const { version, sql } of migrations) {
    if (version <= formatOf(database)) continue
    database.transaction(() => {
      database.script(sql)
      database.script(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version}`)
    })
  }
}
