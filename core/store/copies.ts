import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Database } from './database.ts'
import { replaceDurably } from './durable.ts'
import { guarded } from './problems.ts'

const DAY_MS = 24 * 3600 * 1000
const KEPT_DAILY = 3

const stamp = (at: Date): string => at.toISOString().replaceAll(/[-:]|\.\d+/g, '')
const stem = (file: string): string => basename(file).replace(/\.[^.]*$/, '')

/** Copies of `file` in `folder`, oldest first; `kind` = `daily-` or `format1-`, `format2-`, ... (before a migration). */
function copies(file: string, folder: string, kind = '', end = '.db'): string[] {
  if (!existsSync(folder)) return []
  const start = `${stem(file)}-${kind}`
  return readdirSync(folder)
    .filter((name) => name.startsWith(start) && name.endsWith(end))
    .map((name) => join(folder, name))
    .sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs)
}

/** Path of the newest copy of any kind. */
export const newestCopy = (file: string, folder: string): string | undefined => copies(file, folder).at(-1)

/** Writes a consistent copy and returns its path; the original is only read. */
export function copyDatabase(database: Database, folder: string, kind: string, at: Date): string {
  const target = join(folder, `${stem(database.file)}-${kind}-${stamp(at)}.db`)
  guarded(target, () => {
    mkdirSync(folder, { recursive: true })
    // Left behind where the program ended while copying.
    for (const unfinished of copies(database.file, folder, '', '.db.tmp')) rmSync(unfinished)
    replaceDurably(target, (temporary) => {
      database.prepare('VACUUM INTO @temporary').run({ temporary })
    })
  })
  return target
}

/** The daily copy, if the newest one is older than a day; keeps the last three. */
export function copyDaily(database: Database, folder: string, at: Date): string | null {
  const newest = copies(database.file, folder, 'daily-').at(-1)
  if (newest !== undefined && at.getTime() - statSync(newest).mtimeMs < DAY_MS) return null
  const made = copyDatabase(database, folder, 'daily', at)
  for (const old of copies(database.file, folder, 'daily-').slice(0, -KEPT_DAILY)) rmSync(old)
  return made
}
