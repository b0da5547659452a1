import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readEnviHeader } from '../../formats/envi-header.ts'
import { sharedData } from '../shared-data.ts'
import { isochrome, temporaryHome } from './run.ts'

const home = temporaryHome()
const inHome = (name: string): string => join(home.path, name)
afterAll(() => {
  home.remove()
})

const Scores = z.object({
  model: z.string(),
  verdict: z.string(),
  scores: z.array(z.object({ method: z.string(), rmseMean: z.number(), pixelRmse: z.number().nullable() })),
})

async function json(...args: string[]): Promise<unknown> {
  const ran = await isochrome(home.path, ['maps', ...args, '--json'])
  expect(ran.stderr + ran.stdout).toContain('{')
  expect(ran.code).toBe(0)
  return JSON.parse(ran.stdout)
}

describe('isochrome maps', () => {
  it('makes cubes, learns, judges on others and writes a map', { timeout: 180_000 }, async () => {
    const set = ['--generator', 'linear', '--size', '24', '--bands', '20']
    expect(await json('synth', '--out', inHome('cubes'), '--cubes', '10', ...set)).toEqual({
      folder: inHome('cubes'),
      cubes: 10,
    })
    await json('synth', '--out', inHome('test'), '--cubes', '3', '--seed', '9', ...set)
    const learnt = Scores.parse(
      await json('train', '--in', inHome('cubes'), '--method', 'pls', '--out', inHome('model.isomaps')),
    )
    expect(learnt.scores.map(({ method }) => method)).toEqual(['pls', 'pls-filter', 'pls-local'])
    expect(learnt.verdict).toContain('The filter alone')
    const judged = Scores.parse(
      await json('evaluate', '--in', inHome('test'), '--model', inHome('model.isomaps')),
    )
    expect(judged.scores[0]!.rmseMean).toBeLessThan(4)
    const made = z
      .object({ method: z.string(), mean: z.number(), outsideShare: z.number() })
      .parse(await json('predict', '--cube', join(inHome('test'), 'cube-1.hdr'), '--out', inHome('map.hdr')))
    expect(made.method).toBe('pls-filter')
    const header = readEnviHeader(readFileSync(inHome('map.hdr'), 'utf8'))
    expect([header.lines, header.samples, header.bands]).toEqual([24, 24, 1])
    expect(readFileSync(inHome('map.bsq'))).toHaveLength(24 * 24 * 4)
  })
  it('explains the regression by its vector, for the mean of a cube and for a pixel', async () => {
    const explained = z.object({
      caption: z.string(),
      sample: z.string(),
      axis: z.array(z.number()),
      relevance: z.array(z.number()),
    })
    const cube = join(inHome('test'), 'cube-2.hdr')
    const ask = async (...args: string[]) =>
      isochrome(home.path, ['explain', '--model', 'maps 1', '--cube', cube, ...args, '--json'])
    const mean = explained.parse(JSON.parse((await ask()).stdout))
    expect(mean.caption).toMatch(
      /PLS of maps 1, \d+ components; its regression vector; spectrum cube-2, mean/,
    )
    expect([mean.axis[0], mean.axis.at(-1), mean.relevance.length]).toEqual([950, 1650, 20])
    const pixel = explained.parse(JSON.parse((await ask('--pixel', '12,10', '--method', 'occlusion')).stdout))
    expect(pixel.sample).toBe('cube-2, column 12, row 10')
    expect((await ask('--pixel', '12')).code).toBe(2)
    const beyond = await ask('--pixel', '99,1')
    expect([beyond.code, beyond.stderr]).toEqual([1, expect.stringContaining('24 columns and 24 rows')])
  }, 240_000)
  it('refuses in one sentence and leaves nothing half done', { timeout: 120_000 }, async () => {
    const ran = await isochrome(home.path, ['maps', 'train', '--in', inHome('nowhere')])
    expect([ran.code, ran.stderr.trim()]).toEqual([
      1,
      expect.stringMatching(/^There is no such folder: .* Check the name\. \[NOT_FOUND\]$/),
    ])
    const usage = await isochrome(home.path, [
      'maps',
      'synth',
      '--out',
      inHome('x'),
      '--generator',
      'quadratic',
    ])
    expect([usage.code, existsSync(inHome('x'))]).toEqual([2, false])
    writeFileSync(inHome('bad.csv'), 'cube,mean\nham,12\n')
    const strangers = await isochrome(home.path, [
      'maps',
      'evaluate',
      '--in',
      inHome('cubes'),
      '--references',
      inHome('bad.csv'),
    ])
    expect([strangers.code, strangers.stderr]).toEqual([1, expect.stringContaining('"ham"')])
    const again = await isochrome(home.path, ['maps', 'synth', '--out', inHome('cubes')])
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('FILE_EXISTS')])
  })
  const tecator = sharedData('chem-regression/tecator.csv')
  it.skipIf(tecator === undefined)(
    'takes end members from measured meat spectra',
    { timeout: 120_000 },
    async () => {
      const [head = '', ...lines] = readFileSync(tecator!, 'utf8').trim().split('\n')
      const names = head.replaceAll('"', '').split(',')
      const fat = names.indexOf('fat')
      const bands = names.flatMap((name, i) => (/^absorbance_\d+$/.test(name) ? [i] : []))
      const nm = bands.map((_, i) => String(850 + 2 * i))
      const rows = lines.map((line) => line.split(','))
      writeFileSync(
        inHome('spectra.csv'),
        [
          `id,${nm.join(',')}`,
          ...rows.map((row, k) => `s${String(k)},${bands.map((i) => row[i]).join(',')}`),
        ].join('\n'),
      )
      writeFileSync(inHome('values.csv'), rows.map((row, k) => `s${String(k)},${row[fat] ?? ''}`).join('\n'))
      const from = ['--spectra', inHome('spectra.csv'), '--values', inHome('values.csv')]
      await json('synth', '--out', inHome('meat'), '--cubes', '8', '--size', '16', '--bands', '30', ...from)
      const header = readEnviHeader(readFileSync(join(inHome('meat'), 'cube-1.hdr'), 'utf8'))
      expect([header.wavelengthNm?.[0], header.wavelengthNm?.at(-1)]).toEqual([850, 1048])
      const learnt = Scores.parse(await json('train', '--in', inHome('meat'), '--method', 'pls'))
      expect(learnt.scores[1]!.pixelRmse!).toBeLessThan(learnt.scores[0]!.pixelRmse!)
    },
  )
})
