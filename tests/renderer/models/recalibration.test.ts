import { beforeEach, describe, expect, it } from 'vitest'
import type { PatchView } from '../../../contract/plate.ts'
import type { PlanEvent } from '../../../contract/run.ts'
import { App } from '../../../renderer/state/app.svelte.ts'
import {
  followRecalibrations,
  type Recalibration,
} from '../../../renderer/views/models/recalibration.svelte.ts'
import { modelsNeed } from '../../../renderer/views/models/need.ts'
import { modelCard } from './cards.ts'

const store = { getItem: () => null, setItem: () => undefined }
const evaluation = { rmse: 0.002, p95: 0.004, gfc: 1, dE00: { mean: 0.2, p95: 0.4, max: 0.6 } }
const view = (id: string): PatchView => ({
  id,
  name: id,
  row: 0,
  column: 0,
  state: 'paired',
  control: false,
  readings: 2,
})

let app: App
let state: Recalibration
let seq: number

/** Sends events as the bench does, a second apart. */
function send(...events: PlanEvent[]): void {
  for (const event of events) {
    app.run.take({ ...event, seq, at: new Date(Date.UTC(2026, 10, 21, 9, 0, seq)).toISOString(), run: 5 })
    seq++
  }
}
const step = (patch: string): PlanEvent => ({
  type: 'step',
  name: 'patch',
  detail: '',
  patch,
  index: 0,
  total: 2,
})
const reading = (patch: string, role: 'spectrometer' | 'reference' = 'spectrometer'): PlanEvent => ({
  type: 'reading',
  reading: 1,
  role,
  patch,
  kind: 'sample',
  seconds: 0.1,
})
const paired = (patch: string): PlanEvent => ({
  type: 'patch',
  patch: view(patch),
  checks: [],
  paired: 1,
  refused: 0,
  toRepeat: 0,
})
const started: PlanEvent = { type: 'started', kind: 'recalibrate', session: 3, total: 2, done: 0 }

beforeEach(() => {
  app = new App(store)
  app.run.id = 5
  state = followRecalibrations(app)
  state.readingCount = 2
  seq = 0
})

describe('a recalibration', () => {
  it('walks through its five steps and counts readings, patch by patch', () => {
    send(started)
    expect([state.stage, state.lampOf('references'), state.lampOf('read')]).toEqual([
      'references',
      'working',
      'waiting',
    ])
    expect(modelsNeed(app)).toBe('working')
    send({ type: 'step', name: 'white', detail: '', index: 0, total: 0 })
    send(step('A01'), reading('A01'), reading('A01', 'reference'), step('B02'), reading('B02'), step('A01'))
    expect([state.stage, state.current, state.taken]).toEqual(['read', 'A01', 2])
    expect(state.patches.map((patch) => [patch.id, patch.readings, patch.state])).toEqual([
      ['A01', 1, 'reading'],
      ['B02', 1, 'waits'],
    ])
    send(reading('A01'), paired('A01'), step('B02'))
    send({
      type: 'refused',
      patch: 'B02',
      problem: { code: 'REPLICATES', title: '', happened: '', kept: '', next: '' },
    })
    expect(state.patches.map((patch) => patch.state)).toEqual(['paired', 'refused'])
    send(step('B02'), reading('B02'), paired('B02'), {
      type: 'step',
      name: 'refit',
      detail: '',
      index: 2,
      total: 2,
    })
    expect([state.stage, state.lampOf('read'), state.current]).toEqual(['refit', 'good', undefined])
    expect([...state.framed]).toEqual(['A01', 'B02'])
  })

  it('has no patch under the probe while the white of a round is taken', () => {
    send(started, step('A01'), reading('A01'), step('B02'), reading('B02'))
    send({ type: 'step', name: 'white', detail: 'white reading', index: 0, total: 0 })
    expect([state.stage, state.current, state.taken]).toEqual(['read', undefined, 2])
    expect(state.patches.map((patch) => patch.state)).toEqual(['waits', 'waits'])
    send(step('A01'))
    expect(state.patches.map((patch) => patch.state)).toEqual(['reading', 'waits'])
  })

  it('waits for a decision after the guard has passed', () => {
    send(started, step('A01'), {
      type: 'recalibrated',
      model: 'v7.1',
      before: evaluation,
      after: evaluation,
      accepted: true,
      reason: '',
      guardStandardErrors: 2,
      patches: [],
    })
    send({ type: 'finished', outcome: 'done', summary: {}, sentence: '' })
    expect([state.lampOf('guard'), state.lampOf('decide'), state.running]).toEqual(['good', 'working', false])
    app.training.models = [
      modelCard('v7', { state: 'active' }),
      modelCard('v7.1', { state: 'candidate', parent: 'v7' }),
    ]
    expect([state.card?.version, state.parent?.version]).toEqual(['v7.1', 'v7'])
    state.decided = 'active'
    expect(state.lampOf('decide')).toBe('good')
  })

  it('shows a refused update without asking for a decision', () => {
    send(started, step('A01'), {
      type: 'recalibrated',
      model: 'v7.1',
      before: evaluation,
      after: evaluation,
      accepted: false,
      reason: '',
      guardStandardErrors: 0.4,
      patches: [],
    })
    expect([state.lampOf('guard'), state.lampOf('decide')]).toEqual(['off', 'good'])
  })

  it('keeps what was read when it is stopped, and says where', () => {
    send(started, step('A01'), reading('A01'))
    send({ type: 'finished', outcome: 'stopped', summary: {}, sentence: 'Ended early.' })
    expect([state.lampOf('read'), state.taken, state.finished?.sentence]).toEqual(['off', 1, 'Ended early.'])
  })

  it('calls for a hand on the rail when it waits', () => {
    send(started, {
      type: 'prompt',
      prompt: { ask: 'place-patch', patch: 'A01', text: '', answers: ['measure'] },
    })
    expect([modelsNeed(app), state.lampOf('references')]).toEqual(['attention', 'attention'])
  })

  it('begins anew with the next run and passes over runs of another kind', () => {
    send(started, step('A01'), reading('A01'))
    send(started)
    expect([state.patches.length, state.stage]).toEqual([0, 'references'])
    send({ ...started, kind: 'scan' }, step('C03'))
    expect(state.patches).toHaveLength(0)
  })
})
