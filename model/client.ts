import type { Worker, MessagePort } from 'node:worker_threads'
import { Problem } from '../contract/errors.ts'
import { asCorrected } from '../contract/spectrum.ts'
import { affineMapOf } from './affine-map.ts'
import { METHODS } from './correction/registry.ts'
import { lampClient } from './lamps/client.ts'
import { explainClient } from './explain/client.ts'
import type { ExplainService } from './explain/service.ts'
import { createLane, type Lane, startWorker } from './lane.ts'
import type { Correction, ModelService, OpenModel } from './service.ts'

/** Where the worker comes from; the default is the file beside this one. */
export interface ModelServiceOptions {
  readonly entry?: URL
  /** Starts the thread instead of `entry`. */
  readonly spawn?: (port: MessagePort) => Worker
}

/**
 * The model service over worker threads: one for training, one for live corrections, so that neither a long fit nor
 * its crash delays the next corrected spectrum. Threads start at the first call that needs them.
 */
export function createModelService(options: ModelServiceOptions = {}): ModelService & ExplainService {
  const entry = options.entry ?? new URL('./worker.ts', import.meta.url)
  const spawn = options.spawn ?? ((port: MessagePort) => startWorker(entry, port))
  const training = createLane(spawn)
  const live = createLane(spawn)
  return {
    lamps: lampClient(training, live),
    backend: () => training.call((client) => client.backend()),
    methods: () =>
      METHODS.map(({ name, title, assumptions, minimumPairs }) => ({
        name,
        title,
        assumptions,
        minimumPairs,
      })),
    async *tournament(request, signal) {
      yield* rethrowing(
        signal,
        training.stream((client) => client.tournament(request, { signal })),
      )
    },
    detail: async () => (training.running() ? training.call((client) => client.detail()) : undefined),
    skip(method) {
      if (training.running()) training.call((client) => client.skip({ method })).catch(() => undefined)
    },
    train: (request, method, origin, active, signal) =>
      cancellable(signal, () =>
        training.call((client) => client.train({ request, method, origin, active }, { signal })),
      ),
    transferPatches: (bundle, count) => live.call((client) => client.transferPatches({ bundle, count })),
    recalibrate: (bundle, fresh, origin, signal) =>
      cancellable(signal, () =>
        training.call((client) => client.recalibrate({ bundle, fresh, origin }, { signal })),
      ),
    verify: (request, signal) =>
      cancellable(signal, () => training.call((client) => client.verify(request, { signal }))),
    // Only read, not computed: no thread is needed.
    affineMap: async (bundle) => affineMapOf(bundle),
    insight: (bundle) => training.call((client) => client.insight({ bundle })),
    forecast: (bundle, pairs, signal) =>
      cancellable(signal, () => training.call((client) => client.forecast({ bundle, pairs }, { signal }))),
    open: (bundle) => openModel(live, bundle.slice()),
    ...explainClient(training, live),
    async close() {
      await Promise.all([training.close(), live.close()])
    },
  }
}

/** A cancelled call ends with the reason of its signal, whatever the carrier makes of it. */
async function cancellable<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  try {
    return await run()
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}

async function* rethrowing<T>(signal: AbortSignal, stream: AsyncIterable<T>): AsyncGenerator<T, void> {
  signal.throwIfAborted()
  try {
    yield* stream
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}

/**
 * A model on the live lane. After the death of the thread it is opened again on the next one, and the correction that
 * was under way is asked once more.
 */
async function openModel(live: Lane, bundle: Uint8Array): Promise<OpenModel> {
  const opened = new Map<number, Promise<{ handle: number }>>()
  const first = await live.call(async (client, generation) => {
    const answer = await client.open({ bundle })
    opened.set(generation, Promise.resolve(answer))
    return answer
  })
  const ask = (x: Float64Array, rows: number, columns: number) =>
    live.call(async (client, generation) => {
      const known = opened.get(generation) ?? client.open({ bundle })
      opened.set(generation, known)
      const { handle } = await known
      // A view would take its whole buffer along.
      return client.correct({ handle, x: { rows, columns, data: x.slice() } })
    })
  const askAgain: typeof ask = async (...input) => {
    try {
      return await ask(...input)
    } catch (error) {
      if (error instanceof Problem && error.code === 'WORKER_DIED') return ask(...input)
      throw error
    }
  }
  return {
    card: first.card,
    async correct(spectrum): Promise<Correction> {
      const { corrected, domains, details, interval } = await askAgain(spectrum, 1, spectrum.length)
      const domain = domains[0] ?? 'none'
      return {
        corrected: asCorrected(corrected.data),
        domain,
        domainDetail: details[0] ?? '',
        ...(domain === 'foreign' ? {} : { interval: interval.data }),
      }
    },
    async correctTable(x) {
      const { corrected, domains, interval } = await askAgain(x.data, x.rows, x.columns)
      return { corrected, domains, interval }
    },
    async close() {
      if (live.running())
        await live.call((client, generation) =>
          release(opened.get(generation), (handle) => client.close({ handle })),
        )
    },
  }
}

async function release(
  opened: Promise<{ handle: number }> | undefined,
  close: (handle: number) => Promise<unknown>,
): Promise<void> {
  if (opened) await close((await opened).handle)
}
