import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MethodName, ModelCard } from '../../contract/model.ts'
import type { SpectraTable } from '../../contract/session.ts'
import { parseCsv } from '../../formats/csv.ts'
import { METHODS } from '../../model/correction/registry.ts'
import { createModelService } from '../../model/client.ts'
import { madeUpPairs } from '../model/support/pairs.ts'
import { benchForTest, problemOf } from './support/bench.ts'
import type { TestBench } from './support/bench.ts'

/** "none" makes no model. */
const LEARNING = METHODS.map(({ name }) => name).filter((name) => name !== 'none')
const AFFINE: readonly MethodName[] = ['slope-bias', 'ridge', 'pds', 'ds', 'pca-affine', 'pls', 'sst']
/** The bands of an 18-channel board between 410 and 760 nm: no step is like the next. */
const UNEVEN = Float64Array.of(410, 435, 460, 485, 510, 535, 560, 585, 610, 645, 680, 705, 730, 760)

let models: ReturnType<typeof createModelService>
beforeAll(() => {
  models = createModelService()
})
afterAll(() => models.close())

const bench = (): TestBench => benchForTest({ app: { models } })

function tables(wavelengthNm: Float64Array): { spectrometer: SpectraTable; reference: SpectraTable } {
  const pairs = madeUpPairs(60, wavelengthNm.length, { gain: 0.93, offset: 0.01, mixing: 0.1, noise: 5e-4 })
  const ids = [...pairs.ids]
  return {
    spectrometer: { ids, wavelengthNm, values: pairs.x.data },
    reference: { ids, wavelengthNm, values: pairs.y.data },
  }
}

async function trained(
  { client }: TestBench,
  method: MethodName,
  wavelengthNm = UNEVEN,
): Promise<{ card: ModelCard; spectra: SpectraTable }> {
  const { spectrometer, reference } = tables(wavelengthNm)
  await client.session.import({ name: 'pairs', spectrometer, reference })
  for await (const event of await client.model.train({ methods: [method] }))
    if (event.type === 'finished' && event.candidate) return { card: event.candidate, spectra: spectrometer }
  throw new Error(`${method} made no model`)
}

describe.each(LEARNING)('a model of method %s', (method) => {
  it('is bit for bit the same after export and import', async () => {
    const [from, to] = [bench(), bench()]
    const { card, spectra } = await trained(from, method)
    const file = await from.client.model.export({ model: card.version })
    const taken = await to.client.model.import({ text: file.text })
    expect({ ...taken, version: card.version }).toEqual({ ...card, state: taken.state })
    expect(to.store.readBundle(taken.hash)).toEqual(from.store.readBundle(card.hash))
    expect((await to.client.model.export({ model: taken.version })).text).toBe(file.text)
    const there = await to.client.model.correct({ model: taken.version, spectra })
    const here = await from.client.model.correct({ model: card.version, spectra })
    expect(there.corrected.values).toEqual(here.corrected.values)
    expect(there.interval).toEqual(here.interval)
  }, 120_000)
})

/** What the CSV says of a spectrum, by hand: mean + sum of coefficient x (raw - centre). */
function byHand(text: string, raw: ArrayLike<number>): { labels: string[]; corrected: number[] } {
  const [head = [], centre = [], ...rows] = parseCsv(text, 'matrix.csv').records.map(({ cells }) => [
    ...cells,
  ])
  const bands = head.length - 2
  expect([head[0], head.at(-1), centre[0], centre.at(-1)]).toEqual(['output', 'mean', 'centre', ''])
  expect(rows.map(([nm]) => nm)).toEqual(head.slice(1, -1))
  const corrected = rows.map((row) => {
    let sum = Number(row[bands + 1])
    for (let band = 0; band < bands; band++)
      sum += Number(row[band + 1]) * (raw[band]! - Number(centre[band + 1]))
    return sum
  })
  return { labels: head.slice(1, -1), corrected }
}

describe.each(AFFINE)('the matrix of a model of method %s', (method) => {
  it('applied by hand gives what the model gives', async () => {
    const made = bench()
    const { card, spectra } = await trained(made, method)
    const file = await made.client.model.export({ model: card.version, format: 'csv' })
    expect(file).toMatchObject({ name: `v1-${card.hash.slice(0, 8)}-matrix.csv`, rows: UNEVEN.length })
    const { corrected } = await made.client.model.correct({ model: card.version, spectra })
    const bands = UNEVEN.length
    for (const row of [0, 7, 39]) {
      const hand = byHand(file.text, spectra.values.subarray(row * bands, (row + 1) * bands))
      expect(hand.labels.map(Number)).toEqual([...UNEVEN])
      hand.corrected.forEach((value, band) =>
        expect(value).toBeCloseTo(corrected.values[row * bands + band]!, 12),
      )
    }
  }, 60_000)
})

describe('a matrix', () => {
  it('is refused for a method that is none', async () => {
    const made = bench()
    const { card } = await trained(made, 'kernel')
    const problem = await problemOf(made.client.model.export({ model: card.version, format: 'csv' }))
    expect(problem).toMatchObject({ code: 'FORMAT_UNKNOWN', title: 'v1 is not a matrix' })
    expect(LEARNING.filter((name) => METHODS.find((one) => one.name === name)?.affine)).toEqual(
      LEARNING.filter((name) => AFFINE.includes(name)),
    )
  }, 60_000)

  it('never guesses bands: an imported model of uneven ones has no wavelengths to write', async () => {
    const [from, to] = [bench(), bench()]
    const { card } = await trained(from, 'ridge')
    const { text } = await from.client.model.export({ model: card.version })
    await to.client.model.import({ text })
    expect(await problemOf(to.client.model.export({ model: 'v1', format: 'csv' }))).toMatchObject({
      code: 'FORMAT_UNKNOWN',
      next: 'Export the matrix where the model was trained.',
    })
  }, 60_000)
})
