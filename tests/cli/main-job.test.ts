import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ComparisonSchema, EvaluationSchema, MethodResultSchema } from '../../contract/model.ts'
import { isochrome, json, temporaryHome, type Ran } from './run.ts'

const home = temporaryHome()
afterAll(() => {
  home.remove()
})

const Scan = z.strictObject({
  session: z.number(),
  patches: z.number(),
  pairs: z.number(),
  controls: z.number(),
  refused: z.number(),
  retried: z.number(),
  seconds: z.number(),
})
const Train = z.strictObject({
  model: z.string().nullable(),
  method: z.string(),
  ranking: z.array(MethodResultSchema),
  promoted: z.boolean(),
  reason: z.string(),
})
const Read = z.strictObject({
  wavelengthNm: z.array(z.number()),
  raw: z.array(z.number()),
  corrected: z.array(z.number()).optional(),
  model: z.string().optional(),
  xyz: z.array(z.number()),
  lab: z.array(z.number()),
  domain: z.string(),
})

/** The whole job by command line on the simulated bench, as the README shows it. */
describe('scan, train, read, recalibrate, export', () => {
  let scan: Ran
  beforeAll(async () => {
    scan = await isochrome(home.path, ['scan', '--simulate', '--fast', '--patches', '120', '--json'])
  }, 120_000)

  it('scans paired patches through the real drivers', () => {
    const result = json(Scan, scan)
    expect(result.patches).toBe(120)
    expect(result.pairs).toBe(120)
    expect(result.controls).toBeGreaterThan(5)
  })

  it('trains, promotes and corrects', async () => {
    const trained = json(
      Train,
      await isochrome(home.path, ['train', '--method', 'ridge', '--promote', '--json']),
    )
    expect(trained.method).toBe('ridge')
    expect(trained.promoted).toBe(true)
    expect(trained.model).toBe('v1')
    const read = json(Read, await isochrome(home.path, ['read', '--simulate', '--corrected', '--json']))
    expect(read.model).toBe('v1')
    expect(read.wavelengthNm).toHaveLength(224)
    expect(read.raw).toHaveLength(224)
    expect(read.corrected).toHaveLength(224)
  }, 120_000)

  it('lists what it has', async () => {
    const models = JSON.parse((await isochrome(home.path, ['models', '--json'])).stdout) as {
      models: { name: string; state: string }[]
    }
    expect(models.models.map(({ name, state }) => ({ name, state }))).toEqual([
      { name: 'v1', state: 'active' },
    ])
    const sessions = JSON.parse((await isochrome(home.path, ['sessions', '--json'])).stdout) as {
      sessions: { pairs: number }[]
    }
    expect(sessions.sessions.some((session) => session.pairs === 120)).toBe(true)
  })

  it('exports CSV and CGATS and never replaces a file by itself', async () => {
    const session = String(json(Scan, scan).session)
    const csv = home.file('plate.csv')
    expect(
      (
        await isochrome(home.path, [
          'export',
          '--session',
          session,
          '--format',
          'csv',
          '--values',
          'raw',
          '--out',
          csv,
        ])
      ).code,
    ).toBe(0)
    expect(readFileSync(csv, 'utf8').trim().split('\n')).toHaveLength(121)
    const again = await isochrome(home.path, [
      'export',
      '--session',
      session,
      '--format',
      'csv',
      '--out',
      csv,
    ])
    expect(again.code).toBe(1)
    expect(again.stderr).toContain('FILE_EXISTS')
    const cgats = home.file('plate.txt')
    expect(
      (
        await isochrome(home.path, [
          'export',
          '--session',
          session,
          '--values',
          'raw',
          '--format',
          'cgats',
          '--out',
          cgats,
        ])
      ).code,
    ).toBe(0)
    expect(/NUMBER_OF_SETS \d+/.exec(readFileSync(cgats, 'utf8'))?.[0]).toBe('NUMBER_OF_SETS 120')
  })

  it('corrects a file, with intervals and domain where asked', async () => {
    const out = home.file('corrected.csv')
    const ran = await isochrome(home.path, [
      'correct',
      '--in',
      home.file('plate.csv'),
      '--out',
      out,
      '--full',
      '--json',
    ])
    expect(JSON.parse(ran.stdout)).toMatchObject({ rows: 120 })
    expect(readFileSync(out, 'utf8').split('\n')[0]).toMatch(/domain/)
  })

  it('recalibrates after a drift and keeps the old model where nothing drifted', async () => {
    const Outcome = z.strictObject({
      before: EvaluationSchema.pick({ rmse: true, dE00: true }),
      after: EvaluationSchema.pick({ rmse: true, dE00: true }),
      accepted: z.boolean(),
      reason: z.string(),
      model: z.string(),
    })
    const still = json(Outcome, await isochrome(home.path, ['recalibrate', '--simulate', '--fast', '--json']))
    expect(still.accepted).toBe(false)
    const drifted = json(
      Outcome,
      await isochrome(home.path, ['recalibrate', '--simulate', '--fast', '--drift', '--seed', '3', '--json']),
    )
    expect(drifted.accepted).toBe(true)
    expect(drifted.after.rmse).toBeLessThan(drifted.before.rmse)
    // The refused update before it is kept for study under v1.1.
    expect(drifted.model).toBe('v1.2')
  }, 120_000)

  it('moves a model to another computer bit by bit', async () => {
    const file = home.file('v1.isochrome')
    expect((await isochrome(home.path, ['models', 'export', 'v1', '--out', file])).code).toBe(0)
    const other = temporaryHome()
    const imported = await isochrome(other.path, ['models', 'import', file, '--json'])
    expect(imported.stderr).toBe('')
    const again = other.file('again.isochrome')
    const name = (JSON.parse(imported.stdout) as { version: string }).version
    expect((await isochrome(other.path, ['models', 'export', name, '--out', again])).code).toBe(0)
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(file, 'utf8'))
    other.remove()
  }, 120_000)

  it('a scan that was killed goes on where it stopped', async () => {
    const own = temporaryHome()
    const killed = await isochrome(own.path, ['scan', '--simulate', '--fast', '--patches', '300', '--json'], {
      killAt: /^\d\d of 300/m,
    })
    expect(killed.code).toBeNull()
    expect(existsSync(own.file('isochrome.db'))).toBe(true)
    const resumed = json(
      Scan,
      await isochrome(own.path, ['scan', '--simulate', '--fast', '--patches', '300', '--resume', '--json']),
    )
    expect(resumed.pairs).toBe(300)
    const list = JSON.parse((await isochrome(own.path, ['sessions', '--json'])).stdout) as {
      sessions: { pairs: number }[]
    }
    expect(list.sessions.filter((session) => session.pairs > 0).map((session) => session.pairs)).toEqual([
      300,
    ])
    own.remove()
  }, 180_000)
})

describe('compare', () => {
  it('prints the contract of the command line', async () => {
    const ran = await isochrome(home.path, [
      'compare',
      '--spectrometer',
      home.file('plate.csv'),
      '--reference',
      home.file('plate.csv'),
      '--methods',
      'none,slope-bias',
      '--json',
    ])
    const comparison = json(ComparisonSchema, ran)
    expect(comparison).toMatchObject({ samples: 120, bands: 224, folds: 5, grid: { fromNm: 380, toNm: 780 } })
    expect(comparison.verdict.winner).toBe('none')
  }, 60_000)
})
