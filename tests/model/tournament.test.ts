import { describe, expect, it } from 'vitest'
import type { MethodName, TrainingEvent } from '../../contract/model.ts'
import { methodNamed, METHODS } from '../../model/correction/registry.ts'
import { takePairs } from '../../model/pairs.ts'
import type { PairTable, TournamentRequest } from '../../model/service.ts'
import { runTournament, type TournamentResult } from '../../model/tournament.ts'
import { type Defects, formulaPairs, madeUpPairs } from './support/pairs.ts'
import { containing, matching } from './support/matching.ts'

const never = new AbortController().signal
const CLASSICAL: MethodName[] = ['none', 'slope-bias', 'ridge']

interface Run {
  readonly events: TrainingEvent[]
  readonly result: TournamentResult
  readonly finished: Extract<TrainingEvent, { type: 'finished' }>
}

async function run(pairs: PairTable, more: Partial<TournamentRequest> = {}): Promise<Run> {
  const stream = runTournament(
    { pairs, methods: CLASSICAL, seed: 1, holdOut: 0, ...more },
    { signal: never, skipSignal: () => never },
  )
  const events: TrainingEvent[] = []
  for (;;) {
    const next = await stream.next()
    if (next.done === true) {
      const finished = events.at(-1)
      if (finished?.type !== 'finished') throw new Error('a tournament ends with finished')
      return { events, result: next.value, finished }
    }
    events.push(next.value)
  }
}
const verdict = async (
  defects: Defects,
  more: Partial<TournamentRequest> = {},
): Promise<Run['finished']['comparison']['verdict']> =>
  (await run(madeUpPairs(80, 24, defects), more)).finished.comparison.verdict

describe('the verdict', () => {
  it('can be that there is nothing to correct', async () => {
    const found = await verdict({ referenceNoise: 0.01 })
    expect(found).toMatchObject({ winner: 'none', slopeBiasBeatsNone: false })
    expect(found.sentence).toMatch(/^Nothing to correct/)
  })

  it('can be that nothing beats slope and bias', async () => {
    const found = await verdict({ gain: 0.9, offset: 0.02, referenceNoise: 0.01 })
    expect(found).toMatchObject({ winner: 'slope-bias', beatsSlopeBias: false, slopeBiasBeatsNone: true })
    expect(found.sentence).toMatch(/^Nothing beats slope\/bias/)
  })

  it('can be ridge', async () => {
    const found = await verdict({ gain: 0.9, mixing: 0.3, noise: 0.0005 })
    expect(found).toMatchObject({ winner: 'ridge', beatsSlopeBias: true, slopeBiasBeatsNone: true })
    expect(found.sentence).toContain('Ridge direct standardisation wins')
  })

  it('compares with slope and bias whether asked for or not', async () => {
    expect(await verdict({ gain: 0.9, mixing: 0.3, noise: 0.0005 }, { methods: ['ridge'] })).toMatchObject({
      winner: 'ridge',
      beatsSlopeBias: true,
    })
  })

  it('calls no method a winner that loses to simpler ones which were not asked for', async () => {
    const found = await verdict({ gain: 0.9, referenceNoise: 0.01 }, { methods: ['ridge'] })
    expect(found).toMatchObject({ winner: 'ridge', beatsSlopeBias: false })
    expect(found.sentence).toMatch(/^Ridge direct standardisation is no better than simpler methods: RMSE/)
  })

  it('says whether the error outside the plate is known', async () => {
    expect((await verdict({ gain: 0.9 })).sentence).toContain('no foreign chart')
    const foreign = madeUpPairs(20, 24, { gain: 1.1 }, 9)
    const found = await verdict({ gain: 0.9 }, { foreign })
    expect(found.winner).toBe('none')
    expect(found.sentence).toContain('on the foreign chart it is worse than no correction')
  })
})

