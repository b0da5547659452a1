import { afterAll, describe, expect, it } from 'vitest'
import { createModelService } from '../../../model/client.ts'
import { readRaman } from '../../../model/raman/classifier.ts'
import { writeNetworkFile } from '../../../model/network-file.ts'
import { probabilities } from '../../../model/raman/judge.ts'
import type { RamanProgress } from '../../../model/raman/service.ts'
import { madeUpPairs } from '../support/pairs.ts'
import { studyRequest } from './lorentzian-study.ts'

const models = createModelService()
const never = new AbortController().signal
afterAll(() => models.close())

const small = studyRequest({ bands: 128, filters: 4, width: 5, poolings: 1, epochs: 6 })

async function collect(events: AsyncIterable<RamanProgress>): Promise<RamanProgress[]> {
  const all: RamanProgress[] = []
  for await (const event of events) all.push(event)
  return all
}

describe('a Raman classifier over the worker', () => {
  it('trains in a thread, comes back as a file, answers and is explained', async () => {
    const events = await collect(models.trainRaman(small, never))
    const last = events.at(-1)
    if (last?.type !== 'finished') throw new Error('the last event holds the file')
    expect(events.slice(0, -1).every(({ type }) => type === 'epoch')).toBe(true)
    expect(readRaman(last.bytes).card).toEqual(last.card)
    const { data } = small.known.spectra
    const verdict = await models.classifyRaman(last.bytes, { rows: 5, columns: 128, data })
    for (let row = 0; row < 5; row++) {
      const p = Array.from(verdict.probabilities.subarray(row * 5, row * 5 + 5))
      expect(p.reduce((a, b) => a + b)).toBeCloseTo(1, 6)
      expect(p.indexOf(Math.max(...p))).toBe(row)
    }
    const subject = { kind: 'raman', bytes: last.bytes } as const
    const face = await models.explainFace(subject)
    expect(face.methods).toEqual(['weights', 'gradient', 'occlusion'])
    expect(face.examples?.spectra.rows).toBe(5)
    const first = data.slice(0, 128)
    const found = await models.explain(subject, first, { method: 'weights', window: 5 })
    expect(found.output).toBe(0)
    expect(found.regions.length).toBeGreaterThan(0)
    await expect(
      models.classifyRaman(last.bytes, { rows: 1, columns: 64, data: first.slice(0, 64) }),
    ).rejects.toMatchObject({ code: 'MODEL_MISMATCH' })
  }, 120_000)

  it('gives the same file for the same seed, but for its dates', async () => {
    const weightsOf = async (): Promise<unknown> => {
      const last = (await collect(models.trainRaman({ ...small, epochs: 2 }, never))).at(-1)
      return last?.type === 'finished' ? readRaman(last.bytes).weights : undefined
    }
    expect(await weightsOf()).toEqual(await weightsOf())
  }, 120_000)

  it('stops within a batch and gives nothing', async () => {
    const stop = new AbortController()
    const events: RamanProgress[] = []
    const run = async (): Promise<void> => {
      for await (const event of models.trainRaman({ ...small, epochs: 1000 }, stop.signal)) {
        events.push(event)
        stop.abort()
      }
    }
    await expect(run()).rejects.toMatchObject({ name: 'AbortError' })
    expect(events.every(({ type }) => type === 'epoch')).toBe(true)
  }, 120_000)
})

describe('a file of another kind', () => {
  it('says what it is', async () => {
    const other = writeNetworkFile({ kind: 'lamps', version: 1, title: 'a lamp classifier' }, {}, {})
    expect(() => readRaman(other)).toThrow('It is a network of the kind "lamps", not a Raman classifier.')
    const newer = writeNetworkFile({ kind: 'raman', version: 9, title: '' }, {}, {})
    expect(() => readRaman(newer)).toThrow('It has version 9, this program reads up to 1.')
    const pairs = madeUpPairs(40, 20, { gain: 0.9, mixing: 0.2, noise: 0.001 })
    const request = { pairs, methods: ['ridge' as const], seed: 1, holdOut: 0.2 }
    const origin = { version: 'v1', instrument: 'A', reference: 'B', session: 1 }
    const { bytes } = await models.train(request, 'ridge', origin, undefined, never)
    expect(() => readRaman(bytes)).toThrow('It is a correction model, not a Raman classifier.')
    const face = await models.explainFace({ kind: 'correction', bytes })
    expect(face.methods).toEqual(['matrix', 'occlusion'])
    await expect(models.explainFace({ kind: 'raman', bytes })).rejects.toMatchObject({
      code: 'MODEL_MISMATCH',
    })
  }, 60_000)

  it('is refused when cut short or changed', () => {
    const file = writeNetworkFile({ kind: 'raman', version: 1, title: '' }, {}, { a: new Float64Array(4) })
    expect(() => readRaman(file.subarray(0, 40))).toThrow('cut short')
    const changed = file.slice()
    changed[20] = (changed[20] ?? 0) ^ 1
    expect(() => readRaman(changed)).toThrow('checksum')
    expect(() => readRaman(new Uint8Array(4))).toThrow('not a network of Isochrome')
  })
})

it('knows probabilities of one class and of components', () => {
  expect(probabilities(Float64Array.of(0, 0), 'one')[0]).toBeCloseTo(0.5, 12)
  expect(probabilities(Float64Array.of(0, Math.log(3)), 'mixtures')[1]).toBeCloseTo(0.75, 12)
})
