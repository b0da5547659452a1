import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RamanCard, RamanEvent } from '../../contract/raman.ts'
import { createModelService } from '../../model/client.ts'
import { DEMO_SUBSTANCES, lorentzians } from '../../model/raman/lorentzian.ts'
import { wavenumberAxis } from '../../spectra/raman-shift.ts'
import { problemOf, testBench, type TestBench } from './support/bench.ts'

const size = { convolutions: 1, filters: 4, width: 5, poolings: 1 }
const small = { size, bands: 256, epochs: 15 }

let bench: TestBench
let folder: string
const models = createModelService()
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isochrome-raman-'))
  mkdirSync(join(folder, 'home'))
  bench = testBench({ folder: join(folder, 'home'), app: { models } })
})
afterAll(async () => {
  await bench.close()
  await models.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A spectrum as a file in two columns. */
function fileOf(substance: number, fromCm: number, toCm: number, points: number): string {
  const axis = wavenumberAxis(fromCm, toCm, points)
  const values = lorentzians(DEMO_SUBSTANCES[substance]?.peaks ?? [], axis)
  return Array.from(axis, (x, i) => `${x},${String(values[i])}`).join('\n')
}

async function trained(input: Parameters<TestBench['client']['raman']['train']>[0]): Promise<RamanEvent[]> {
  const events: RamanEvent[] = []
  for await (const event of await bench.client.raman.train(input)) events.push(event)
  return events
}

const kept = (): string[] => {
  try {
    return readdirSync(join(dirname(bench.store.file), 'networks'))
  } catch {
    return []
  }
}

describe('a folder of Raman spectra', () => {
  it('becomes a classifier that is kept, listed, asked and explained', async () => {
    const spectra = join(folder, 'good')
    mkdirSync(join(spectra, 'Coral'), { recursive: true })
    writeFileSync(join(spectra, 'Amber.csv'), fileOf(0, 300, 1800, 1501))
    writeFileSync(join(spectra, 'Beryl.csv'), fileOf(1, 350, 1750, 900))
    writeFileSync(join(spectra, 'Coral', 'one.csv'), fileOf(2, 300, 1800, 1501))
    writeFileSync(join(spectra, 'Coral', 'two.csv'), fileOf(2, 300, 1800, 1501))
    writeFileSync(join(spectra, 'notes.md'), 'no spectrum')
    const events = await trained({ folder: spectra, ...small })
    expect(events[0]).toEqual({
      type: 'said',
      sentence: '4 spectra of 3 classes on 2 different axes, all brought to 350 to 1750 cm-1 in 256 bands.',
    })
    const last = events.at(-1)
    if (last?.type !== 'finished') throw new Error('it ends with a card')
    expect(last.card).toMatchObject({
      version: 'r1',
      source: 'good',
      classes: ['Amber', 'Beryl', 'Coral'],
      spectra: 4,
    })
    expect(kept()).toEqual(['r1.raman.isonet'])
    expect((await bench.client.raman.list({})).models).toEqual([last.card])

    const asked = await bench.client.raman.classify({
      files: [{ path: 'x.csv', text: fileOf(1, 300, 1800, 700) }],
    })
    expect(asked.answers[0]?.found).toEqual(['Beryl'])

    const { subjects } = await bench.client.explain.subjects({})
    expect(subjects.map(({ id }) => id)).toEqual(['raman:r1', 'lamps:shipped'])
    const face = await bench.client.explain.face({ subject: 'r1' })
    expect(face.samples.map(({ name }) => name)).toEqual(['Amber', 'Beryl', 'Coral'])
    const found = await bench.client.explain.run({ subject: 'r1', sample: 'Amber', method: 'gradient' })
    expect(found.outputs[found.output]).toBe('Amber')
    expect(found.regions.some(({ from, to }) => from < 425 && to > 415)).toBe(true)
    const file = { path: 'x.csv', text: fileOf(1, 300, 1800, 700) }
    const given = await bench.client.explain.run({ subject: 'r1', file })
    expect(given.said).toEqual(['x.csv: 700 points were brought to the 256 bands of the model.'])
  }, 120_000)

  it('is refused in words, and nothing is kept', async () => {
    const before = kept()
    const file = (path: string, substance = 0, text = fileOf(substance, 300, 1800, 500)) => ({ path, text })
    const cases: [Parameters<typeof trained>[0], string, string][] = [
      [{ folder: join(folder, 'nowhere') }, 'FILE_UNREADABLE', 'There is no such folder.'],
      [
        { files: [file('A/1.csv'), file('A/2.csv'), file('A/3.csv'), file('A/4.csv')] },
        'TOO_FEW_PAIRS',
        'All 4 spectra are of one class, A.',
      ],
      [{ files: [file('A.csv'), file('B.csv', 1)] }, 'TOO_FEW_PAIRS', 'There are 2 spectra of 2 classes.'],
      [
        { files: [file('A.csv'), file('B.csv', 1), file('C.csv', 2, '300,1\n301,oops\n')] },
        'FORMAT_BAD',
        'There are 2 points',
      ],
      [{ files: [file('A.csv', 0, `${fileOf(0, 300, 900, 300)}\n901,NaN`)] }, 'FORMAT_BAD', 'Line 301'],
      [
        {
          files: [
            file('A.csv', 0, fileOf(0, 300, 600, 300)),
            file('B.csv', 1),
            file('C.csv', 2),
            file('D.csv', 3, fileOf(3, 700, 1800, 300)),
          ],
        },
        'NO_MATCH',
        'D.csv begins at 700 cm-1, A.csv ends at 600 cm-1.',
      ],
    ]
    for (const [input, code, words] of cases) {
      const problem = await problemOf(trained({ ...input, ...small }))
      expect(problem.code).toBe(code)
      expect(problem.happened).toContain(words)
    }
    expect(kept()).toEqual(before)
  }, 60_000)

  it('leaves nothing when its training is stopped', async () => {
    const before = kept()
    for await (const event of await bench.client.raman.train({ ...small, epochs: 1000 })) {
      if (event.type === 'epoch') await bench.client.raman.cancel({})
    }
    expect(kept()).toEqual(before)
    expect(readdirSync(dirname(bench.store.file)).some((name) => name.endsWith('.tmp'))).toBe(false)
  }, 60_000)
})

describe('a kept classifier', () => {
  it('travels as a file and is refused where it does not belong', async () => {
    const { text } = await bench.client.raman.export({ model: 'r1' })
    const again: RamanCard = await bench.client.raman.import({ text })
    expect(again.version).toBe('r1')
    const model = JSON.stringify({ format: 'isochrome-model', version: 1 })
    expect((await problemOf(bench.client.raman.import({ text: model }))).happened).toContain(
      'correction model',
    )
    expect((await problemOf(bench.client.raman.import({ text: text.slice(0, 500) }))).code).toBe(
      'MODEL_DAMAGED',
    )
    expect((await problemOf(bench.client.raman.export({ model: 'r9' }))).happened).toBe('There are r1.')
  })

  it('says why it cannot answer', async () => {
    const short = { path: 'x.csv', text: fileOf(1, 600, 1800, 700) }
    const problem = await problemOf(bench.client.raman.classify({ files: [short] }))
    expect(problem.code).toBe('MODEL_MISMATCH')
    expect(problem.happened).toBe('The spectrum covers 600 to 1800 cm-1, the classifier 350 to 1750 cm-1.')
    const axis = wavenumberAxis(300, 1800, 20)
    const broken = { name: 'x', wavenumberCm: axis, values: axis.map((_, i) => (i === 3 ? NaN : 1)) }
    expect((await problemOf(bench.client.raman.classify({ spectra: [broken] }))).happened).toContain(
      'Point 4',
    )
    expect((await problemOf(bench.client.explain.run({ subject: 'r1', output: 'Quartz' }))).code).toBe(
      'NOT_FOUND',
    )
    expect((await problemOf(bench.client.explain.face({ subject: 'v1' }))).happened).toBe(
      'There are raman:r1, lamps:shipped.',
    )
  })
})
