import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../core/store/database.ts'
import { restoreBackup } from '../../../core/store/restore.ts'
import { openStore } from '../../../core/store/store.ts'
import { desk, opened, problemOf, temporaryFolder } from './bench.ts'
import { AT, card } from './records.ts'

describe('the check of everything', () => {
  it('names the reading and the model that are not as they were stored', () => {
    const folder = temporaryFolder()
    const file = join(folder, 'isochrome.db')
    const { store, pair } = desk(opened({ file }))
    pair('A01')
    store.insertModel(card('v1'), Uint8Array.of(1, 2, 3))
    expect(store.checkIntegrity()).toEqual({ ok: true, readings: 2, models: 1, faults: [] })
    const beside = openDatabase(file)
    beside.prepare(`UPDATE reading SET bytes = x'010203040506' WHERE id = 2`).run()
    beside.close()
    const [model] = readdirSync(join(folder, 'models'))
    writeFileSync(join(folder, 'models', model ?? ''), 'other')
    const found = store.checkIntegrity()
    expect(found.ok).toBe(false)
    expect(found.faults).toHaveLength(2)
    expect(found.faults[0]).toContain('reading 2')
    expect(found.faults[1]).toContain('v1')
  })
})

describe('backup and restore', () => {
  it('gives back database and models, and keeps what was there', () => {
    const folder = temporaryFolder()
    const file = join(folder, 'isochrome.db')
    const first = openStore({ file })
    const { pair, session } = desk(first)
    pair('A01')
    first.insertModel(card('v1'), Uint8Array.of(1, 2, 3))
    const backup = join(folder, 'away', 'backup')
    expect(first.backup(backup)).toBe(join(backup, 'isochrome.db'))
    first.renameSession(session, { name: 'Changed since' })
    expect(problemOf(() => restoreBackup(backup, file)).code).toBe('STORE_LOCKED')
    first.close()

    const restored = restoreBackup(backup, file, () => new Date(AT))
    expect(restored.replaced).toBe(join(folder, 'isochrome.db.before-20260504T093000Z'))
    const again = opened({ file })
    expect(again.getSession(session).name).toBe('Plate')
    expect([...again.readBundle('v1')]).toEqual([1, 2, 3])
    const aside = openStore({ file: restored.replaced ?? '', readOnly: true })
    expect(aside.getSession(session).name).toBe('Changed since')
    aside.close()
  })

  it('restores to a computer that had nothing', () => {
    const { store, pair } = desk()
    pair('A01')
    store.insertModel(card('v1'), Uint8Array.of(9))
    const backup = join(temporaryFolder(), 'backup')
    store.backup(backup)
    const file = join(temporaryFolder(), 'new', 'isochrome.db')
    expect(restoreBackup(backup, file)).toEqual({ file, replaced: null })
    const there = opened({ file })
    expect(there.checkIntegrity()).toMatchObject({ ok: true, readings: 2, models: 1 })
  })

  it('never writes into a folder with something in it', () => {
    const { store } = desk()
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'mine.txt'), 'mine')
    expect(problemOf(() => store.backup(folder)).code).toBe('BAD_REQUEST')
    expect(readdirSync(folder)).toEqual(['mine.txt'])
  })

  it('refuses a folder without a backup, and a damaged one, before anything is touched', () => {
    const folder = temporaryFolder()
    const file = join(folder, 'isochrome.db')
    writeFileSync(file, 'what is there')
    const empty = join(folder, 'empty')
    mkdirSync(empty)
    expect(problemOf(() => restoreBackup(empty, file)).code).toBe('FILE_UNREADABLE')
    writeFileSync(join(empty, 'isochrome.db'), 'no database, though it is called one')
    expect(problemOf(() => restoreBackup(empty, file)).code).toBe('STORE_DAMAGED')
    expect(readFileSync(file, 'utf8')).toBe('what is there')
    expect(existsSync(`${file}.lock`)).toBe(false)
  })
})
