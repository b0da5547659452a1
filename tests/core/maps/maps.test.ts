import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problem } from '../../../contract/errors.ts'
import type { MapTrainingEvent } from '../../../contract/maps.ts'
import { asCorrected } from '../../../contract/spectrum.ts'
import { cubeRows, openCubeFolder } from '../../../core/maps/cube-folder.ts'
import { MapDesk } from '../../../core/maps/map-desk.ts'
import { writeSyntheticSet } from '../../../core/maps/write-set.ts'
import { createMapService } from '../../../model/maps/client.ts'
import type { OpenModel } from '../../../model/service.ts'
import { needTraining } from './need-training.ts'

const folder = mkdtempSync(join(tmpdir(), 'isochrome-maps-'))
const cubes = join(folder, 'cubes')
const service = createMapService()
const signal = new AbortController().signal
const SET = { generator: 'linear', cubes: 8, height: 20, width: 16, bands: 14, seed: 1 } as const
/** A correction that doubles, for 14 bands of the synthetic camera. */
const doubling = {
  card: { version: 'v1', axis: { bands: 14, fromNm: 950, toNm: 1650 } },
  correctTable: async (x: { rows: number; columns: number; data: Float64Array }) => ({
    corrected: { ...x, data: x.data.map((value) => 2 * value) },
    domains: [],
    interval: null,
  }),
  correct: async () => ({ corrected: asCorrected(new Float64Array()), domain: 'in', domainDetail: '' }),
  close: async () => undefined,
} as unknown as OpenModel
const deskIn = (name: string): MapDesk =>
  new MapDesk({
    service,
    folder: join(folder, name),
    correction: async () => doubling,
    now: () => '2026-11-27T00:00:00.000Z',
  })
const codeOf = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(Problem)
  return `${(error as Problem).code}: ${(error as Problem).data.happened}`
}
async function all(events: AsyncIterable<MapTrainingEvent>): Promise<MapTrainingEvent[]> {
  const list: MapTrainingEvent[] = []
  for await (const event of events) list.push(event)
  return list
}
const plsOnly = { network: false, folds: 4, seed: 1, resume: false } as const

beforeAll(async () => {
  await writeSyntheticSet({ ...SET, folder: cubes })
})
afterAll(async () => {
  await service.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a folder of cubes', () => {
  it('is read with masks, true maps and references', async () => {
    const { cubes: found, references, refused } = await openCubeFolder(cubes)
    expect(refused).toEqual([])
    expect(found.map(({ name }) => name)).toEqual(
      Array.from({ length: 8 }, (_, i) => `cube-${String(i + 1)}`),
    )
    expect(references.size).toBe(8)
    const [first] = found
    const rows = await cubeRows(first!, 4, 9)
    expect([rows.height, rows.width, rows.bands, rows.data.length]).toEqual([5, 16, 14, 5 * 16 * 14])
    expect(first!.truth).toBeDefined()
  })
  it('is never half written and never replaced', async () => {
    expect(await codeOf(writeSyntheticSet({ ...SET, folder: cubes }))).toContain('FILE_EXISTS')
    const broken = join(folder, 'broken')
    const materials = {
      absorptions: (): never => {
        throw new Error('no such material')
      },
      scattering: () => 1,
    }
    await expect(writeSyntheticSet({ ...SET, folder: broken, materials })).rejects.toThrow('no such material')
    expect([existsSync(broken), existsSync(`${broken}.tmp`)]).toEqual([false, false])
  })
  it('names bad files and keeps the good ones', async () => {
    const mixed = join(folder, 'mixed')
    await writeSyntheticSet({ ...SET, cubes: 3, folder: mixed })
    truncateSync(join(mixed, 'cube-1.bil'), 100)
    rmSync(join(mixed, 'cube-2.bil'))
    writeFileSync(join(mixed, 'notes.hdr'), 'hello')
    const found = await openCubeFolder(mixed)
    expect(found.cubes.map(({ name }) => name)).toEqual(['cube-3'])
    const said = Object.fromEntries(found.refused.map(({ file, sentence }) => [file, sentence]))
    expect(said['cube-1.hdr']).toContain('The file has 100 bytes, its header describes 8960')
    expect(said['cube-2.hdr']).toContain('There is no cube-2.bil')
    expect(said['notes.hdr']).toContain('first line is not ENVI')
    expect(said['references.csv']).toContain('2 of 3 names in references.csv are no cube of this folder')
  })
  it('that is missing or empty is said to be so', async () => {
    expect(await codeOf(openCubeFolder(join(folder, 'nowhere')))).toContain('NOT_FOUND')
    const empty = mkdtempSync(join(folder, 'empty-'))
    expect(await codeOf(openCubeFolder(empty))).toContain('NO_MATCH')
  })
})

