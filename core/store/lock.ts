import { rmSync } from 'node:fs'
import { Problem } from '../../contract/errors.ts'
import { openDatabase } from './database.ts'
import type { Database } from './database.ts'
import { locked } from './problems.ts'

/** The right to write a database file, held by one process at a time. */
export type Lock = { release(): void }

type Owner = { pid: number; since: string }

/** Long enough for another instance to note its name, short enough to be told at once. */
const WAIT_MS = 250

const isProblem = (error: unknown, code: string): boolean => error instanceof Problem && error.code === code

function ownerInWords(beside: Database): string {
  const someone = 'Another Isochrome'
  try {
    const made = beside.prepare("SELECT name FROM sqlite_schema WHERE name = 'owner'").all().length > 0
    const owner = made ? beside.prepare<Owner>('SELECT pid, since FROM owner').get() : undefined
    return owner === undefined ? someone : `${someone} (process ${owner.pid}, since ${owner.since})`
  } catch (error) {
    if (isProblem(error, 'STORE_LOCKED')) return someone
    throw error
  }
}

function attempt(file: string, lockFile: string, now: () => Date): Lock {
  const beside = openDatabase(lockFile, { timeoutMs: WAIT_MS })
  try {
    beside.script('BEGIN IMMEDIATE')
    beside.script(
      'CREATE TABLE IF NOT EXISTS owner (pid INTEGER NOT NULL, since TEXT NOT NULL) STRICT; DELETE FROM owner',
    )
    beside
      .prepare('INSERT INTO owner VALUES (@pid, @since)')
      .run({ pid: process.pid, since: now().toISOString() })
    // Committed so that others can read the name, then locked again; who comes in between is the owner.
    beside.script('COMMIT; BEGIN IMMEDIATE')
  } catch (error) {
    const problem = isProblem(error, 'STORE_LOCKED') ? locked(file, ownerInWords(beside), error) : error
    beside.close()
    throw problem
  }
  return { release: () => beside.close() }
}

/**
 * Takes the exclusive right to `file` or throws STORE_LOCKED naming the owner. The lock is an open
 * transaction on a small file beside it, that is a lock of the operating system: it ends with the process
 * however that ends, so there is no stale lock to take over and no process number to guess about.
 */
export function takeLock(file: string, now: () => Date): Lock {
  const lockFile = `${file}.lock`
  try {
    return attempt(file, lockFile, now)
  } catch (error) {
    // Nobody can hold a lock on a file that is no database.
    if (!isProblem(error, 'STORE_DAMAGED')) throw error
    rmSync(lockFile)
    return attempt(file, lockFile, now)
  }
}
