import Sqlite from 'better-sqlite3'
import { guarded } from './problems.ts'

export type Bindings = Record<string, string | number | Uint8Array | null>

/** A prepared statement; `Row` is what its columns give. Errors are Problems. */
export type Statement<Row> = {
  run(bindings?: Bindings): { id: number; changes: number }
  get(bindings?: Bindings): Row | undefined
  all(bindings?: Bindings): Row[]
}

/** One connection to an SQLite file. */
export type Database = {
  readonly file: string
  prepare<Row>(source: string): Statement<Row>
  /** Runs statements that return nothing. */
  script(source: string): void
  /** First column of the pragma's first row. */
  pragma(source: string): unknown
  /** All of `work` or nothing (BEGIN IMMEDIATE); inside another transaction a savepoint. */
  transaction<T>(work: () => T): T
  /**
   * Commits without waiting for the disk: the rows reach it with the next ordinary commit. A killed process
   * loses nothing by that, a power cut what was committed so since then.
   */
  lazily<T>(work: () => T): T
  close(): void
}

export type DatabaseOptions = {
  readOnly?: boolean
  /** How long to wait for another connection's lock. */
  timeoutMs?: number
}

/** Opens or creates the file; throws Problems of `storeProblem`. */
export function openDatabase(file: string, options: DatabaseOptions = {}): Database {
  const { readOnly = false, timeoutMs = 2000 } = options
  const connection = guarded(file, () => new Sqlite(file, { readonly: readOnly, timeout: timeoutMs }))

  const prepare = <Row>(source: string): Statement<Row> => {
    const statement = guarded(file, () => connection.prepare<[Bindings], Row>(source))
    return {
      run: (bindings = {}) =>
        guarded(file, () => {
          const { lastInsertRowid, changes } = statement.run(bindings)
          return { id: Number(lastInsertRowid), changes }
        }),
      get: (bindings = {}) => guarded(file, () => statement.get(bindings)),
      all: (bindings = {}) => guarded(file, () => statement.all(bindings)),
    }
  }

  return {
    file,
    prepare,
    script: (source) => {
      guarded(file, () => connection.exec(source))
    },
    pragma: (source) => guarded(file, () => connection.pragma(source, { simple: true })),
    lazily: (work) => {
      // Within a transaction its own commit decides.
      if (connection.inTransaction) return work()
      connection.pragma('synchronous = NORMAL')
      try {
        return work()
      } finally {
        connection.pragma('synchronous = FULL')
      }
    },
    transaction: (work) => guarded(file, () => connection.transaction(work).immediate()),
    close: () => {
      guarded(file, () => connection.close())
    },
  }
}