describe('maps of PLS', () => {
  const desk = deskIn('pls')
  it('are learnt, stored and made again from the file', async () => {
    await desk.open(cubes)
    const events = await all(desk.train(plsOnly, signal))
    const last = events.at(-1)
    if (last?.type !== 'finished') throw new Error('it did not finish')
    expect(last.card.methods).toEqual(['pls', 'pls-filter', 'pls-local'])
    expect(last.card.scores[1]!.pixelRmse!).toBeLessThan(last.card.scores[0]!.pixelRmse!)
    const again = deskIn('pls')
    await again.open(cubes)
    expect(again.state().models.map(({ name, hash }) => [name, hash])).toEqual([['maps 1', last.card.hash]])
    const { maps, truth } = await again.predict('cube-1', undefined, signal)
    expect(maps[0]!.values).toHaveLength(320)
    expect(maps[0]!.values.filter(Number.isNaN).length).toBe(truth!.values.filter(Number.isNaN).length)
    expect(Math.abs(maps[0]!.figures.mean - again.state().cubes[0]!.reference!)).toBeLessThan(5)
  })
  it('say what is wrong with a model', async () => {
    const { hash } = desk.state().models[0]!
    const bytes = readFileSync(join(folder, 'pls', 'models', `${hash}.isomaps`))
    expect(await codeOf(Promise.resolve().then(() => desk.models.add(bytes.subarray(0, 200))))).toContain(
      'MODEL_DAMAGED',
    )
    const other = Buffer.from(bytes)
    other.write('ISOMODEL', 0, 'latin1')
    expect(await codeOf(Promise.resolve().then(() => desk.models.add(other)))).toContain('corrects spectra')
    const newer = Buffer.from(bytes)
    newer.writeUInt32LE(9, 8)
    expect(await codeOf(Promise.resolve().then(() => desk.models.add(newer)))).toContain('format 9')
    expect(await codeOf(desk.predict('cube-1', 'nothing', signal))).toContain('MODEL_MISSING')
  })
  it('refuse cubes of another camera', async () => {
    const other = join(folder, 'other')
    await writeSyntheticSet({ ...SET, cubes: 1, bands: 12, folder: other })
    await desk.open(other)
    expect(await codeOf(desk.predict('cube-1', 'maps 1', signal))).toContain('MODEL_MISMATCH')
    expect(await codeOf(all(desk.train(plsOnly, signal)))).toContain('1 cubes have a reference')
    await desk.open(cubes)
  })
  it('refuse references without cubes and keep the old ones', async () => {
    expect(
      await codeOf(Promise.resolve().then(() => desk.reference('cube,mean\nham,12', 'r.csv'))),
    ).toContain('"ham"')
    expect(desk.state().cubes.every(({ reference }) => reference !== null)).toBe(true)
  })
  it('can correct the cubes first, and say so on the card', async () => {
    const events = await all(desk.train({ ...plsOnly, name: 'doubled', correction: 'v1' }, signal))
    const last = events.at(-1)
    expect(last?.type === 'finished' && last.card.correction).toBe('v1')
    const [plain, doubled] = [
      await desk.predict('cube-2', 'maps 1', signal),
      await desk.predict('cube-2', 'doubled', signal),
    ]
    // PLS is linear: what is learnt on doubled spectra makes the same map of doubled spectra.
    expect(doubled.maps[0]!.figures.mean).toBeCloseTo(plain.maps[0]!.figures.mean, 1)
  })
  it('show spectra as a model reads them: a pixel, or the mean, corrected where it asks for it', async () => {
    const [plain, corrected] = [{ correction: null }, { correction: 'v1' }]
    const mean = await desk.spectrumFor(plain, 'cube-2')
    const twice = await desk.spectrumFor(corrected, 'cube-2')
    for (const [i, value] of mean.entries()) expect(twice[i]).toBeCloseTo(2 * value, 5)
    const { data, mask } = await cubeRows(desk.cube('cube-2'), 10, 11)
    const x = mask.indexOf(1)
    const pixel = await desk.spectrumFor(corrected, 'cube-2', { x, y: 10 })
    expect(pixel[3]).toBeCloseTo(2 * data[14 * x + 3]!, 5)
    expect(await codeOf(desk.spectrumFor(plain, 'cube-2', { x: 16, y: 0 }))).toContain(
      'cube-2 has 16 columns and 20 rows',
    )
  })
  it('refuse a correction and cubes whose bands stand elsewhere, in a sentence', async () => {
    const card = doubling.card
    expect(desk.whyNot(card)).toBeNull()
    expect(desk.whyNot({ ...card, axis: { bands: 81, fromNm: 380, toNm: 780 } })).toBe(
      'v1 corrects 81 bands from 380 to 780 nm, cube-1 has 14 bands from 950.0 to 1650.0 nm.',
    )
    // The ends agree, a band between them does not.
    const bent = join(folder, 'bent')
    await writeSyntheticSet({ ...SET, cubes: 7, folder: bent })
    const header = readFileSync(join(bent, 'cube-7.hdr'), 'utf8')
    const nm = /1003\.8\d*/.exec(header)?.[0] ?? ''
    writeFileSync(join(bent, 'cube-7.hdr'), header.replace(nm, '1010'))
    await desk.open(bent)
    expect(desk.whyNot(card)).toContain('Band 2 stands at 1010.0 instead of 1003.8 nm.')
    expect(await codeOf(desk.predict('cube-7', 'maps 1', signal))).toContain('MODEL_MISMATCH')
    expect(await codeOf(all(desk.train(plsOnly, signal)))).toContain('cube-7 has 14 bands from 950.0')
    await desk.open(cubes)
  })
})

