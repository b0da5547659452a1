import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '../../contract/errors.ts'
import { openDatabase } from './database.ts'
import type { Database } from './database.ts'
import { journalOf, rollBackJournal } from './hot-journal.ts'
import { inspect } from './inspect.ts'
import { FORMAT, formatOf, migrate } from './migrate.ts'
import { guarded } from './problems.ts'
import type { Finding } from './records.ts'

type Reading = { database: Database; findings: Finding[]; release: () => void }

const nothing = (): void => undefined

/** A private copy brought to the present format and then opened for reading. */
function openCopy(make: (target: string) => void): Reading {
  const folder = mkdtempSync(join(tmpdir(), 'isochrome-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const target = join(folder, 'copy.db')
    guarded(target, () => make(target))
    rollBackJournal(target)
    inspect(target, folder)
    const database = openDatabase(target)
    migrate(database)
    database.pragma('query_only = ON')
    return { database, findings: [], release: remove }
  } catch (error) {
    remove()
    throw error
  }
}

/** With a log or a journal beside it SQLite cannot read a file in place unless it may write there. */
function copyFiles(file: string): (target: string) => void {
  return (target) => {
    copyFileSync(file, target)
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${target}-wal`)
    if (existsSync(journalOf(file))) copyFileSync(journalOf(file), journalOf(target))
  }
}

/**
 * Opens for reading beside a running application. A file of an older format, or in a folder that cannot be
 * written, is read from a temporary copy; the file itself is never changed.
 */
export function openForReading(file: string, backupFolder: string): Reading {
  const direct = openDirectly(file, backupFolder)
  if (direct === undefined) return openCopy(copyFiles(file))
  if (formatOf(direct) === FORMAT) return { database: direct, findings: [], release: nothing }
  return openCopy((target) => {
    direct.prepare('VACUUM INTO @target').run({ target })
    direct.close()
  })
}

function openDirectly(file: string, backupFolder: string): Database | undefined {
  try {
    inspect(file, backupFolder)
    return openDatabase(file, { readOnly: true })
  } catch (error) {
    const beyondReach =
      error instanceof Problem && (error.code === 'STORE_READONLY' || error.code === 'FILE_UNREADABLE')
    if (
      beyondReach &&
      error.cause instanceof Error &&
      'code' in error.cause &&
      String(error.cause.code).startsWith('SQLITE_')
    )
      return undefined
    throw error
  }
}