describe('a tournament', () => {
  const pairs = madeUpPairs(60, 24, { gain: 0.9, mixing: 0.2, noise: 0.002 })

  it('starts, reports folds and rows, and finishes with the same rows', async () => {
    const { events, finished } = await run(pairs)
    expect(events[0]).toMatchObject({ type: 'started', methods: CLASSICAL, pairs: 60, folds: 5 })
    expect(events.flatMap((event) => (event.type === 'row' ? [event.row] : []))).toEqual(
      finished.comparison.methods,
    )
    const folds = events.flatMap((event) =>
      event.type === 'progress' && event.method === 'ridge' ? [event.fold] : [],
    )
    expect(folds).toEqual([1, 2, 3, 4, 5])
    expect(finished.comparison).toMatchObject({
      samples: 60,
      bands: 24,
      folds: 5,
      grid: { fromNm: 380, toNm: 780 },
    })
    for (const row of finished.comparison.methods) expect(row.rmsePerFold).toHaveLength(5)
    expect(finished.sentence).toBe(finished.comparison.verdict.sentence)
  })

  it('gives the same figures for the same seed', async () => {
    const figures = ({ finished }: Run): unknown =>
      finished.comparison.methods.map(({ fitMs: _, ...row }) => row)
    expect(figures(await run(pairs))).toEqual(figures(await run(pairs)))
    expect(figures(await run(pairs, { seed: 2 }))).not.toEqual(figures(await run(pairs)))
  })

  it('judges the foreign chart with a model of all rows', async () => {
    const foreign = madeUpPairs(10, 24, { gain: 0.9, mixing: 0.2 }, 7)
    const { finished } = await run(pairs, { foreign })
    for (const row of finished.comparison.methods) expect(row.foreign?.dE00?.mean).toBeGreaterThan(0)
    const [raw, , ridge] = finished.comparison.methods
    expect(ridge!.foreign!.rmse).toBeLessThan(raw!.foreign!.rmse)
  })

  it('keeps held-out rows out of everything', async () => {
    const { finished, result } = await run(pairs, { holdOut: 0.2 })
    expect(finished.comparison.samples).toBe(48)
    expect(result.set.heldOut.ids).toHaveLength(12)
    expect(result.set.pairs.ids.filter((id) => result.set.heldOut.ids.includes(id))).toEqual([])
  })

  it('draws errors by band and by patch, from dark to bright', async () => {
    const { result } = await run(pairs)
    expect(result.detail.rmsePerBand.map(({ name }) => name)).toEqual(CLASSICAL)
    const { heat } = result.detail
    expect(heat).toMatchObject({ rows: 60, bands: 24 })
    expect([...heat!.lightness].sort((a, b) => a - b)).toEqual([...heat!.lightness])
    expect(new Set(heat!.patches).size).toBe(60)
  })

  it('works on plain indices and in other quantities, without colour', async () => {
    const { finished } = await run(formulaPairs())
    expect(finished.comparison.grid).toBeNull()
    for (const row of finished.comparison.methods) expect(row.dE00).toBeNull()
  })

  it('takes a patch that was read twice for one, in whatever order', async () => {
    const twice = (order: readonly number[]): PairTable => {
      const rows = Array.from(pairs.ids.keys())
      const again = takePairs(pairs, order)
      const both = takePairs(pairs, [...rows, ...order])
      both.x.data.set(
        again.x.data.map((value) => value + 0.002),
        pairs.x.data.length,
      )
      return both
    }
    const rows = Array.from(pairs.ids.keys())
    const one = (await run(twice(rows))).finished.comparison
    expect(one.samples).toBe(60)
    const other = (await run(twice(rows.toReversed()))).finished.comparison
    for (const [i, { rmse }] of one.methods.entries()) expect(other.methods[i]!.rmse).toBeCloseTo(rmse, 12)
  })

  it('stops a method that has too few patches, and goes on', async () => {
    const { events, finished } = await run(madeUpPairs(30, 24, { gain: 0.9 }), {
      methods: ['none', 'autoencoder', 'slope-bias'],
    })
    expect(events.find((event) => event.type === 'stopped')).toMatchObject({
      method: 'autoencoder',
      reason: containing('Too few patches'),
    })
    expect(finished.comparison.methods.map(({ name }) => name)).toEqual(['none', 'slope-bias'])
  })

  it('judges 6 pairs by what can be learnt from 4, and refuses the rest by number', async () => {
    const methods = METHODS.map(({ name }) => name)
    const { events, finished } = await run(madeUpPairs(6, 24, { gain: 0.9 }), { methods })
    const able = methods.filter((name) => methodNamed(name).minimumPairs <= 4)
    expect(able.slice(0, 2)).toEqual(['none', 'slope-bias'])
    expect(finished.comparison.methods.map(({ name }) => name)).toEqual(able)
    const stopped = events.flatMap((event) => (event.type === 'stopped' ? [event] : []))
    expect(stopped.map(({ method }) => method)).toEqual(methods.filter((name) => !able.includes(name)))
    for (const { method, reason } of stopped)
      expect(reason).toBe(
        `Too few patches for this method: 4 in a fold, ${methodNamed(method).minimumPairs} are needed.`,
      )
  })

  it('judges 10 pairs by all methods that 8 are enough for', async () => {
    const classical = METHODS.filter(({ slow }) => slow !== true).map(({ name }) => name)
    const { events, finished } = await run(madeUpPairs(10, 24, { gain: 0.9, noise: 0.001 }), {
      methods: classical,
    })
    expect(events.filter((event) => event.type === 'stopped')).toEqual([])
    for (const { rmse } of finished.comparison.methods) expect(Number.isFinite(rmse)).toBe(true)
  })

  it('stops one method by hand', async () => {
    const control = {
      signal: never,
      skipSignal: (method: MethodName) => (method === 'ridge' ? AbortSignal.abort() : never),
    }
    const events: TrainingEvent[] = []
    for await (const event of runTournament({ pairs, methods: CLASSICAL, seed: 1, holdOut: 0 }, control))
      events.push(event)
    expect(events.find((event) => event.type === 'stopped')).toMatchObject({
      method: 'ridge',
      reason: 'Stopped by hand.',
    })
    expect(events.at(-1)?.type).toBe('finished')
  })

  it('gives up a slow method that is clearly beaten, in a race', async () => {
    const request = { methods: ['slope-bias', 'autoencoder'] as MethodName[], race: true }
    const { events, finished } = await run(madeUpPairs(60, 16, { gain: 0.9, offset: 0.02 }), request)
    expect(events.find((event) => event.type === 'stopped')).toMatchObject({
      method: 'autoencoder',
      reason: matching(/^Given up after fold \d: RMSE .* of Slope and bias/),
    })
    expect(
      events.some((event) => event.type === 'progress' && event.fold > 4 && event.method === 'autoencoder'),
    ).toBe(false)
    expect(finished.comparison.methods.map(({ name }) => name)).toEqual(['slope-bias'])
  }, 120_000)

  it('ends with the reason of its signal', async () => {
    const stop = new AbortController()
    const stream = runTournament(
      { pairs, methods: CLASSICAL, seed: 1, holdOut: 0 },
      { signal: stop.signal, skipSignal: () => never },
    )
    await stream.next()
    stop.abort()
    await expect(stream.next()).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }))
  })
})

