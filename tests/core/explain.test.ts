import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeSyntheticSet } from '../../core/maps/write-set.ts'
import { createModelService } from '../../model/client.ts'
import { defaultLampModel } from '../../model/lamps/default-model.ts'
import { writeLampModel } from '../../model/lamps/lamp-model.ts'
import { createMapService } from '../../model/maps/client.ts'
import { at } from '../../spectra/at.ts'
import { problemOf, testBench, type TestBench } from './support/bench.ts'

let bench: TestBench
let folder: string
const [models, maps] = [createModelService(), createMapService()]
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isochrome-explain-'))
  mkdirSync(join(folder, 'home'))
  const set = { generator: 'linear', cubes: 8, height: 16, width: 16, bands: 20, seed: 1 } as const
  await writeSyntheticSet({ ...set, folder: join(folder, 'cubes') })
  bench = testBench({ folder: join(folder, 'home'), app: { models, maps } })
}, 120_000)
afterAll(async () => {
  await bench.close()
  await Promise.all([models.close(), maps.close()])
  rmSync(folder, { recursive: true, force: true })
})

describe('the classifier that ships', () => {
  it('is the last model of the list, has no date, and says what it learned from', async () => {
    const { subjects } = await bench.client.explain.subjects({})
    expect(subjects.at(-1)).toMatchObject({ id: 'lamps:shipped', kind: 'lamps', created: '' })
    const face = await bench.client.explain.face({ subject: 'lamps:shipped' })
    expect([face.unit, face.methods, face.samples.length]).toEqual([
      'nm',
      ['weights', 'gradient', 'occlusion'],
      7,
    ])
    expect(face.facts[0]?.value).toContain('rendered pictures')
  }, 180_000)

  it('takes a spectrum of its own wavelengths, and gives its place to one in a file', async () => {
    const axis = Float64Array.from({ length: 400 }, (_, i) => 385 + i)
    const values = axis.map((nm) => Math.exp(-0.5 * ((nm - 587.6) / 2) ** 2))
    const lampModel = { path: 'mine.json', text: writeLampModel(defaultLampModel()) }
    const found = await bench.client.explain.run({
      subject: 'any',
      lampModel,
      spectrum: { name: 'line', axis, values },
      method: 'occlusion',
      window: 9,
    })
    expect(found.subject.version).toBe('mine.json')
    expect(found.said).toEqual(['line: 400 points were brought to the 480 bands of the model.'])
    expect(found.regions.some(({ from, to }) => from < 588 && to > 587)).toBe(true)
    const damaged = bench.client.explain.run({ subject: 'any', lampModel: { path: 'x.json', text: '{}' } })
    expect((await problemOf(damaged)).code).toBe('MODEL_DAMAGED')
  }, 180_000)
})

describe('a model of maps', () => {
  it('is explained by its vector: for its own mean, an open cube, a pixel', async () => {
    const { client } = bench
    await client.maps.open({ folder: join(folder, 'cubes') })
    for await (const event of await client.maps.train({ network: false })) expect(event.type).toBeTruthy()
    const [card] = (await client.maps.state({})).models
    const { subjects } = await client.explain.subjects({})
    const id = `pls-map:${card!.hash.slice(0, 12)}`
    expect(subjects.map((one) => one.id)).toEqual([id, 'lamps:shipped'])
    const face = await client.explain.face({ subject: id })
    expect(face.samples.map(({ name }) => name).slice(0, 2)).toEqual(['mean of its cubes', 'cube-1, mean'])
    expect(face.facts.map(({ name }) => name)).toContain('Error of the mean')
    const ask = (sample?: string) =>
      client.explain.run({ subject: 'maps 1', ...(sample === undefined ? {} : { sample }) })
    const own = await ask()
    expect([own.outputs, own.matrix, own.axis[0], own.axis.at(-1)]).toEqual([['per cent'], null, 950, 1650])
    expect(own.caption).toMatch(
      /^PLS of maps 1, \d+ components; its regression vector; spectrum mean of its cubes/,
    )
    // The map's own mean is what the regression makes of the mean spectrum.
    const cube = await ask('cube:cube-2')
    const { maps: made } = await client.maps.predict({ cube: 'cube-2' })
    expect(at(cube.scores, 0)).toBeCloseTo(made[0]!.figures.mean, 3)
    const pixel = await ask('pixel:cube-2:8,9')
    expect(pixel.sample).toBe('cube-2, column 8, row 9')
    expect(at(pixel.scores, 0)).toBeCloseTo(at(made[0]!.values, 9 * 16 + 8), 3)
    expect((await problemOf(ask('pixel:cube-2:16,0'))).happened).toContain('16 columns and 16 rows')
    expect((await problemOf(ask('pixel:ham:1,1'))).code).toBe('NOT_FOUND')
  }, 180_000)

  it('shows no correction beside a pixel unless one is asked for, and names those that fit', async () => {
    const { client } = bench
    expect((await client.maps.spectrum({ cube: 'cube-1', x: 8, y: 8 })).corrected).toBeNull()
    expect(await client.maps.corrections({})).toEqual({ versions: [] })
  })
})
