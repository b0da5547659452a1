import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ExplanationSchema } from '../../contract/explain.ts'
import { RamanAnswerSchema, RamanCardSchema } from '../../contract/raman.ts'
import { DEMO_SUBSTANCES, demoAxis, lorentzians } from '../../model/raman/lorentzian.ts'
import { sharedData } from '../shared-data.ts'
import { isochrome, json, temporaryHome } from './run.ts'

const home = temporaryHome()
afterAll(() => home.remove())

const small = ['--bands', '256', '--filters', '4', '--width', '5', '--poolings', '1', '--epochs', '15']
const Answers = z.object({
  model: z.string(),
  classes: z.array(z.string()),
  answers: z.array(RamanAnswerSchema),
})
const Explained = ExplanationSchema.omit({ matrix: true }).extend({
  axis: z.array(z.number()),
  spectrum: z.array(z.number()),
  scores: z.array(z.number()),
  relevance: z.array(z.number()),
})

describe('the Raman commands', () => {
  beforeAll(async () => {
    const card = json(RamanCardSchema, await isochrome(home.path, ['raman', 'train', ...small, '--json']))
    expect(card).toMatchObject({ version: 'r1', source: 'made substances', spectra: 0 })
  }, 120_000)

  it('classify a file and say so in words and as JSON', async () => {
    const axis = demoAxis(300)
    const values = lorentzians(DEMO_SUBSTANCES[3]?.peaks ?? [], axis)
    writeFileSync(home.file('dune.csv'), Array.from(axis, (x, i) => `${x},${String(values[i])}`).join('\n'))
    const ran = json(
      Answers,
      await isochrome(home.path, ['raman', 'classify', home.file('dune.csv'), '--json']),
    )
    expect(ran.answers.map(({ found }) => found)).toEqual([['Dune']])
    const words = await isochrome(home.path, ['raman', 'classify', home.file('dune.csv')])
    expect(words.stdout).toMatch(/dune\.csv {2}Dune \d/)
  }, 120_000)

  it('explain a class and write it as CSV', async () => {
    const csv = home.file('amber.csv')
    const args = ['explain', '--sample', 'Amber', '--csv', csv, '--json']
    const found = json(Explained, await isochrome(home.path, args))
    expect(found.regions.some(({ from, to }) => from <= 425 && to >= 415)).toBe(true)
    const [head, ...rows] = readFileSync(csv, 'utf8').trim().split('\n')
    expect(head).toBe('wavenumber_cm-1,spectrum,relevance')
    expect(rows).toHaveLength(256)
    const again = await isochrome(home.path, args)
    expect([again.code, again.stdout]).toEqual([1, ''])
    expect(again.stderr).toContain('exists already')
  }, 120_000)

  it('carry a classifier as a file', async () => {
    expect((await isochrome(home.path, ['raman', 'export', 'r1', '--out', home.file('r1.json')])).code).toBe(
      0,
    )
    const other = home.file('other.db')
    const card = json(
      RamanCardSchema,
      await isochrome(home.path, ['raman', 'import', home.file('r1.json'), '--db', other, '--json']),
    )
    expect(card.version).toBe('r1')
    const listed = await isochrome(home.path, ['raman', 'list', '--db', other])
    expect(listed.stdout).toContain('r1: 5 classes of made substances')
  }, 120_000)

  it.each([
    [['raman', 'train', '--width', '4']],
    [['raman', 'train', '--laser', 'red']],
    [['raman', 'classify']],
    [['raman', 'burn']],
    [['explain', '--method', 'magic']],
  ])(
    'end with 2 for wrong usage: %j',
    async (args) => {
      const ran = await isochrome(home.path, args)
      expect([ran.code, ran.stdout]).toEqual([2, ''])
    },
    60_000,
  )

  it('say in one sentence what is wrong with a folder, and keep nothing', async () => {
    mkdirSync(home.file('bad'))
    writeFileSync(home.file('bad/only.csv'), readFileSync(home.file('dune.csv')))
    const ran = await isochrome(home.path, ['raman', 'train', '--folder', home.file('bad')])
    expect(ran.code).toBe(1)
    expect(ran.stderr).toContain('All 1 spectra are of one class, only.')
    expect((await isochrome(home.path, ['raman', 'list'])).stdout).not.toContain('r2')
  }, 120_000)
})

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const library = sharedData('raman-enlighten-library')
/** Learned from; the files asked about are the same substances, measured and named apart. */
const LEARNED = [
  '2-Butanone',
  'acetone',
  'benzene',
  'caffeine',
  'ethanol',
  'glucose',
  'isopropanol',
  'polystyrene',
  'toluene',
  'urea',
]
const ASKED = { '2-Propanol': 'isopropanol', 'Methyl Ethyl Ketone': '2-Butanone' }

describe.skipIf(library === undefined)('on measured spectra of pure substances', () => {
  it('knows two substances again in files it never saw', async () => {
    const folder = home.file('library')
    mkdirSync(folder)
    for (const name of LEARNED) copyFileSync(join(library ?? '', `${name}.csv`), join(folder, `${name}.csv`))
    const args = ['raman', 'train', '--folder', folder, '--bands', '512', '--epochs', '20', '--json']
    const card = json(RamanCardSchema, await isochrome(home.path, args))
    say(
      `${card.classes.length} measured substances: ${card.accuracy.right} of ${card.accuracy.of} made variations right`,
    )
    expect(card.accuracy.right / card.accuracy.of).toBeGreaterThan(0.95)
    const files = Object.keys(ASKED).map((name) => join(library ?? '', `${name}.csv`))
    const { answers } = json(Answers, await isochrome(home.path, ['raman', 'classify', ...files, '--json']))
    say(answers.map(({ name, said }) => `${name}: ${said}`).join('; '))
    expect(answers.map(({ found }) => found[0])).toEqual(Object.values(ASKED))
  }, 300_000)
})