describe('pairs that cannot be judged', () => {
  const pairs = madeUpPairs(20, 24, {})
  const refused = (change: Partial<PairTable>, more: Partial<TournamentRequest> = {}): Promise<Run> =>
    run({ ...pairs, ...change }, more)
  const nan = { ...pairs.y, data: pairs.y.data.map((value, at) => (at === 24 * 3 + 5 ? NaN : value)) }

  it.each([
    ['a value that is no number', () => refused({ y: nan }), 'BAD_REQUEST', /"P4" has no number in band 6/],
    ['sides of different length', () => refused({ ids: pairs.ids.slice(1) }), 'BAD_REQUEST', /do not pair/],
    [
      'another number of bands',
      () => refused({ y: madeUpPairs(20, 12, {}).y }),
      'BAD_REQUEST',
      /24 and 12 bands/,
    ],
    [
      'folds of another length',
      () => refused({}, { folds: Int32Array.of(1, 2) }),
      'BAD_REQUEST',
      /2 fold numbers were given for 20 pairs/,
    ],
    [
      'a foreign chart on another axis',
      () => refused({}, { foreign: madeUpPairs(5, 12, {}) }),
      'BAD_REQUEST',
      /12 bands, the plate 24/,
    ],
    [
      'per cent against 0..1',
      () => refused({ y: { ...pairs.y, data: pairs.y.data.map((value) => 100 * value) } }),
      'BAD_REQUEST',
      /reference are 100 times those of the spectrometer: per cent against 0 to 1/,
    ],
    [
      'a foreign chart in per cent on one side',
      () =>
        refused(
          {},
          { foreign: { ...pairs, x: { ...pairs.x, data: pairs.x.data.map((value) => 100 * value) } } },
        ),
      'BAD_REQUEST',
      /spectrometer are 100 times those of the reference/,
    ],
    ['hardly any pairs', () => run(madeUpPairs(3, 24, {})), 'TOO_FEW_PAIRS', /3 pairs, at least 4/],
    ['an unknown method', () => refused({}, { methods: ['matrix3'] }), 'METHOD_UNKNOWN', /matrix3/],
  ])('%s', async (_, attempt, code, words) => {
    await expect(attempt()).rejects.toThrow(expect.objectContaining({ code, message: matching(words) }))
  })
})
