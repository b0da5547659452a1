import { parseArgs } from 'node:util'
import type { AnyRouter } from '@orpc/server'
import { problemDataOf, ProblemDataSchema } from '../contract/errors.ts'
import type { Composition } from './compose.ts'
import { failedRouter } from './failed-app.ts'
import { shellPrinter } from './print-message.ts'
import { servePort } from './serve-port.ts'

/**
 * Entry of the bench process: owns instruments, database and the running plan. It speaks the contract
 * over every port the main process hands over, and tells the main process only whether a run is on.
 * It runs built, beside the worker of the models (vite.bench.config.ts).
 */
const { values } = parseArgs({
  strict: false,
  options: {
    simulate: { type: 'boolean' },
    fast: { type: 'boolean' },
    db: { type: 'string' },
    restarted: { type: 'string' },
    failed: { type: 'string' },
  },
})

interface Started {
  readonly router: AnyRouter
  readonly composition?: Composition
}

const printer = shellPrinter(process.parentPort)

/** The application, or what says in its place why there is none. */
async function start(): Promise<Started> {
  if (typeof values.failed === 'string')
    return { router: failedRouter(ProblemDataSchema.parse(JSON.parse(values.failed))) }
  try {
    // Not imported above: a native part that cannot be loaded is a problem to show, too.
    const { compose } = await import('./compose.ts')
    const composition = await compose({
      simulate: values.simulate === true,
      fast: values.fast === true,
      seed: 1,
      devices: [],
      print: printer.print,
      modelWorker: new URL('./worker.mjs', import.meta.url),
      ...(typeof values.db === 'string' ? { db: values.db } : {}),
      ...(typeof values.restarted === 'string' ? { restarted: values.restarted } : {}),
    })
    return { router: composition.router, composition }
  } catch (error) {
    return { router: failedRouter(problemDataOf(error)) }
  }
}

const starting = start()

process.parentPort.on('message', (event) => {
  if (event.data === 'close') {
    void starting.then(async ({ composition }) => {
      await composition?.close()
      process.exit(0)
    })
    return
  }
  if (printer.take(event.data)) return
  const port = event.ports[0]
  if (port === undefined) return
  void starting.then(({ router }) => {
    servePort(router, port)
  })
})

void starting.then(async ({ composition }) => {
  if (composition === undefined) return
  let told = ''
  for await (const state of await composition.client.bench.watch({})) {
    const word = state.run !== undefined && state.run.state !== 'idle' ? 'busy' : 'idle'
    if (word !== told) process.parentPort.postMessage(word)
    told = word
  }
})
