import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeAxis, encodeValues } from '../../../core/store/blobs.ts'
import { openDatabase } from '../../../core/store/database.ts'
import { FORMAT, formatOf, migrate } from '../../../core/store/migrate.ts'
import { MIGRATIONS } from '../../../core/store/migrations/index.ts'
import { opened, problemOf, temporaryFolder } from './bench.ts'
import { AT, card } from './records.ts'

/** A file as the first version of the program left it: one session with one reading and one pair half undone. */
function firstFormat(): { file: string; folder: string } {
  const folder = temporaryFolder()
  const file = join(folder, 'isochrome.db')
  const database = openDatabase(file)
  database.pragma('journal_mode = WAL')
  migrate(database, MIGRATIONS.slice(0, 1))
  database.script(`
    INSERT INTO session VALUES (1, 'Old plate', '${AT}', 0, NULL, 'kept', '[]');
    INSERT INTO device VALUES (1, 'hdx', 'HDX-1', 'Ocean HDX', '1.0');`)
  database
    .prepare('INSERT INTO axis VALUES (1, @hash, @bytes)')
    .run({ hash: 'h', bytes: encodeAxis(Float64Array.of(400, 500)) })
  const reading = database.prepare(`
    INSERT INTO reading (session, role, kind, patch, name, device, axis, quantity, encoding, crc, at, flags, bytes)
    VALUES (1, @role, 'sample', 'A01', 'A01', 1, 1, 'counts', @encoding, @crc, '${AT}', '[]', @bytes)`)
  reading.run({ role: 'spectrometer', ...encodeValues(Float64Array.of(7.5, 8.5)) })
  reading.run({ role: 'reference', ...encodeValues(Float64Array.of(1, 2)) })
  database.script(`
    INSERT INTO decision (id, session, at, what) VALUES (1, 1, '${AT}', 'Pair A01');
    INSERT INTO pair (id, session, patch, verdict, control, at, decision) VALUES (1, 1, 'A01', 'accepted', 0, '${AT}', 1);
    INSERT INTO pair_reading VALUES (1, 'spectrometer', 0, 1), (1, 'reference', 0, 2);`)
  database.close()
  return { file, folder }
}

describe('a file of an older format', () => {
  it('is brought to the present format with everything in it, after a copy', () => {
    const { file, folder } = firstFormat()
    const store = opened({ file })
    expect(store.getSession(1)).toMatchObject({
      name: 'Old plate',
      notes: 'kept',
      pairs: 1,
      readings: 2,
      simulated: false,
    })
    expect(store.getReading(1).values).toEqual(Float64Array.of(7.5, 8.5))
    expect(store.undo(1)).toBe('Pair A01')
    expect(store.insertModel(card('v1'), Uint8Array.of(1)).state).toBe('candidate')

    const copies = readdirSync(join(folder, 'backups'))
    expect(copies).toEqual(['isochrome-format1-20260504T093000Z.db'])
    const copy = openDatabase(join(folder, 'backups', copies[0]!), { readOnly: true })
    expect(formatOf(copy)).toBe(1)
    expect(copy.prepare('SELECT undone FROM decision').all()).toEqual([{ undone: 0 }])
    copy.close()
  })

  it('can be listed without being changed', () => {
    const { file, folder } = firstFormat()
    const before = readFileSync(file)
    const store = opened({ file, readOnly: true })
    expect(store.listSessions()).toMatchObject([{ name: 'Old plate', pairs: 1 }])
    expect(store.listModels()).toEqual([])
    expect(problemOf(() => store.undo(1)).code).toBe('STORE_READONLY')
    store.close()
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(readdirSync(folder)).not.toContain('backups')
  })

  it('is not changed when no copy can be made', () => {
    const { file, folder } = firstFormat()
    const blocked = join(folder, 'backups', 'isochrome-format1-20260504T093000Z.db')
    mkdirSync(join(blocked, 'in-the-way'), { recursive: true })
    expect(problemOf(() => opened({ file })).code).toBe('FILE_UNREADABLE')
    const database = openDatabase(file, { readOnly: true })
    expect(formatOf(database)).toBe(1)
    database.close()
  })
})

describe('migrations', () => {
  it('are numbered without gaps', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, i) => i + 1))
  })

  it('leave a step that fails undone as a whole', () => {
    const database = openDatabase(join(temporaryFolder(), 'x.db'))
    const broken = {
      version: FORMAT + 1,
      sql: 'CREATE TABLE half (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1)',
    }
    expect(() => migrate(database, [...MIGRATIONS, broken])).toThrow('nowhere')
    expect(formatOf(database)).toBe(FORMAT)
    expect(database.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").all()).toEqual([])
    migrate(database)
    database.close()
  })
})
