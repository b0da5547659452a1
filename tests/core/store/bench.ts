import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { Problem } from '../../../contract/errors.ts'
import type { ProblemData } from '../../../contract/errors.ts'
import { openStore } from '../../../core/store/store.ts'
import type { Store, StoreOptions } from '../../../core/store/store.ts'
import { AT } from './records.ts'

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'isochrome-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** An opened store that is closed after the test. */
export function opened(options: Partial<StoreOptions> = {}): Store {
  const store = openStore({
    file: join(temporaryFolder(), 'isochrome.db'),
    now: () => new Date(AT),
    ...options,
  })
  onTestFinished(() => store.close())
  return store
}

export type Desk = {
  store: Store
  session: number
  device: number
  axis: number
  read(patch: string, role: 'spectrometer' | 'reference', values?: Float64Array): number
  pair(patch: string, verdict?: 'accepted' | 'refused', control?: boolean): number
}

export const REFUSAL: ProblemData = {
  code: 'PAIR_UNLIKE',
  title: 'Not the expected patch',
  happened: 'The reading is far from what is expected here.',
  kept: 'Everything before it.',
  next: 'Place the probe on the patch and repeat.',
}

/** A store with a session, an instrument and a three-band axis. */
export function desk(store: Store = opened()): Desk {
  const session = store.createSession({ name: 'Plate', simulated: true }).id
  const device = store.upsertDevice({ family: 'hdx', serial: 'HDX-1', model: 'Ocean HDX', firmware: '1.2' })
  const axis = store.axisId(Float64Array.of(400, 500, 600))
  const read: Desk['read'] = (patch, role, values = Float64Array.of(1, 2, 3)) =>
    store.insertReading({
      session,
      role,
      kind: 'sample',
      patch,
      device,
      axis,
      quantity: 'counts',
      values,
      at: AT,
    })
  const pair: Desk['pair'] = (patch, verdict = 'accepted', control = false) =>
    store.commitPair({
      session,
      patch,
      spectrometer: [read(patch, 'spectrometer')],
      reference: [read(patch, 'reference')],
      verdict,
      control,
      at: AT,
      ...(verdict === 'refused' && { problem: REFUSAL }),
    })
  return { store, session, device, axis, read, pair }
}

/** The Problem that `work` throws. */
export function problemOf(work: () => unknown): ProblemData {
  try {
    work()
  } catch (error) {
    if (error instanceof Problem) return error.data
    throw error
  }
  throw new Error('nothing was thrown')
}
