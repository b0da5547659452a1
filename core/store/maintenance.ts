import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Integrity, Merged } from '../../contract/data.ts'
import { Problem } from '../../contract/errors.ts'
import { decodeValues } from './blobs.ts'
import type { Encoding } from './blobs.ts'
import type { Database } from './database.ts'
import { replaceDurably } from './durable.ts'
import { faultsOf, listFaultsOf } from './inspect.ts'
import type { DataStore, ModelStore } from './interface.ts'
import { merge } from './merge/merge.ts'
import { modelStore } from './models.ts'
import { badRequest, guarded } from './problems.ts'
import { openForReading } from './reading-copy.ts'

/** Names inside a backup folder; a data folder has the same ones. */
export const BACKUP_DATABASE = 'isochrome.db'
export const BACKUP_MODELS = 'models'

type Row = { id: number; encoding: Encoding; crc: number; bytes: Uint8Array }

/** Readings whose numbers are looked at in one go. */
const CHUNK = 500

/** The whole of the data at once: is it sound, a copy of it, and bringing in what another computer has. */
export function dataStore(
  database: Database,
  { models, modelsFolder }: { models: ModelStore; modelsFolder: string },
): DataStore {
  const { file } = database
  return {
    checkIntegrity: (): Integrity => {
      const faults = [...faultsOf(database), ...listFaultsOf(database)]
      const readings = database.prepare<Row>(
        `SELECT id, encoding, crc, bytes FROM reading WHERE id > @after ORDER BY id LIMIT ${CHUNK}`,
      )
      let checked = 0
      for (let rows = readings.all({ after: 0 }); rows.length > 0;) {
        for (const row of rows) faults.push(...told(() => decodeValues(row, `reading ${row.id}`, file)))
        checked += rows.length
        rows = readings.all({ after: rows.at(-1)?.id ?? 0 })
      }
      const cards = models.listModels()
      for (const { version } of cards) faults.push(...told(() => models.readBundle(version)))
      return { ok: faults.length === 0, readings: checked, models: cards.length, faults }
    },
    backup: (folder) => {
      const target = join(folder, BACKUP_DATABASE)
      guarded(folder, () => {
        if (existsSync(folder) && readdirSync(folder).length > 0)
          throw badRequest(`${folder} exists already and is not empty.`)
        mkdirSync(join(folder, BACKUP_MODELS), { recursive: true })
        for (const { version } of models.listModels()) {
          const name = models.bundleFile(version)
          if (existsSync(join(modelsFolder, name)))
            copyFileSync(join(modelsFolder, name), join(folder, BACKUP_MODELS, name))
        }
        // Last: a folder without the database is no backup, however it came about.
        replaceDurably(target, (temporary) => {
          database.prepare('VACUUM INTO @temporary').run({ temporary })
        })
      })
      return target
    },
    merge: (other): Merged => {
      if (!existsSync(other))
        throw new Problem({
          code: 'FILE_UNREADABLE',
          title: `${other} cannot be read`,
          happened: 'There is no such file.',
          kept: 'Nothing was changed.',
          next: 'Name the database of the other computer, or the isochrome.db of a backup.',
        })
      const opened = openForReading(other, dirname(other))
      try {
        const decide = (): number => {
          throw new Error('the other database is only read')
        }
        const theirs = modelStore(opened.database, { decide, folder: join(dirname(other), BACKUP_MODELS) })
        return merge({ database: opened.database, models: theirs }, { database, models })
      } finally {
        opened.database.close()
        opened.release()
      }
    },
  }
}

/** What a Problem says happened, or nothing. */
function told(work: () => unknown): string[] {
  try {
    work()
    return []
  } catch (error) {
    if (error instanceof Problem) return [error.data.happened]
    throw error
  }
}
