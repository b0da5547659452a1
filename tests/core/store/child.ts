// Runs in a process of its own: `node child.ts WORK FILE`. Every line on stdout is written after what it
// reports has been committed.
import { rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { problemDataOf } from '../../../contract/errors.ts'
import { openStore } from '../../../core/store/store.ts'
import type { Store } from '../../../core/store/store.ts'
import { AT, card } from './records.ts'

const [work = '', file = ''] = process.argv.slice(2)
const say = (line: string): void => {
  writeSync(1, `${line}\n`)
}

/** A spectrum of 2,068 pixels that says which one it is. */
const spectrum = (n: number): Float64Array =>
  Float64Array.from({ length: 2068 }, (_, i) => (n % 1000) + i / 4)

function pairs(store: Store, rounds: number): void {
  const session = store.createSession({ name: 'killed', simulated: true }).id
  const device = store.upsertDevice({ family: 'hdx', serial: '1', model: 'HDX', firmware: '1' })
  const axis = store.axisId(Float64Array.from({ length: 2068 }, (_, i) => 350 + i / 4))
  const run = store.createRun({ session, kind: 'scan', options: {}, started: AT })
  let seq = 0
  for (let n = 0; n < rounds; n++) {
    const patch = `P${n % 40}`
    const [spectrometer, reference] = (['spectrometer', 'reference'] as const).map((role) => {
      const at = seq++
      const id = store.insertReading(
        {
          session,
          role,
          kind: 'sample',
          patch,
          device,
          axis,
          quantity: 'counts',
          values: spectrum(n),
          at: AT,
        },
        (reading) => [{ type: 'reading', seq: at, at: AT, run, reading, role, kind: 'sample', seconds: 0 }],
      )
      say(`reading ${id} ${n % 1000}`)
      return [id]
    })
    if (spectrometer === undefined || reference === undefined) throw new Error('no readings')
    say(`pair ${store.commitPair({ session, patch, spectrometer, reference, verdict: 'accepted', at: AT })}`)
  }
}

function models(store: Store): void {
  for (let n = 0; ; n++) {
    const version = store.nextVersion('full')
    store.insertModel(
      card(version),
      Uint8Array.from({ length: 40_000 }, (_, i) => (i + n) % 256),
    )
    say(`model ${version}`)
    store.promote(version)
    say(`active ${version}`)
  }
}

/** Fills the disk the file lies on, makes room again and goes on. */
function fill(store: Store): void {
  const filler = join(file, '..', 'filler')
  writeFileSync(filler, new Uint8Array(600_000))
  const attempt = (what: () => void): void => {
    try {
      what()
    } catch (error) {
      say(`problem ${problemDataOf(error).code}`)
    }
  }
  attempt(() => store.insertModel(card('v1'), new Uint8Array(8_000_000)))
  attempt(() => pairs(store, 10_000))
  rmSync(filler)
  pairs(store, 5)
  const stored = store.listSessions().map(({ readings }) => readings)
  say(`kept ${stored.reduce((sum, n) => sum + n, 0)} models ${store.listModels().length}`)
}

const works: Record<string, (store: Store) => void> = {
  pairs: (store) => pairs(store, Infinity),
  models,
  fill,
  hold: (store) => {
    say(`holding ${store.file}`)
    // A store nobody refers to any more may be collected, and its lock with it.
    setInterval(() => store.sizeBytes(), 1000)
  },
  list: (store) => {
    say(`sessions ${store.listSessions().length}`)
    store.close()
  },
}

try {
  const store = openStore({ file, readOnly: work === 'list' })
  works[work]?.(store)
} catch (error) {
  say(`problem ${problemDataOf(error).code}`)
  process.exitCode = 1
}
