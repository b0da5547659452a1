import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { Problem } from '../../contract/errors.ts'
import { newestCopy } from './copies.ts'
import { openDatabase } from './database.ts'
import type { Database } from './database.ts'
import { APPLICATION_ID, FORMAT, formatOf } from './migrate.ts'
import { damaged, guarded, naming, newer, unreadable } from './problems.ts'

const MAGIC = 'SQLite format 3\0'
const SHOWN_FAULTS = 3

/** What is wrong with the structure and the links, one clause each. */
export function faultsOf(database: Database): string[] {
  const structure = database.prepare<{ quick_check: string }>('PRAGMA quick_check').all()
  const links = database.prepare<{ table: string }>('PRAGMA foreign_key_check').all()
  return [
    ...structure.map((row) => row.quick_check).filter((line) => line !== 'ok'),
    ...links.map((row) => `a row of ${row.table} points nowhere`),
  ]
}

/** Whether the table of readings lists each as what it counts for; a clause where it does not. */
export function listFaultsOf(database: Database): string[] {
  const { n } = database
    .prepare<{ n: number }>(
      `SELECT count(*) AS n FROM reading_state s LEFT JOIN reading_list i ON i.reading = s.reading
       WHERE i.state IS NOT s.state`,
    )
    .get() ?? { n: 0 }
  return n === 0
    ? []
    : [`${n} ${n === 1 ? 'reading is' : 'readings are'} listed as something else than the pairs say`]
}

function check(database: Database): number {
  const { file } = database
  const format = formatOf(database)
  const tables = database.prepare<{ n: number }>('SELECT count(*) AS n FROM sqlite_schema').get()
  const ours = database.pragma('application_id') === APPLICATION_ID
  if (!ours && (tables?.n ?? 0) > 0) throw unreadable(file, 'it is a database of another program')
  if (format > FORMAT) throw newer(file, format, FORMAT)
  const found = faultsOf(database)
  if (found.length > 0) throw damaged(file, found.slice(0, SHOWN_FAULTS).join('; '))
  return format
}

function beginning(file: string): string {
  const bytes = Buffer.alloc(MAGIC.length)
  const handle = openSync(file, 'r')
  try {
    readSync(handle, bytes)
  } finally {
    closeSync(handle)
  }
  return bytes.toString('latin1')
}

/** False for no file and for an empty one; throws where there is something else than a database. */
function hasContent(file: string): boolean {
  if (!existsSync(file)) return false
  return guarded(file, () => {
    const { size } = statSync(file)
    if (!statSync(file).isFile()) throw unreadable(file, 'it is a folder')
    const log = `${file}-wal`
    if (size === 0) {
      // SQLite would throw the log of an emptied file away, and the readings in it.
      if (existsSync(log) && statSync(log).size > 0) throw damaged(file, 'it is empty but its log is not')
      return false
    }
    if (beginning(file) !== MAGIC) throw damaged(file, 'it does not begin like a database')
    return true
  })
}

/**
 * Format of the file, 0 when it is new, checked through a connection that cannot write: a damaged, newer or
 * foreign file is refused before a byte of it changes. The Problem of a damaged one names the newest copy.
 */
export function inspect(file: string, backupFolder: string): number {
  try {
    if (!hasContent(file)) return 0
    const database = openDatabase(file, { readOnly: true })
    try {
      return check(database)
    } finally {
      database.close()
    }
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'STORE_DAMAGED') throw error
    throw naming(error, newestCopy(file, backupFolder))
  }
}
