import type { Worker } from 'node:worker_threads'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { asReflectance } from '../../contract/spectrum.ts'
import type { MethodName, TrainingEvent } from '../../contract/model.ts'
import { createModelService } from '../../model/client.ts'
import { METHODS } from '../../model/correction/registry.ts'
import { startWorker } from '../../model/lane.ts'
import type { ModelBundle, ModelOrigin, ModelService, TournamentRequest } from '../../model/service.ts'
import { madeUpPairs } from './support/pairs.ts'

const never = new AbortController().signal
const origin: ModelOrigin = { version: 'v1', instrument: 'SIM-0101', reference: 'SIM-R007', session: 1 }
const entry = new URL('../../model/worker.ts', import.meta.url)
const pairs = madeUpPairs(120, 40, { gain: 0.9, mixing: 0.2, noise: 0.001 })
const request: TournamentRequest = { pairs, methods: ['none', 'slope-bias', 'ridge'], seed: 1, holdOut: 0.2 }
const cancelled = expect.objectContaining({ name: 'AbortError' }) as unknown as Error
const died = expect.objectContaining({ code: 'WORKER_DIED' }) as unknown as Error

const open: ModelService[] = []
/** A service whose threads the test can end. */
function service(): { service: ModelService; threads: Worker[] } {
  const threads: Worker[] = []
  const made = createModelService({
    spawn(port) {
      const thread = startWorker(entry, port)
      threads.push(thread)
      return thread
    },
  })
  open.push(made)
  return { service: made, threads }
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((made) => made.close()))
})

async function collect(events: AsyncIterable<TrainingEvent>): Promise<TrainingEvent[]> {
  const all: TrainingEvent[] = []
  for await (const event of events) all.push(event)
  return all
}
/** Pulls until the autoencoder is learning, which takes minutes if it is left alone. */
async function untilLearning(events: AsyncIterable<TrainingEvent>): Promise<AsyncIterator<TrainingEvent>> {
  const pulls = events[Symbol.asyncIterator]()
  for (;;) {
    const next = await pulls.next()
    if (next.done === true) throw new Error('the training ended by itself')
    if (next.value.type === 'progress' && next.value.detail.includes('epoch')) return pulls
  }
}
const long: TournamentRequest = { ...request, methods: ['autoencoder', 'slope-bias'] }

describe('the model service', () => {
  it('lists its methods without starting anything', () => {
    const { service: models, threads } = service()
    expect(models.methods().map(({ name }) => name)).toEqual(METHODS.map(({ name }) => name))
    expect(threads).toHaveLength(0)
  })

  it('runs a tournament in a thread and keeps its details', async () => {
    const { service: models } = service()
    expect(await models.detail()).toBeUndefined()
    const events = await collect(models.tournament(request, never))
    expect(events[0]?.type).toBe('started')
    expect(events.flatMap((event) => (event.type === 'row' ? [event.row.name] : []))).toEqual(request.methods)
    const last = events.at(-1)
    expect(last?.type === 'finished' && last.comparison.verdict.winner).toBe('ridge')
    const detail = await models.detail()
    expect(detail?.wavelengthNm).toEqual(pairs.wavelengthNm)
    expect(detail?.rmsePerBand.map(({ name }) => name)).toEqual(request.methods)
  })

  it('trains, opens and corrects with interval and domain', async () => {
    const { service: models } = service()
    const bundle = await models.train(request, 'ridge', origin, undefined, never)
    const model = await models.open(bundle.bytes)
    expect(model.card).toEqual(bundle.card)
    const spectrum = asReflectance(pairs.x.data.subarray(80, 120))
    const { corrected, interval, domain, domainDetail } = await model.correct(spectrum)
    const table = await model.correctTable(pairs.x)
    expect(corrected).toEqual(table.corrected.data.slice(80, 120))
    expect(interval).toEqual(table.interval?.data.slice(80, 120))
    expect(domain).toBe(table.domains[2])
    expect(domainDetail).toMatch(/^D2 /)
    const spike = asReflectance(spectrum.map((value, band) => value + (band === 7 ? 0.3 : 0)))
    const foreign = await model.correct(spike)
    expect(foreign.domain).toBe('foreign')
    expect(foreign.interval).toBeUndefined()
    expect(await models.transferPatches(bundle.bytes, 12)).toHaveLength(12)
    await model.close()
  })

  it('recalibrates', async () => {
    const { service: models } = service()
    const bundle = await models.train(request, 'slope-bias', origin, undefined, never)
    const drifted = madeUpPairs(12, 40, { gain: 0.85, mixing: 0.2, noise: 0.001 }, 4)
    const outcome = await models.recalibrate(bundle.bytes, drifted, { ...origin, version: 'v1.1' }, never)
    expect(outcome.accepted).toBe(true)
    expect((await models.open(outcome.bundle.bytes)).card.version).toBe('v1.1')
  })

  it('brings problems across with their code and sentences', async () => {
    const { service: models } = service()
    await expect(models.open(new Uint8Array(99))).rejects.toThrow(
      expect.objectContaining({ code: 'MODEL_DAMAGED', data: { ...damagedData } }),
    )
    await expect(
      models.train({ ...request, pairs: madeUpPairs(9, 40, {}) }, 'ridge', origin, undefined, never),
    ).rejects.toThrow(expect.objectContaining({ code: 'TOO_FEW_PAIRS' }))
    await expect(collect(models.tournament({ ...request, methods: ['gated'] }, never))).rejects.toThrow(
      expect.objectContaining({ code: 'METHOD_UNKNOWN' }),
    )
    const model = await models.open((await models.train(request, 'ridge', origin, undefined, never)).bytes)
    await expect(model.correct(asReflectance(new Float64Array(39)))).rejects.toThrow(
      expect.objectContaining({ code: 'MODEL_MISMATCH' }),
    )
  })
})

