import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { Problem } from '../../contract/errors.ts'

const KEPT = 'Every reading already committed; only the one in progress is not stored.'
const UNTOUCHED = 'The file is left exactly as it was found.'
/** Below this many free bytes an unexplained write error is taken for a full disk. */
const NO_ROOM_BYTES = 1 << 20

/** The disk under the file has no room for the next write. */
export const diskFull = (file: string, cause?: unknown): Problem =>
  new Problem(
    {
      code: 'DISK_FULL',
      title: 'The disk is full',
      happened: `No room was left to write ${file}.`,
      kept: KEPT,
      next: 'Free some space on that disk, then go on from where it stopped.',
    },
    { cause },
  )

/** The file, or the folder it must be written in, may not be written. */
export const readOnly = (file: string, cause?: unknown): Problem =>
  new Problem(
    {
      code: 'STORE_READONLY',
      title: 'The database cannot be written',
      happened: `${file} or its folder is read-only for this user.`,
      kept: UNTOUCHED,
      next: 'Give this user the right to write there, or name another file with --db. Sessions can still be listed and exported.',
    },
    { cause },
  )

/** `detail`: what the check found, as a clause. */
export const damaged = (file: string, detail: string, cause?: unknown): Problem =>
  new Problem(
    {
      code: 'STORE_DAMAGED',
      title: 'The database is damaged',
      happened: `${file} failed its check: ${detail}.`,
      kept: UNTOUCHED,
      next: 'Keep the file for rescue and start with a new one: --db FILE.',
    },
    { cause },
  )

/** The same report with the newest good copy in it, if there is one. */
export const naming = (problem: Problem, copy: string | undefined): Problem =>
  new Problem(
    {
      ...problem.data,
      kept: `${problem.data.kept} ${copy === undefined ? 'There is no copy of it.' : `The last good copy is ${copy}.`}`,
      ...(copy !== undefined && { next: 'Keep the damaged file for rescue and open the copy with --db.' }),
    },
    { cause: problem },
  )

/** Written by a later version of the program. */
export const newer = (file: string, fileVersion: number, ownVersion: number): Problem =>
  new Problem({
    code: 'STORE_NEWER',
    title: 'The database is from a newer version',
    happened: `${file} has format ${fileVersion}; this program knows formats up to ${ownVersion}.`,
    kept: UNTOUCHED,
    next: 'Update Isochrome, or name another file with --db.',
  })

/** `owner`: who holds it, in words. */
export const locked = (file: string, owner: string, cause?: unknown): Problem =>
  new Problem(
    {
      code: 'STORE_LOCKED',
      title: 'The database is in use',
      happened: `${owner} has ${file} open.`,
      kept: UNTOUCHED,
      next: 'Close the other program and try again, or name another file with --db.',
    },
    { cause },
  )

/** Anything else that keeps a file from being read or written; `detail` is a clause in plain words. */
export const unreadable = (file: string, detail: string, cause?: unknown): Problem =>
  new Problem(
    {
      code: 'FILE_UNREADABLE',
      title: 'The file cannot be used',
      happened: `${file}: ${detail}.`,
      kept: UNTOUCHED,
      next: 'Check the path and the disk, or name another file.',
    },
    { cause },
  )

/** An id or name nobody stored. */
export const notFound = (what: string): Problem =>
  new Problem({
    code: 'NOT_FOUND',
    title: 'Not found',
    happened: `There is no ${what}.`,
    kept: 'Nothing was changed.',
    next: 'List what there is and choose one of those.',
  })

/** A caller asked for something that cannot be stored. */
export const badRequest = (happened: string, cause?: unknown): Problem =>
  new Problem(
    {
      code: 'BAD_REQUEST',
      title: 'This cannot be stored',
      happened,
      kept: 'Nothing was changed.',
      next: 'Correct the input and try again.',
    },
    { cause },
  )

/** Code of a Node or SQLite error, or an empty string. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

/** Bytes the user may still write on the disk of `path`. */
export function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path)
  return bavail * bsize
}

function noRoom(file: string): boolean {
  try {
    return freeBytes(dirname(file)) < NO_ROOM_BYTES
  } catch (error) {
    if (error instanceof Error) return false
    throw error
  }
}

/** The Problem behind an error of SQLite or of the file system; Problems and programming errors pass through. */
export function storeProblem(error: unknown, file: string): unknown {
  if (error instanceof Problem) return error
  const code = codeOf(error)
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return diskFull(file, error)
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return damaged(file, error instanceof Error ? error.message : code, error)
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return locked(file, 'Another program', error)
  if (code.startsWith('SQLITE_READONLY') || code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return readOnly(file, error)
  if (code.startsWith('SQLITE_IOERR'))
    return noRoom(file) ? diskFull(file, error) : unreadable(file, 'the disk answered with an error', error)
  if (code.startsWith('SQLITE_CONSTRAINT'))
    return badRequest(`The database refused it: ${error instanceof Error ? error.message : code}.`, error)
  if (code.startsWith('SQLITE_CANTOPEN')) return unreadable(file, 'it cannot be opened', error)
  if (code === 'EISDIR') return unreadable(file, 'it is a folder', error)
  if (code === 'EEXIST') return unreadable(file, 'a file lies where its folder should be', error)
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return unreadable(file, 'there is no such file or folder', error)
  return error
}

/** Runs `work`; its file and database errors leave as Problems about `file`. */
export function guarded<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw storeProblem(error, file)
  }
}