describe('maps of the network', () => {
  const training = needTraining()
  it.skipIf(training.path === undefined)(
    'are learnt in the worker, stopped with a checkpoint, and go on from it',
    { timeout: 180_000 },
    async () => {
      const desk = deskIn('network')
      await desk.open(cubes)
      const options = { network: true, folds: 2, seed: 1, resume: true, widths: [2, 3], epochs: 8 } as const
      const input = { ...options, widths: [...options.widths] }
      for await (const event of desk.train(input, signal))
        if (event.type === 'progress' && event.epoch === 6) break
      expect(desk.state().resumable).toEqual({ fold: 1, epoch: 5 })
      const events = await all(desk.train(input, signal))
      const epochs = events.flatMap((event) =>
        event.type === 'progress' && event.fold === 1 ? [event.epoch] : [],
      )
      expect(epochs.slice(0, 2)).toEqual([0, 6])
      const last = events.at(-1)
      if (last?.type !== 'finished') throw new Error('it did not finish')
      expect(last.card.methods).toEqual(['pls', 'pls-filter', 'pls-local', 'unet'])
      expect(desk.state().resumable).toBeNull()
      const { maps } = await desk.predict('cube-3', undefined, signal)
      expect(maps[2]!.values.filter((value) => !Number.isNaN(value)).every(Number.isFinite)).toBe(true)
    },
  )
})
