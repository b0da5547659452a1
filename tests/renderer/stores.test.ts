import { describe, expect, it, vi } from 'vitest'
import type { ProblemData } from '../../contract/errors.ts'
import type { RunEvent } from '../../contract/run.ts'
import { Notices } from '../../renderer/state/notices.svelte.ts'
import { Run } from '../../renderer/state/run.svelte.ts'
import { Settings } from '../../renderer/state/settings.svelte.ts'
import { countOn, Spots } from '../../renderer/state/spots.svelte.ts'
import { Training } from '../../renderer/state/training.svelte.ts'
import { sizeFor } from '../../renderer/state/look.svelte.ts'
import { spotOf } from './fake/spectra.ts'

const stamp = (seq: number) => ({ seq, at: `2026-11-21T09:00:${String(seq).padStart(2, '0')}.000Z`, run: 7 })
const problem = (code: ProblemData['code'], over: Partial<ProblemData> = {}): ProblemData => ({
  code,
  title: 'Title',
  happened: 'This happened.',
  kept: 'All kept.',
  next: 'Do that.',
  ...over,
})

describe('the run', () => {
  const events: RunEvent[] = [
    { ...stamp(0), type: 'started', kind: 'scan', session: 3, total: 660, done: 12 },
    { ...stamp(1), type: 'step', name: 'read', detail: 'spectrometer', patch: 'P14', index: 12, total: 660 },
    { ...stamp(2), type: 'state', state: 'paused', reason: 'reference silent' },
    { ...stamp(3), type: 'problem', problem: problem('DEVICE_TIMEOUT') },
    { ...stamp(4), type: 'state', state: 'running', reason: '' },
    {
      ...stamp(5),
      type: 'finished',
      outcome: 'stopped',
      summary: { pairs: 12 },
      sentence: 'Stopped at P14, 12 pairs kept.',
    },
  ]

  it('adds up its events', () => {
    const run = new Run()
    for (const event of events.slice(0, 4)) run.take(event)
    expect([
      run.kind,
      run.state,
      run.reason,
      run.total,
      run.done,
      run.step?.patch,
      run.problem?.code,
      run.active,
    ]).toEqual(['scan', 'paused', 'reference silent', 660, 12, 'P14', 'DEVICE_TIMEOUT', true])
    expect(run.since).toBe(events[2]!.at)
    for (const event of events.slice(4)) run.take(event)
    expect([run.state, run.problem, run.finished?.outcome, run.active]).toEqual([
      'idle',
      undefined,
      'stopped',
      false,
    ])
  })

  it('hears every event once although a reconnection sends some again', () => {
    const run = new Run()
    const heard: number[] = []
    const away = run.onEvent((event) => heard.push(event.seq))
    for (const event of [...events.slice(0, 4), ...events.slice(2)]) run.take(event)
    expect(heard).toEqual([0, 1, 2, 3, 4, 5])
    away()
    run.take({ ...stamp(6), type: 'state', state: 'failed', reason: '' })
    expect(heard).toHaveLength(6)
  })
})

describe('notices', () => {
  it('stand until closed, one of a kind', () => {
    const notices = new Notices()
    notices.raise(problem('SATURATED'))
    notices.raise(problem('SATURATED', { happened: '20 bands.' }))
    notices.raise(problem('WHITE_STALE'))
    expect(notices.standing.map((card) => card.problem.code)).toEqual(['SATURATED', 'WHITE_STALE'])
    expect(notices.standing[0]?.problem.happened).toBe('20 bands.')
    expect(notices.log).toHaveLength(2)
    notices.close(notices.standing[0]!.problem)
    expect(notices.standing.map((card) => card.problem.code)).toEqual(['WHITE_STALE'])
  })

  it('go when their matter is solved', () => {
    const notices = new Notices()
    notices.raise(problem('DEVICE_TIMEOUT', { device: 'jeti@sim' }), 'fault')
    notices.raise(problem('SATURATED'))
    notices.solve((one) => one.device === undefined)
    expect(notices.standing.map((card) => card.problem.code)).toEqual(['SATURATED'])
  })

  it('speak results', () => {
    const notices = new Notices()
    notices.say('Spot stored: Tile 14')
    expect([notices.spoken, notices.newest?.text, notices.newest?.level]).toEqual([
      'Spot stored: Tile 14',
      'Spot stored: Tile 14',
      'info',
    ])
  })
})

