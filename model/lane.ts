import { MessageChannel, type MessagePort, SHARE_ENV, Worker } from 'node:worker_threads'
import { createORPCClient, ORPCError } from '@orpc/client'
import { RPCLink, type SupportedMessagePort } from '@orpc/client/message-port'
import type { RouterClient } from '@orpc/server'
import { Problem, ProblemDataSchema } from '../contract/errors.ts'
import { clonedUnlessStream } from './port-transfer.ts'
import type { ModelRouter } from './router.ts'

export type ModelClient = RouterClient<ModelRouter>

/** One worker thread at a time, started when first needed and again after it died. */
export interface Lane {
  /** Runs a call on the worker. @throws Problem WORKER_DIED when the thread ends before the answer */
  call<T>(run: (client: ModelClient, generation: number) => Promise<T>): Promise<T>
  /** The same for a stream of answers. */
  stream<T>(run: (client: ModelClient) => Promise<AsyncIterable<T>>): AsyncGenerator<T, void>
  /** Whether a thread is running. */
  running(): boolean
  close(): Promise<void>
}

interface Thread {
  readonly worker: Worker
  readonly port: MessagePort
  readonly client: ModelClient
  /** Rejects when the thread ends. */
  readonly died: Promise<never>
  readonly generation: number
  pending: number
}

function workerDied(reason: string): Problem {
  return new Problem({
    code: 'WORKER_DIED',
    title: 'The model worker stopped unexpectedly',
    happened: reason,
    kept: 'All readings, and the methods that had finished.',
    next: 'Try again, or leave out the method that was running.',
  })
}

/** What crossed the thread as a Problem's sentences is a Problem again. */
function arrived(error: unknown): unknown {
  if (!(error instanceof ORPCError) || error.code !== 'PROBLEM') return error
  const data = ProblemDataSchema.safeParse(error.data)
  return data.success ? new Problem(data.data, { cause: error }) : error
}

/** A new worker thread from its entry file, given its end of a channel; native libraries in it read this process's environment. */
export const startWorker = (entry: URL, port: MessagePort): Worker =>
  new Worker(entry, { env: SHARE_ENV, workerData: { port }, transferList: [port] })

/** The port as a client uses it. That it closes is no news: the thread's end says why. */
function portOf(port: MessagePort): SupportedMessagePort {
  return {
    on: (event: string, listener: (event: { data: unknown }) => void) => {
      if (event === 'message') port.on('message', (data: unknown) => listener({ data }))
    },
    postMessage: (message: unknown) => port.postMessage(message),
  }
}

/** @param spawn starts the worker thread with its end of the channel */
export function createLane(spawn: (port: MessagePort) => Worker): Lane {
  let thread: Thread | undefined
  let generation = 0
  let closed = false

  const start = (): Thread => {
    const { port1: port, port2 } = new MessageChannel()
    const worker = spawn(port2)
    const died = new Promise<never>((_, reject) => {
      let reason: string | undefined
      worker.on(
        'error',
        (error: unknown) => (reason = error instanceof Error ? error.message : String(error)),
      )
      worker.on('exit', (code) => {
        if (thread?.worker === worker) thread = undefined
        port.close()
        reject(workerDied(closed ? 'It was closed.' : `${reason ?? `It ended with code ${code}`}.`))
      })
    })
    // Whoever waits hears of it; with nobody waiting it is no error.
    died.catch(() => undefined)
    const link = new RPCLink({ port: portOf(port), experimental_transfer: clonedUnlessStream })
    return { worker, port, client: createORPCClient(link), died, generation: ++generation, pending: 0 }
  }
  const hold = ({ worker, port }: Thread, how: 'ref' | 'unref'): void => {
    worker[how]()
    port[how]()
  }
  const enter = (): Thread => {
    if (closed) throw workerDied('It was closed.')
    thread ??= start()
    // An idle worker does not keep the process alive.
    if (thread.pending++ === 0) hold(thread, 'ref')
    return thread
  }
  const leave = (used: Thread): void => {
    if (--used.pending === 0) hold(used, 'unref')
  }
  return {
    async call(run) {
      const used = enter()
      try {
        return await Promise.race([run(used.client, used.generation), used.died])
      } catch (error) {
        throw arrived(error)
      } finally {
        leave(used)
      }
    },
    async *stream(run) {
      const used = enter()
      let iterator: AsyncIterator<unknown> | undefined
      try {
        const stream = await Promise.race([run(used.client), used.died])
        const pulls = stream[Symbol.asyncIterator]()
        iterator = pulls
        for (;;) {
          const next = await Promise.race([pulls.next(), used.died])
          if (next.done === true) return
          yield next.value
        }
      } catch (error) {
        throw arrived(error)
      } finally {
        leave(used)
        if (thread === used) await iterator?.return?.()
      }
    },
    running: () => thread !== undefined,
    async close() {
      closed = true
      await thread?.worker.terminate()
    },
  }
}
