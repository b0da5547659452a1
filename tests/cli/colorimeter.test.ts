import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { MethodResultSchema } from '../../contract/model.ts'
import { isochrome, json, temporaryHome } from './run.ts'
import { serveBench } from './served-bench.ts'
import type { ServedBench } from './served-bench.ts'

const PATCHES = 26
const Scan = z.object({ patches: z.number(), pairs: z.number(), refused: z.number() })
const Train = z.object({
  model: z.string(),
  method: z.string(),
  ranking: z.array(MethodResultSchema),
  promoted: z.boolean(),
  reason: z.string(),
})
/** No corrected spectrum: the object is strict. */
const Read = z.strictObject({
  wavelengthNm: z.array(z.number()),
  raw: z.array(z.number()),
  model: z.string(),
  xyz: z.array(z.number()),
  lab: z.array(z.number()),
  domain: z.string(),
})
/** Several programs start one after the other, on a machine that may be busy. */
const PATIENCE_MS = 240_000

/** The main job with a reference that has no spectrum, over TCP as on a bench. */
describe('a plate read beside a Klein K10-A', () => {
  const home = temporaryHome()
  let bench: ServedBench
  beforeAll(async () => {
    bench = await serveBench(['ocean-hdx', 'klein-k10', 'grbl'])
  }, PATIENCE_MS)
  afterAll(() => {
    bench.stop()
    home.remove()
  })
  const spectrometer = (): string[] => ['--spectrometer', bench.uris['ocean-hdx']!]

  it(
    'is paired by X, Y and Z',
    async () => {
      const others = ['--reference', bench.uris['klein-k10']!, '--stage', bench.uris['grbl']!]
      const ran = await isochrome(home.path, [
        ...['scan', ...spectrometer(), ...others],
        ...['--patches', String(PATCHES), '--json'],
      ])
      expect(json(Scan, ran)).toEqual({ patches: PATCHES, pairs: PATCHES, refused: 0 })
    },
    PATIENCE_MS,
  )

  it(
    'teaches the method that is asked for beside the raw instrument, and waits to be made active',
    async () => {
      const trained = json(Train, await isochrome(home.path, ['train', '--method', 'four-colour', '--json']))
      expect(trained).toMatchObject({ method: 'four-colour', promoted: false })
      expect(trained.ranking.map(({ name }) => name)).toEqual(['none', 'four-colour'])
    },
    PATIENCE_MS,
  )

  it(
    'the better of them is made active',
    async () => {
      const ran = await isochrome(home.path, ['train', '--promote'])
      expect(ran.code).toBe(0)
      expect(ran.stdout).toContain(`${PATCHES} samples, X, Y and Z, 5 shared folds`)
      expect(ran.stdout).toContain('3 x 3 matrix, least squares wins')
      expect(ran.stdout).toContain('Accepted')
      expect(ran.stdout).toContain('It corrects X, Y and Z only: spectra stay as they were measured.')
    },
    PATIENCE_MS,
  )

  it(
    'a reading is corrected in its colour, its spectrum stays and that is said',
    async () => {
      const ran = await isochrome(home.path, ['read', ...spectrometer(), '--corrected', '--json'])
      expect(json(Read, ran).raw).toHaveLength(224)
      const words = await isochrome(home.path, ['read', ...spectrometer(), '--corrected'])
      expect(words.stdout).toMatch(/^Corrected by v\d \(X, Y, Z only\): L\*a\*b\*/)
      expect(words.stdout).toContain('the spectrum is as measured')
    },
    PATIENCE_MS,
  )

  it(
    'goes out as .ccmx for other programs, and comes back as the same matrix',
    async () => {
      const file = home.file('k10.ccmx')
      expect(
        (await isochrome(home.path, ['models', 'export', 'v2', '--format', 'ccmx', '--out', file])).code,
      ).toBe(0)
      const text = readFileSync(file, 'utf8')
      expect(text).toMatch(/^CCMX/)
      expect(text).toContain('REFERENCE "SIM-K0010"')
      const rows = text.split('BEGIN_DATA\n')[1]!.split('\n').slice(0, 3)
      const matrix = rows.map((row) => row.trim().split(/\s+/).map(Number))
      for (const [i, row] of matrix.entries()) {
        expect(row).toHaveLength(3)
        // Two good instruments nearly agree: the matrix is near the one that changes nothing.
        for (const [j, value] of row.entries()) expect(Math.abs(value - (i === j ? 1 : 0))).toBeLessThan(0.2)
      }
      const { code } = await isochrome(home.path, ['models', 'import', file])
      expect(code).toBe(0)
    },
    PATIENCE_MS,
  )
})
