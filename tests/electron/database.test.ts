import { randomFillSync } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { openStore } from '../../core/store/store.ts'
import { noShell } from './support/run-time.ts'
import { dataFolder, cleanUp, startShell } from './support/shell.ts'

/** Makes a folder's database unusable; the result undoes it. */
type Spoil = (file: string) => (() => void) | undefined

function made(file: string): string {
  openStore({ file }).close()
  return file
}

const newer: Spoil = (file) => {
  const database = new Database(made(file))
  database.pragma('user_version = 9999')
  database.close()
  return undefined
}
const damaged: Spoil = (file) => {
  const bytes = readFileSync(made(file))
  randomFillSync(bytes, 4096)
  writeFileSync(file, bytes)
  return undefined
}
const locked: Spoil = (file) => {
  const store = openStore({ file })
  return () => {
    store.close()
  }
}

describe.skipIf(noShell !== undefined)('a database that cannot be used', () => {
  afterAll(cleanUp)

  it.each<[string, Spoil]>([
    ['STORE_NEWER', newer],
    ['STORE_DAMAGED', damaged],
    ['STORE_LOCKED', locked],
  ])('is told in the window, which stays open: %s', async (code, spoil) => {
    const folder = dataFolder()
    const file = join(folder, 'isochrome.db')
    const undo = spoil(file)
    const before = readFileSync(file)
    const shell = await startShell(['--simulate'], folder)
    const card = shell.page.getByRole('alert').filter({ hasText: code })
    await card.waitFor()
    const text = await card.textContent()
    for (const head of ['What happened', 'What was kept', 'What to do next']) expect(text).toContain(head)
    // The bench that says so is not restarted again and again.
    expect(await shell.page.getByText('BENCH_').count()).toBe(0)
    await shell.quit()
    expect(readFileSync(file).equals(before)).toBe(true)
    undo?.()
  })
})
