import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { calibrationStore } from './calibrations.ts'
import { copyDaily, copyDatabase } from './copies.ts'
import { openDatabase } from './database.ts'
import type { Database } from './database.ts'
import { decisions } from './decisions.ts'
import { deviceStore } from './devices.ts'
import { rollBackJournal } from './hot-journal.ts'
import { inspect } from './inspect.ts'
import type { Store, StoreOptions } from './interface.ts'
import { conditionStore } from './conditions.ts'
import { libraryStore } from './library.ts'
import { takeLock } from './lock.ts'
import { dataStore } from './maintenance.ts'
import { FORMAT, migrate } from './migrate.ts'
import { modelStore } from './models.ts'
import { pairStore } from './pairs.ts'
import { freeBytes, guarded, notFound } from './problems.ts'
import { readingStore } from './readings.ts'
import { openForReading } from './reading-copy.ts'
import { recoverModels } from './recover.ts'
import type { Finding } from './records.ts'
import { runStore } from './runs.ts'
import { sessionStore } from './sessions.ts'
import { spotStore } from './spots.ts'
import { takenReferenceStore } from './taken-references.ts'
import { verificationStore } from './verifications.ts'
import { requireWritable } from './writable.ts'

export type { Store, StoreOptions } from './interface.ts'

type Paths = { file: string; backupFolder: string; modelsFolder: string }
type Opened = { database: Database; findings: Finding[]; release: () => void }

function openForWriting(
  { file, backupFolder, modelsFolder }: Paths,
  options: StoreOptions,
  now: () => Date,
): Opened {
  requireWritable(file)
  const lock = takeLock(file, now)
  try {
    rollBackJournal(file)
    const format = inspect(file, backupFolder)
    const database = openDatabase(file)
    try {
      database.pragma('journal_mode = WAL')
      database.pragma('synchronous = FULL')
      database.pragma('foreign_keys = ON')
      if (options.maxPages !== undefined) database.pragma(`max_page_count = ${options.maxPages}`)
      if (format > 0 && format < FORMAT) copyDatabase(database, backupFolder, `format${format}`, now())
      migrate(database)
      return { database, findings: recoverModels(database, modelsFolder), release: () => lock.release() }
    } catch (error) {
      database.close()
      throw error
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

function pathsOf(options: StoreOptions): Paths {
  const named = resolve(options.file)
  // One file under two names must meet the same lock.
  const file = existsSync(named) ? guarded(named, () => realpathSync(named)) : named
  return {
    file,
    backupFolder: options.backupFolder ?? join(dirname(file), 'backups'),
    modelsFolder: options.modelsFolder ?? join(dirname(file), 'models'),
  }
}

/**
 * Opens the database, making or migrating it where needed. Throws STORE_LOCKED (a second instance),
 * STORE_DAMAGED, STORE_NEWER, STORE_READONLY, DISK_FULL, FILE_UNREADABLE, and with `readOnly` NOT_FOUND where
 * there is no file. A refused file is not touched.
 */
export function openStore(options: StoreOptions): Store {
  const { readOnly = false, now = () => new Date() } = options
  const paths = pathsOf(options)
  const { file, backupFolder, modelsFolder } = paths
  if (readOnly && !existsSync(file)) throw notFound(`database ${file}`)
  const { database, findings, release } = readOnly
    ? openForReading(file, backupFolder)
    : openForWriting(paths, options, now)
  const { decide, store: historyStore } = decisions(database, now)
  const devices = deviceStore(database)
  const { appendFor, store: events } = runStore(database)
  const models = modelStore(database, { decide, folder: modelsFolder })
  const changes = database.prepare<{ n: number }>('SELECT total_changes() AS n')
  const changesAtOpening = changes.get()?.n
  let open = true

  return {
    ...sessionStore(database, now),
    ...devices,
    ...calibrationStore(database, devices),
    ...readingStore(database, appendFor),
    ...conditionStore(database),
    ...pairStore(database, { decide, appendFor, now }),
    ...historyStore,
    ...takenReferenceStore(database, decide),
    ...events,
    ...spotStore(database, { decide, appendFor }),
    ...models,
    ...libraryStore(database),
    ...verificationStore(database),
    ...dataStore(database, { models, modelsFolder }),
    file,
    readOnly,
    findings,
    transaction: (work) => database.transaction(work),
    sizeBytes: () =>
      [file, `${file}-wal`].reduce((sum, path) => sum + (existsSync(path) ? statSync(path).size : 0), 0),
    diskFreeBytes: () => guarded(file, () => freeBytes(dirname(file))),
    copyIfDue: () =>
      changes.get()?.n === changesAtOpening ? null : copyDaily(database, backupFolder, now()),
    close: () => {
      if (!open) return
      open = false
      try {
        database.close()
      } finally {
        release()
      }
    },
  }
}
