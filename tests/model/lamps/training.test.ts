import { afterAll, describe, expect, it } from 'vitest'
import { Problem } from '../../../contract/errors.ts'
import type { LampTrainingEvent } from '../../../contract/lamps.ts'
import { createModelService } from '../../../model/client.ts'
import { lampModelOf, readLampModel, writeLampModel } from '../../../model/lamps/lamp-model.ts'
import { renderLamp } from '../../../model/lamps/render/render.ts'
import { TRAINING } from '../../../model/lamps/render/parameters.ts'
import { seededRandom } from '../../../spectra/random.ts'

const models = createModelService()
afterAll(() => models.close())

/** Two classes that even a few steps tell apart. */
function own(count: number, seed: number) {
  const random = seededRandom(seed)
  const easy = {
    ...TRAINING,
    greyShare: 0,
    room: [0, 0.01],
    exposure: [0.8, 2],
    noise: [0.001, 0.004],
  } as const
  return Array.from({ length: count }, (_, i) => {
    const label = i % 2 === 0 ? 3 : 2
    return { label, picture: renderLamp(random.fork(String(i)), label, easy) }
  })
}
const request = {
  seed: 1,
  pictures: 0,
  judged: 7,
  epochs: { rows: 14, image: 0 },
  falseAlarmRate: 0.02,
  own: { training: own(120, 1), validation: own(24, 2) },
}

describe('training in the worker', () => {
  it('learns from pictures of one’s own, says how far it is, and gives a model that can be asked', async () => {
    const events: LampTrainingEvent[] = []
    for await (const event of models.lamps.train(request, new AbortController().signal)) events.push(event)
    const end = events.at(-1)
    if (end?.type !== 'finished') throw new Error('it did not finish')
    expect(events.length).toBeGreaterThan(1)
    const model = readLampModel(end.model)
    expect(writeLampModel(model)).toBe(end.model)
    let right = 0
    for (const { label, picture } of own(30, 3)) {
      const told = await models.lamps.tell({ photograph: picture, preparing: {} }, end.model)
      if (told.nearest === label) right++
    }
    expect(right).toBeGreaterThan(24)
  }, 120_000)

  it('stops when it is told to', async () => {
    const stop = new AbortController()
    const run = async (): Promise<void> => {
      for await (const event of models.lamps.train(request, stop.signal))
        if (event.type === 'progress') stop.abort(new DOMException('enough', 'AbortError'))
    }
    await expect(run()).rejects.toThrow('enough')
  }, 60_000)
})

describe('a model file', () => {
  const problem = (read: () => unknown): string => {
    try {
      read()
    } catch (error) {
      if (error instanceof Problem) return error.code
      throw error
    }
    return 'it was read'
  }
  it('of another kind, version or size is refused', () => {
    expect(problem(() => readLampModel('not json'))).toBe('MODEL_DAMAGED')
    expect(problem(() => readLampModel('{"format":"isochrome-model"}'))).toBe('MODEL_DAMAGED')
    const base = {
      format: 'isochrome-lamps',
      version: 1,
      seed: 1,
      trainedOn: '-',
      figures: {},
      temperature: 1,
      threshold: 0.3,
      falseAlarmRate: 0.02,
      networks: [{ name: 'rows', share: 1, weights: { kernel0: { scale: 1, values: 'AAAA' } } }],
    }
    expect(problem(() => lampModelOf(base))).toBe('MODEL_DAMAGED')
    expect(problem(() => lampModelOf({ ...base, version: 2 }))).toBe('MODEL_DAMAGED')
  })
})