describe('spots', () => {
  it.each([
    ['Panel 2218-a', 'Panel 2218-b'],
    ['Tile 14', 'Tile 15'],
    ['T09', 'T10'],
    ['Mug glaze', 'Mug glaze 2'],
    ['Z-z', 'Z-z 2'],
  ])('count %s on to %s', (from, to) => {
    expect(countOn(from)).toBe(to)
  })

  it('show the newest reference although a newer spot has none', () => {
    const spots = new Spots()
    const paired = spotOf(1, 'Tile 14', 'Tile 14', '2026-11-21T09:00:00.000Z', true)
    const {
      reference: _,
      referenceColour: __,
      ...alone
    } = spotOf(2, 'Tile 15', 'Tile 14', '2026-11-21T09:01:00.000Z', true)
    spots.add(paired)
    spots.add(alone)
    expect(spots.list.map((spot) => spot.id)).toEqual([2, 1])
    expect(spots.selected?.id).toBe(2)
    expect(spots.paired?.id).toBe(1)
    expect(spots.nextName()).toBe('Tile 16')
  })
})

describe('training', () => {
  it('fills rows as they finish and keeps the reason of what stopped', () => {
    const training = new Training()
    const row = {
      name: 'ridge' as const,
      rmse: 0.002,
      rmsePerFold: [],
      p95: 0.003,
      gfc: 0.9999,
      dE00: null,
      foreign: null,
      parameters: {},
      fitMs: 3,
    }
    training.take({
      type: 'started',
      job: 'j',
      methods: ['none', 'ridge', 'autoencoder'],
      pairs: 528,
      folds: 5,
    })
    training.take({ type: 'progress', method: 'ridge', fold: 2, fraction: 0.4, detail: '' })
    training.take({ type: 'row', row })
    training.take({ type: 'row', row: { ...row, rmse: 0.0019 } })
    training.take({ type: 'stopped', method: 'autoencoder', reason: 'skipped' })
    expect([
      training.pairs,
      training.folds,
      training.progress.ridge?.fraction,
      training.stopped.autoencoder,
    ]).toEqual([528, 5, 0.4, 'skipped'])
    expect(training.rows.map((one) => one.rmse)).toEqual([0.0019])
  })
})

describe('settings', () => {
  const storeOf = (text: string | null) => ({
    getItem: () => text,
    setItem: vi.fn<(key: string, value: string) => void>(),
  })

  it('come back as they were kept', () => {
    const store = storeOf(null)
    const settings = new Settings(store)
    settings.theme = 'grey'
    settings.zoomBy(3)
    const kept = store.setItem.mock.calls.at(-1)?.[1] ?? ''
    const again = new Settings(storeOf(kept))
    expect([again.theme, again.zoom, again.singleKeys, again.sound]).toEqual(['grey', 130, true, false])
  })

  it('fall back to the defaults when damaged', () => {
    for (const text of ['{', '[]', '7', '{"theme":"pink","zoom":9000}']) {
      const settings = new Settings(storeOf(text))
      expect(settings.theme).toBe('system')
      expect(settings.zoom).toBeLessThanOrEqual(160)
    }
  })

  it('zoom between 90 and 160 per cent', () => {
    const settings = new Settings(storeOf(null))
    settings.zoomBy(-5)
    expect(settings.zoom).toBe(90)
    settings.zoomBy(20)
    expect(settings.zoom).toBe(160)
    settings.zoomBy(0)
    expect(settings.zoom).toBe(100)
  })

  it('give 1440 at 140 per cent the layout of 1024', () => {
    expect([sizeFor(1440 / 1.4), sizeFor(1024), sizeFor(1280), sizeFor(1440), sizeFor(1920)]).toEqual([
      'xs',
      'xs',
      's',
      'm',
      'l',
    ])
  })
})