const damagedData = {
  code: 'MODEL_DAMAGED',
  title: 'The model cannot be read',
  happened: 'This is not a model of Isochrome, or it is cut short.',
  kept: 'The file is untouched.',
  next: 'Use another version, or train again.',
}

describe('cancelling', () => {
  it('ends a tournament by its signal, and the thread goes on', async () => {
    const { service: models, threads } = service()
    const stop = new AbortController()
    const pulls = await untilLearning(models.tournament(long, stop.signal))
    stop.abort()
    await expect(pulls.next()).rejects.toThrow(cancelled)
    expect((await collect(models.tournament(request, never))).at(-1)?.type).toBe('finished')
    expect(threads).toHaveLength(1)
  }, 60_000)

  it('ends a tournament whose reader has gone', async () => {
    const { service: models, threads } = service()
    const pulls = await untilLearning(models.tournament(long, never))
    await pulls.return?.()
    expect((await collect(models.tournament(request, never))).at(-1)?.type).toBe('finished')
    expect(threads).toHaveLength(1)
  }, 60_000)

  it('ends a training, also before it has begun', async () => {
    const { service: models } = service()
    await expect(models.train(long, 'autoencoder', origin, undefined, AbortSignal.abort())).rejects.toThrow(
      cancelled,
    )
    const stop = new AbortController()
    const training = models.train(long, 'autoencoder', origin, undefined, stop.signal)
    setTimeout(() => stop.abort(), 500)
    await expect(training).rejects.toThrow(cancelled)
  }, 60_000)

  it('stops one method and goes on with the others', async () => {
    const { service: models } = service()
    const pulls = await untilLearning(models.tournament(long, never))
    models.skip('autoencoder')
    const rest = await collect({ [Symbol.asyncIterator]: () => pulls })
    expect(rest.find((event) => event.type === 'stopped')).toMatchObject({
      method: 'autoencoder' satisfies MethodName,
    })
    const last = rest.at(-1)
    expect(last?.type === 'finished' && last.comparison.methods.map(({ name }) => name)).toEqual([
      'slope-bias',
    ])
  }, 60_000)
})

describe('a thread that dies', () => {
  let bundle: ModelBundle
  beforeAll(async () => {
    const { service: models } = service()
    bundle = await models.train(request, 'ridge', origin, undefined, never)
  })

  it('ends the training that was running, by name, and the next one works', async () => {
    const { service: models, threads } = service()
    const pulls = await untilLearning(models.tournament(long, never))
    await threads[0]!.terminate()
    await expect(pulls.next()).rejects.toThrow(died)
    expect((await collect(models.tournament(request, never))).at(-1)?.type).toBe('finished')
    expect(threads).toHaveLength(2)
  }, 60_000)

  it('does not disturb live corrections', async () => {
    const { service: models, threads } = service()
    const model = await models.open(bundle.bytes)
    const pulls = await untilLearning(models.tournament(long, never))
    const spectrum = asReflectance(pairs.x.data.slice(0, 40))
    const during = await model.correct(spectrum)
    await threads[1]!.terminate()
    expect(await model.correct(spectrum)).toEqual(during)
    await expect(pulls.next()).rejects.toThrow(died)
  }, 60_000)

  it('is replaced under an open model', async () => {
    const { service: models, threads } = service()
    const model = await models.open(bundle.bytes)
    const spectrum = asReflectance(pairs.x.data.slice(0, 40))
    const before = await model.correct(spectrum)
    await threads[0]!.terminate()
    expect(await model.correct(spectrum)).toEqual(before)
    expect(threads).toHaveLength(2)
  })

  it('is asked once more for the correction it took with it, and not for ever', async () => {
    const { service: models, threads } = service()
    const model = await models.open(bundle.bytes)
    const spectrum = asReflectance(pairs.x.data.slice(0, 40))
    const under = model.correct(spectrum)
    await threads[0]!.terminate()
    expect((await under).corrected).toHaveLength(40)
    const broken = createModelService({ entry: new URL('support/dying-worker.ts', import.meta.url) })
    open.push(broken)
    await expect(broken.open(bundle.bytes)).rejects.toThrow(
      expect.objectContaining({
        code: 'WORKER_DIED',
        message: expect.stringContaining('out of luck') as unknown,
      }),
    )
  })

  it('refuses work after closing', async () => {
    const { service: models } = service()
    await models.close()
    await expect(models.open(bundle.bytes)).rejects.toThrow(died)
  })
})
