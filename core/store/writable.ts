import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { guarded } from './problems.ts'

/**
 * Makes the folder of `file` and asks the system whether both may be written: SQLite itself would open a
 * write-protected file for reading and fail only at the first reading. Throws STORE_READONLY or FILE_UNREADABLE.
 */
export function requireWritable(file: string): void {
  const folder = dirname(file)
  guarded(folder, () => mkdirSync(folder, { recursive: true }))
  guarded(file, () => {
    accessSync(folder, constants.W_OK)
    if (existsSync(file)) accessSync(file, constants.W_OK)
  })
}
