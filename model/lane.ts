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
  /** Why it ended, once it has. */
  ended: Problem | undefined
  /** Told when the thread ends: everybody who waits for an answer, and nobody else. */
  readonly waiting: Set<(reason: Problem) => void>
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

/**
 * The answer, or why the thread ended. A race with one promise that lives as long as the thread would hold on to
 * every answer there ever was.
 */
function fromThread<T>(thread: Thread, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    thread.waiting.add(reject)
    if (thread.ended !== undefined) reject(thread.ended)
    void answer.then(resolve, reject).finally(() => thread.waiting.delete(reject))
  })
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
    const link = new RPCLink({ port: portOf(port), experimental_transfer: clonedUnlessStream })
    const started: Thread = {
      worker,
      port,
      client: createORPCClient(link),
      ended: undefined,
      waiting: new Set(),
      generation: ++generation,
      pending: 0,
    }
    let reason: string | undefined
    worker.on('error', (error: unknown) => (reason = error instanceof Error ? error.message : String(error)))
    worker.on('exit', (code) => {
      if (thread === started) thread = undefined
      port.close()
      const end = workerDied(closed ? 'It was closed.' : `${reason ?? `It ended with code ${code}`}.`)
      started.ended = end
      for (const reject of started.waiting) reject(end)
    })
    return started
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
        return await fromThread(used, run(used.client, used.generation))
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
        const stream = await fromThread(used, run(used.client))
        const pulls = stream[Symbol.asyncIterator]()
        iterator = pulls
        for (;;) {
          const next = await fromThread(used, pulls.next())
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
