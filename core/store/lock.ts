import { Problem } from '../../contract/errors.ts'
import { openDatabase } from './database.ts'
import type { Database } from './database.ts'
import { locked } from './problems.ts'

/** The right to write a database file, held by one process at a time. */
export type Lock = { release(): void }

type Owner = { pid: number; since: string }

function ownerInWords(beside: Database): string {
  const made = beside.prepare("SELECT name FROM sqlite_schema WHERE name = 'owner'").all().length > 0
  const owner = made ? beside.prepare<Owner>('SELECT pid, since FROM owner').get() : undefined
  return owner === undefined
    ? 'Another Isochrome'
    : `Another Isochrome (process ${owner.pid}, since ${owner.since})`
}

/**
 * Takes the exclusive right to `file` or throws STORE_LOCKED naming the owner. The lock is an open
 * transaction on a small file beside it, that is a lock of the operating system: it ends with the process
 * however that ends, so there is no stale lock to take over and no process number to guess about.
 */
export function takeLock(file: string, now: () => Date): Lock {
  const beside = openDatabase(`${file}.lock`, { timeoutMs: 0 })
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
    const busy = error instanceof Problem && error.code === 'STORE_LOCKED'
    const problem = busy ? locked(file, ownerInWords(beside), error) : error
    beside.close()
    throw problem
  }
  return { release: () => beside.close() }
}
