import { existsSync, statSync } from 'node:fs'
import { Problem } from '../../contract/errors.ts'
import { openDatabase } from './database.ts'

/**
 * A program that is killed while it makes the file, before there is a write-ahead log, leaves pages half changed and a
 * journal of what they were (sqlite.org/atomiccommit.html, "hot journal"). Only a connection that may write can put them
 * back; nothing happens while another program is at it. A file that cannot be read is left for the inspection to tell of.
 */
export function rollBackJournal(file: string): void {
  const journal = journalOf(file)
  if (!existsSync(file) || !existsSync(journal) || statSync(journal).size === 0) return
  try {
    const database = openDatabase(file)
    try {
      database.pragma('schema_version')
    } finally {
      database.close()
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
  }
}

/** Where SQLite keeps the pages of a transaction that is not yet committed. */
export const journalOf = (file: string): string => `${file}-journal`
