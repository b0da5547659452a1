import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Problem } from '../../contract/errors.ts'
import { replaceDurably } from './durable.ts'
import { inspect } from './inspect.ts'
import { takeLock } from './lock.ts'
import { BACKUP_DATABASE, BACKUP_MODELS } from './maintenance.ts'
import { guarded } from './problems.ts'

/** Where a restored database lies, and where the one it replaced was moved. */
export interface Restored {
  readonly file: string
  readonly replaced: string | null
}

/**
 * Puts a backup folder's database and models in the place of `file`. The old database is moved aside under a name
 * with the time, never removed; models are only added, their names hold their content's hash.
 * @throws Problem FILE_UNREADABLE without a backup there, STORE_DAMAGED or STORE_NEWER for a bad one, STORE_LOCKED
 * while a program has the database open
 */
export function restoreBackup(folder: string, file: string, now: () => Date = () => new Date()): Restored {
  const source = join(folder, BACKUP_DATABASE)
  if (!existsSync(source))
    throw new Problem({
      code: 'FILE_UNREADABLE',
      title: 'This is no backup',
      happened: `${source} is not there.`,
      kept: 'The database in use.',
      next: 'Name the folder that "isochrome data backup" wrote.',
    })
  inspect(source, folder)
  return guarded(file, () => {
    mkdirSync(dirname(file), { recursive: true })
    const lock = takeLock(file, now)
    try {
      copyModels(join(folder, BACKUP_MODELS), join(dirname(file), BACKUP_MODELS))
      const replaced = moveAside(file, now())
      replaceDurably(file, (temporary) => copyFileSync(source, temporary))
      return { file, replaced }
    } finally {
      lock.release()
    }
  })
}

function copyModels(from: string, into: string): void {
  const names = existsSync(from) ? readdirSync(from).filter((name) => name.endsWith('.isomodel')) : []
  if (names.length > 0) mkdirSync(into, { recursive: true })
  for (const name of names) {
    const target = join(into, name)
    if (!existsSync(target)) replaceDurably(target, (temporary) => copyFileSync(join(from, name), temporary))
  }
}

/** The log belongs to the database: both move, the log first, so that none is left behind for the new one. */
function moveAside(file: string, at: Date): string | null {
  if (!existsSync(file)) return null
  const stamp = at.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const name = join(dirname(file), `${basename(file)}.before-${stamp}`)
  for (const end of ['-wal', '-shm']) if (existsSync(file + end)) renameSync(file + end, name + end)
  renameSync(file, name)
  return name
}
