import { describe, expect, it } from 'vitest'
import { dotWords, fitWord, roomFor, sortedRows } from '../../../renderer/views/models/columns.ts'
import {
  dotRange,
  pairedDifference,
  tournamentRows,
  type TournamentState,
} from '../../../renderer/views/models/rows.ts'
import { tournamentText } from '../../../renderer/views/models/table.ts'
import { THIN } from '../../../renderer/text/numbers.ts'
import { methodResult } from './cards.ts'

const state = (over: Partial<TournamentState> = {}): TournamentState => ({
  results: [
    methodResult('none', 0.009, { foreign: { rmse: 0.009, dE00: null } }),
    methodResult('ridge', 0.002, { foreign: { rmse: 0.012, dE00: null } }),
    methodResult('gated', 0.0016, { foreign: { rmse: 0.002, dE00: null } }),
    methodResult('physics', 0.0025, { foreign: { rmse: 0.0021, dE00: null } }),
  ],
  winner: 'gated',
  methods: ['none', 'ridge', 'gated', 'physics'],
  progress: {},
  stopped: {},
  running: false,
  folds: 3,
  titleOf: (name) => `the ${name}`,
  ...over,
})
const words = (over: Partial<TournamentState> = {}) =>
  Object.fromEntries(
    tournamentRows(state(over)).map((row) => [row.name, `${row.said.lamp}: ${row.said.word}`]),
  )

describe('rows of the tournament', () => {
  it('stand by RMSE and say what came out, on the plate and on the foreign chart', () => {
    expect(tournamentRows(state()).map((row) => row.name)).toEqual(['gated', 'ridge', 'physics', 'none'])
    expect(words()).toEqual({
      gated: 'good: Winner',
      ridge: 'attention: Worse, fails foreign',
      physics: 'off: Worse, safe foreign',
      none: 'off: Baseline',
    })
  })

  it('keep apart in a narrow column what begins alike', () => {
    const titled = state({ titleOf: (name) => `Gated physical correction and ${name}` })
    expect(tournamentRows(titled)[0]?.title).toBe('Gated and gated')
    expect(tournamentRows(state({ titleOf: () => 'Gated physical correction' }))[0]?.title).toBe(
      'Gated physical correction',
    )
  })

  it('say nothing of a foreign chart that was not read', () => {
    const results = state().results.map((result) => ({ ...result, foreign: null }))
    expect(words({ results })).toMatchObject({ ridge: 'off: Worse', physics: 'off: Worse' })
  })

  it('call methods equal whose difference is within its standard error', () => {
    const near = methodResult('ridge', 0.00162, { rmsePerFold: [0.0012, 0.0022, 0.00146] })
    expect(words({ results: [methodResult('gated', 0.0016), near] })['ridge']).toBe('off: Equal')
    const better = methodResult('kernel', 0.0015)
    expect(words({ results: [methodResult('gated', 0.0016), better] })['kernel']).toBe('off: Better')
  })

  it('name no winner while the training runs, and show who works, waits and was stopped', () => {
    const running = state({
      results: [methodResult('none', 0.009)],
      winner: undefined,
      running: true,
      progress: {
        ridge: { type: 'progress', method: 'ridge', fold: 2, fraction: 0.4, detail: 'fold 2 of 3' },
      },
      stopped: { physics: 'Stopped by hand.' },
    })
    const rows = tournamentRows(running)
    expect(rows.map((row) => [row.name, row.said.word, row.progress?.fraction])).toEqual([
      ['none', 'Baseline', undefined],
      ['ridge', 'Fold 2 of 3', 0.4],
      ['gated', 'Waits', undefined],
      ['physics', 'Stopped by hand', undefined],
    ])
    expect(
      tournamentRows({ ...running, running: false }).find((row) => row.name === 'ridge')?.said.word,
    ).toBe('Not finished')
  })
})

describe('the paired difference', () => {
  it('is a fraction of the other method, with its standard error over the folds', () => {
    const { difference, standardError } = pairedDifference(
      { rmse: 0, rmsePerFold: [0.0012, 0.0024, 0.0036] },
      { rmse: 0, rmsePerFold: [0.001, 0.002, 0.003] },
    )
    // Differences 0.1, 0.2, 0.3 of the mean 0.002: mean 0.2, sd 0.1, standard error 0.1 / sqrt(3).
    expect(difference).toBeCloseTo(0.2, 12)
    expect(standardError).toBeCloseTo(0.1 / Math.sqrt(3), 12)
  })

  it('has no error where there is one fold', () => {
    expect(pairedDifference({ rmse: 0.003, rmsePerFold: [] }, { rmse: 0.002, rmsePerFold: [] })).toEqual({
      difference: 0.5,
    })
  })
})

describe('the table', () => {
  it('sorts by any column, rows without a figure last in both directions', () => {
    const rows = tournamentRows(state({ methods: ['none', 'ridge', 'gated', 'physics', 'pds'] }))
    const by = (down: boolean) => sortedRows(rows, { column: 'foreign', down }).map((row) => row.name)
    expect(by(false)).toEqual(['gated', 'physics', 'none', 'ridge', 'pds'])
    expect(by(true)).toEqual(['ridge', 'none', 'physics', 'gated', 'pds'])
    expect(sortedRows(rows, { column: 'method', down: false })[0]?.title).toBe('the gated')
  })

  it('gives up columns as the room shrinks, but never name, error, dots and verdict', () => {
    expect(roomFor(1068)).toHaveLength(11)
    const least = roomFor(420).map((column) => column.id)
    expect(least).toEqual(['method', 'rmse', 'dots', 'dE', 'result'])
    for (const width of [596, 660, 720, 924, 980, 1068, 1500]) {
      const fixed = roomFor(width).reduce((sum, column) => sum + (column.width ?? 0), 0)
      expect(width - fixed, `dot plot at ${String(width)}`).toBeGreaterThan(60)
    }
  })

  it('writes times with the digits that matter', () => {
    expect([0, 4, 96, 1100, 124_000].map((ms) => fitWord(ms).replace(THIN, ' '))).toEqual([
      '0 s',
      '< 0.01 s',
      '0.1 s',
      '1.1 s',
      '124 s',
    ])
  })

  it('draws all figures on one axis and tells them to the ear', () => {
    const rows = tournamentRows(state())
    const range = dotRange(rows)!
    expect(range.min).toBeLessThan(0.0016 * 0.9)
    expect(range.max).toBeGreaterThan(0.012)
    expect(dotRange([])).toBeUndefined()
    expect(dotWords(rows[0]!)).toBe('RMSE 1.60 thousandths, folds from 1.44 to 1.76, foreign chart 2.00')
  })

  it('is exported with full precision and empty fields for figures that were not made', () => {
    const [head, first, , , , last] = tournamentText(tournamentRows(state({ methods: ['pds'] }))).split('\n')
    expect(head?.split('\t')).toHaveLength(14)
    expect(first?.split('\t').slice(0, 2)).toEqual(['the gated', '0.0016'])
    expect(last?.split('\t')[1]).toBe('')
    expect(last?.split('\t').at(-1)).toBe('Not finished')
  })
})
