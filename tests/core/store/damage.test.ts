import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../core/store/database.ts'
import { openStore } from '../../../core/store/store.ts'
import { desk, opened, problemOf, temporaryFolder } from './bench.ts'

const PAGE = 4096

/** Bytes that are the same in every run. */
const noise = (seed: number, length: number): Uint8Array => {
  let state = seed
  return Uint8Array.from({ length }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24)
}

let folder: string
let file: string

beforeEach(() => {
  folder = temporaryFolder()
  file = join(folder, 'isochrome.db')
  const store = openStore({ file })
  const { read, pair, session, device } = desk(store)
  const axis = store.axisId(Float64Array.from({ length: 2068 }, (_, i) => 350 + i / 4))
  for (let n = 0; n < 12; n++) {
    pair(`A${n}`)
    store.insertReading({
      session,
      role: 'spectrometer',
      kind: 'sample',
      device,
      axis,
      quantity: 'counts',
      values: Float64Array.from({ length: 2068 }, (_, i) => n + i / 3),
      at: '2026-05-04T09:00:00.000Z',
    })
  }
  read('Z99', 'spectrometer')
  store.close()
})

/** Opens `path` and reads every number in it; the code of the Problem on the way, or `sound`. */
function verdict(path: string): string {
  let result = 'sound'
  try {
    result = problemOf(() => {
      const store = openStore({ file: path })
      try {
        for (const { id } of store.listReadings(1, 0, 1000).rows) store.getReading(id)
      } finally {
        store.close()
      }
    }).code
  } catch (error) {
    if (!(error instanceof Error) || error.message !== 'nothing was thrown') throw error
  }
  return result
}

function overwrite(path: string, at: number, bytes: Uint8Array): void {
  const handle = openSync(path, 'r+')
  writeSync(handle, bytes, 0, bytes.length, at)
  closeSync(handle)
}

