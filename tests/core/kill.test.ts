import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { openStore } from '../../core/store/store.ts'
import { seededRandom } from '../../spectra/random.ts'

const CHILD = fileURLToPath(new URL('support/scan-child.ts', import.meta.url))
const PATCHES = 30
const MOST_STARTS = 40

/** Runs the scan until it ends or has been killed after `lines` pairs and a few milliseconds; the last pair it told. */
async function scanUntilKilled(
  folder: string,
  lines: number,
  graceMs: number,
): Promise<{ told: number; done: boolean }> {
  const child = spawn(process.execPath, [CHILD, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  let told = 0
  let pairs = 0
  let done = false
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('pair ')) {
      told = Number(line.slice(5))
      pairs++
      if (pairs === lines) setTimeout(() => child.kill('SIGKILL'), graceMs)
    }
    done ||= line === 'done'
  }
  await ended
  return { told, done }
}

it(
  'a scan killed at random moments has every pair it told of, and none twice when it is done',
  { timeout: 180_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'isochrome-kill-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const random = seededRandom(7)
    let kills = 0
    let starts = 0
    for (let done = false; !done; starts++) {
      expect(starts).toBeLessThan(MOST_STARTS)
      const run = await scanUntilKilled(folder, 1 + random.integer(9), random.uniform(0, 25))
      done = run.done
      if (!done) kills++
      const store = openStore({ file: join(folder, 'isochrome.db') })
      const session = store.latestSession()?.id ?? 0
      // What was told was on the disk before.
      expect(store.currentPairs(session).length).toBeGreaterThanOrEqual(run.told)
      store.close()
    }
    expect(kills).toBeGreaterThanOrEqual(3)
    const store = openStore({ file: join(folder, 'isochrome.db') })
    const session = store.latestSession()?.id ?? 0
    expect(store.listSessions()).toHaveLength(1)
    const pairs = store.currentPairs(session)
    expect(pairs).toHaveLength(PATCHES)
    expect(
      pairs.flatMap((pair) => store.pairsOf(session, pair.patch).filter((one) => !one.control)),
    ).toHaveLength(PATCHES)
    // Each kill cost at most the reading in progress: a half pair, never two.
    const { total } = store.listReadings(session, 0, 1)
    const used = pairs.length * 2 + store.controlPairs(session).length * 2
    const { rows } = store.listReadings(session, 0, total)
    const samples = rows.filter((row) => row.kind === 'sample').length
    expect(samples - used).toBeLessThanOrEqual(2 * kills)
    store.close()
  },
)
