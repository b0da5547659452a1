import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../core/store/database.ts'
import { openStore } from '../../../core/store/store.ts'
import { temporaryFolder } from './bench.ts'

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url))

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Lets a child work on `file` and kills it with SIGKILL `afterMs` after its start or after its first line. */
async function killed(
  work: string,
  file: string,
  from: 'start' | 'first line',
  afterMs: number,
): Promise<string[]> {
  const child = spawn(process.execPath, [CHILD, work, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.on('close', (_code, signal) => resolve(signal)),
  )
  const begun = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      resolve()
    })
  })
  if (from === 'first line') await begun
  await delay(afterMs)
  child.kill('SIGKILL')
  expect(await ended).toBe('SIGKILL')
  // What was cut off in the middle of a line was not acknowledged.
  return text.split('\n').slice(0, -1)
}

const numbersAfter = (word: string, lines: readonly string[]): number[][] =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.split(' ').slice(1).map(Number))

/** Checks the file as a whole; the ids of its pairs. */
function soundFile(file: string): Set<number> {
  const database = openDatabase(file, { readOnly: true })
  expect(database.pragma('integrity_check')).toBe('ok')
  expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([])
  const orphans = database.prepare<{ n: number }>(
    `SELECT count(*) AS n FROM reading r WHERE NOT EXISTS
      (SELECT 1 FROM event e WHERE e.json ->> '$.reading' = r.id AND e.json ->> '$.type' = 'reading')`,
  )
  expect(orphans.get()?.n).toBe(0)
  const pairs = database.prepare<{ id: number }>('SELECT id FROM pair').all()
  database.close()
  return new Set(pairs.map(({ id }) => id))
}

describe('kill -9 while pairs are committed', () => {
  it('loses no acknowledged reading at 100 random moments', { timeout: 300_000 }, async () => {
    const random = seeded(20260504)
    const folder = temporaryFolder()
    let [readings, pairs] = [0, 0]
    for (let round = 0; round < 100; round++) {
      // Ten files; the first kill of each can hit it while it is being made.
      const file = join(folder, `${Math.floor(round / 10)}.db`)
      const fresh = round % 10 === 0
      const lines = await killed('pairs', file, fresh ? 'start' : 'first line', random() * (fresh ? 400 : 60))
      const store = openStore({ file })
      const storedPairs = soundFile(file)
      for (const [id = 0, n] of numbersAfter('reading', lines)) {
        readings++
        expect(store.getReading(id).values[0]).toBe(n)
      }
      for (const [id = 0] of numbersAfter('pair', lines)) {
        pairs++
        expect(storedPairs.has(id)).toBe(true)
      }
      // At most the reading in progress: one spectrometer reading can wait for its partner.
      const session = store.latestSession()
      if (session !== undefined) expect(store.halfPairs(session.id).length).toBeLessThanOrEqual(1)
      store.close()
      if (round % 10 === 9) rmSync(file)
    }
    // Most rounds got something done, or the test would prove nothing.
    // Enough for the kills to have met work; how much gets done in between is the machine's affair.
    expect(readings).toBeGreaterThan(50)
    expect(pairs).toBeGreaterThan(20)
  })
})

describe('kill -9 while models are stored', () => {
  it(
    'leaves every acknowledged model whole and the last promoted one active',
    { timeout: 120_000 },
    async () => {
      const random = seeded(7)
      const file = join(temporaryFolder(), 'isochrome.db')
      let stored = 0
      for (let round = 0; round < 12; round++) {
        const lines = await killed('models', file, 'first line', random() * 40)
        const store = openStore({ file })
        for (const { version } of store.listModels()) expect(store.readBundle(version)).toHaveLength(40_000)
        const names = store.listModels().map(({ version }) => version)
        const said = lines.filter((line) => line.startsWith('model ')).map((line) => line.slice(6))
        expect(names).toEqual(expect.arrayContaining(said))
        stored += said.length
        const promoted = lines
          .filter((line) => line.startsWith('active '))
          .at(-1)
          ?.slice(7)
        const active = store.activeModel()?.version
        if (promoted !== undefined)
          expect(names.indexOf(active ?? '')).toBeGreaterThanOrEqual(names.indexOf(promoted))
        store.close()
        const again = openStore({ file })
        expect(again.findings).toEqual([])
        again.close()
      }
      expect(stored).toBeGreaterThan(2)
    },
  )
})