describe('a damaged file', () => {
  it('is noticed whichever page was overwritten', () => {
    const pages = statSync(file).size / PAGE
    expect(pages).toBeGreaterThan(40)
    for (let page = 0; page < pages; page++) {
      const copy = join(folder, `page${page}.db`)
      copyFileSync(file, copy)
      overwrite(copy, page * PAGE, noise(page + 1, PAGE))
      expect(`page ${page} ${verdict(copy)}`).toBe(`page ${page} STORE_DAMAGED`)
    }
  })

  it('is left untouched, with its log', () => {
    // A log with readings in it, as after a kill.
    const store = openStore({ file })
    desk(store).pair('B01')
    const [database, log] = [join(folder, 'cut.db'), join(folder, 'cut.db-wal')]
    copyFileSync(file, database)
    copyFileSync(`${file}-wal`, log)
    store.close()
    overwrite(database, 3 * PAGE, noise(5, 20 * PAGE))
    const before = [readFileSync(database), readFileSync(log)]
    expect(problemOf(() => openStore({ file: database })).code).toBe('STORE_DAMAGED')
    expect(problemOf(() => openStore({ file: database, readOnly: true })).code).toBe('STORE_DAMAGED')
    expect([readFileSync(database).equals(before[0]!), readFileSync(log).equals(before[1]!)]).toEqual([
      true,
      true,
    ])
  })

  it.each([false, true])('that was cut off in a change is put back as it was (read only: %s)', (readOnly) => {
    // As a kill leaves it that hits the program before there is a write-ahead log: pages changed, journal beside them.
    const cut = join(folder, 'cut.db')
    const database = openDatabase(file)
    database.pragma('journal_mode = DELETE')
    database.pragma('cache_size = 2')
    database.script("BEGIN; UPDATE reading SET name = 'half changed', bytes = zeroblob(length(bytes))")
    copyFileSync(file, cut)
    copyFileSync(`${file}-journal`, `${cut}-journal`)
    database.script('ROLLBACK')
    database.close()
    expect(readFileSync(cut).equals(readFileSync(file))).toBe(false)
    const names = (path: string): unknown[] => {
      const store = openStore({ file: path, readOnly })
      const rows = store
        .listReadings(1, 0, 1000)
        .rows.map(({ id, name }) => [id, name, store.getReading(id).values])
      store.close()
      return rows
    }
    expect(names(cut)).toEqual(names(file))
  })

  it('names the last good copy', () => {
    const store = opened({ file, now: () => new Date('2026-05-04T18:00:00Z') })
    desk(store)
    const copy = store.copyIfDue()
    expect(copy).toBe(join(folder, 'backups', 'isochrome-daily-20260504T180000Z.db'))
    store.close()
    const without = problemOf(() => {
      copyFileSync(file, join(folder, 'other.db'))
      truncateSync(join(folder, 'other.db'), 5 * PAGE)
      openStore({ file: join(folder, 'other.db') })
    })
    expect(without.kept).toContain('There is no copy')
    truncateSync(file, 5 * PAGE)
    const problem = problemOf(() => openStore({ file }))
    expect(problem).toMatchObject({ code: 'STORE_DAMAGED' })
    expect(problem.kept).toContain(copy)
    expect(verdict(copy ?? '')).toBe('sound')
  })

  it.each([10, 100, PAGE, 3 * PAGE, 10 * PAGE + 77])('is refused when cut to %i bytes', (bytes) => {
    truncateSync(file, bytes)
    expect(verdict(file)).toBe('STORE_DAMAGED')
    expect(statSync(file).size).toBe(bytes)
  })

  it('is refused when it is empty but its log is not', () => {
    truncateSync(file, 0)
    writeFileSync(`${file}-wal`, noise(1, 5000))
    expect(verdict(file)).toBe('STORE_DAMAGED')
    expect(statSync(`${file}-wal`).size).toBe(5000)
  })

  it('is refused when a row points nowhere', () => {
    const database = openDatabase(file)
    database.pragma('foreign_keys = OFF')
    database.script('DELETE FROM reading WHERE id = 1')
    database.close()
    expect(problemOf(() => openStore({ file })).happened).toContain('pair_reading')
  })

  it('can be followed by new readings once it is whole again', () => {
    const good = readFileSync(file)
    truncateSync(file, 5 * PAGE)
    expect(verdict(file)).toBe('STORE_DAMAGED')
    writeFileSync(file, good)
    expect(verdict(file)).toBe('sound')
  })
})

describe('a file that is something else', () => {
  it('is refused when a newer program wrote it, and left as it was', () => {
    const database = openDatabase(file)
    database.script('PRAGMA user_version = 99')
    database.close()
    const before = readFileSync(file)
    const problem = problemOf(() => openStore({ file }))
    expect(problem.code).toBe('STORE_NEWER')
    expect(problem.happened).toContain('format 99')
    expect(problemOf(() => openStore({ file, readOnly: true })).code).toBe('STORE_NEWER')
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('is refused when it is the database of another program', () => {
    const other = join(folder, 'other.db')
    const database = openDatabase(other)
    database.script('CREATE TABLE mail (id INTEGER PRIMARY KEY)')
    database.close()
    expect(problemOf(() => openStore({ file: other })).code).toBe('FILE_UNREADABLE')
  })

  it('is refused when it is text, a folder, or below a file', () => {
    const text = join(folder, 'notes.txt')
    writeFileSync(text, 'not a database, but long enough to be taken for one')
    mkdirSync(join(folder, 'folder.db'))
    expect(problemOf(() => openStore({ file: text })).code).toBe('STORE_DAMAGED')
    expect(problemOf(() => openStore({ file: join(folder, 'folder.db') })).code).toBe('FILE_UNREADABLE')
    expect(problemOf(() => openStore({ file: join(text, 'isochrome.db') })).code).toBe('FILE_UNREADABLE')
    expect(problemOf(() => openStore({ file: join(folder, 'none.db'), readOnly: true })).code).toBe(
      'NOT_FOUND',
    )
  })

  it('is taken for a new one when it is empty', () => {
    const empty = join(folder, 'empty.db')
    writeFileSync(empty, '')
    expect(opened({ file: empty }).listSessions()).toEqual([])
  })
})
