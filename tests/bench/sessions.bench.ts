import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProblemData } from '../../contract/errors.ts'
import type { ReadingFilter } from '../../contract/session.ts'
import { openStore } from '../../core/store/store.ts'
import type { Store } from '../../core/store/store.ts'
import { percentile } from '../../spectra/metrics.ts'
import { patchId } from '../../spectra/patch-id.ts'
import { atMost, goalTable } from './goals.ts'

// A session with 100,000 readings: a page of the table, a search in it, and the first opening of the file.
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const READINGS = 100_000
const PAGE = 200
const [BANDS, PIXELS] = [41, 2048]
const SEARCHES: readonly ReadingFilter[] = [
  { words: 'p14' },
  { words: 'white' },
  { words: 'reference t33' },
  { words: 'nothing like this' },
  { words: 'sp', state: 'accepted' },
  { words: 'b02', state: 'refused' },
]

const REFUSED: ProblemData = {
  code: 'PAIR_EXPECTED',
  title: 'Far from the expected colour',
  happened: 'The reading is far from what the plate should be there.',
  kept: 'The reading.',
  next: 'Read it again.',
}

const axis = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => 380 + (400 * i) / (count - 1))

/** Pairs of 660 patches over and over, one in 50 refused, each patch superseded by the next round. */
function fill(store: Store): number {
  const session = store.createSession({ name: 'large', simulated: true }).id
  const device = (family: string, serial: string): number =>
    store.upsertDevice({ family, serial, model: family, firmware: '1' })
  const own = { device: device('ocean-hdx', 'SIM-0101'), axis: store.axisId(axis(PIXELS)) }
  const other = { device: device('jeti-specbos', 'SIM-R007'), axis: store.axisId(axis(BANDS)) }
  const counts = Float64Array.from({ length: PIXELS }, (_, i) => 20_000 + (i % 97) * 11)
  const radiance = Float64Array.from({ length: BANDS }, (_, i) => 0.01 + i / 1000)
  for (let i = 0; i < READINGS / 2;) {
    store.transaction(() => {
      for (const end = Math.min(i + 1000, READINGS / 2); i < end; i++) {
        const at = new Date(1_780_000_000_000 + 1000 * i).toISOString()
        const patch = patchId(Math.floor((i % 660) / 33), i % 33)
        const label = { session, kind: 'sample', patch, at } as const
        const a = store.insertReading({
          ...label,
          ...own,
          role: 'spectrometer',
          quantity: 'counts',
          values: counts,
        })
        const b = store.insertReading({
          ...label,
          ...other,
          role: 'reference',
          quantity: 'radiance',
          values: radiance,
        })
        store.commitPair({
          session,
          patch,
          spectrometer: [a],
          reference: [b],
          ...(i % 50 === 0 ? { verdict: 'refused', problem: REFUSED } : { verdict: 'accepted' }),
          at,
        })
      }
    })
  }
  return session
}

function timed(times: number, work: (turn: number) => void): number[] {
  return Array.from({ length: times }, (_, turn) => {
    const start = performance.now()
    work(turn)
    return performance.now() - start
  })
}

const folder = mkdtempSync(join(tmpdir(), 'isochrome-bench-'))
try {
  const file = join(folder, 'isochrome.db')
  const made = openStore({ file })
  const start = performance.now()
  const session = fill(made)
  made.close()
  say(`${READINGS} readings stored in ${((performance.now() - start) / 1000).toFixed(0)} s`)
  const opening = performance.now()
  const store = openStore({ file })
  const openMs = performance.now() - opening
  say(`database of ${(store.sizeBytes() / 1e6).toFixed(0)} MB opened in ${openMs.toFixed(0)} ms`)
  const pages = timed(200, (turn) =>
    store.listReadings(session, ((turn * 7919) % (READINGS / PAGE)) * PAGE, PAGE),
  )
  const lists = timed(20, () => store.listSessions())
  const halves = timed(5, () => store.halfPairs(session))
  const goals = [
    atMost('list of sessions, 95th percentile, ms', 16, percentile(lists, 95), 1),
    atMost('readings without their partner, as a session opens, ms', 200, percentile(halves, 95), 1),
    atMost('page of 200 readings, 99th percentile, ms', 16, percentile(pages, 99), 1),
  ]
  for (const filter of SEARCHES) {
    const searches = timed(15, () => store.listReadings(session, 0, PAGE, filter))
    const name = `search "${filter.words ?? ''}"${filter.state ? `, ${filter.state}` : ''}, 95th percentile, ms`
    goals.push(atMost(name, 50, percentile(searches, 95), 1))
  }
  say(goalTable(goals))
  store.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
