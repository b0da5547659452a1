import { parseArgs } from 'node:util'
import type { AnyRouter } from '@orpc/server'
import { problemDataOf } from '../contract/errors.ts'
import { compose, type Composition } from './compose.ts'
import { failedRouter } from './failed-app.ts'
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
  },
})

const starting: Promise<{ router: AnyRouter; composition?: Composition }> = compose({
  simulate: values.simulate === true,
  fast: values.fast === true,
  seed: 1,
  devices: [],
  modelWorker: new URL('./worker.mjs', import.meta.url),
  ...(typeof values.db === 'string' ? { db: values.db } : {}),
  ...(typeof values.restarted === 'string' ? { restarted: values.restarted } : {}),
}).then(
  (composition) => ({ router: composition.router, composition }),
  (error: unknown) => ({ router: failedRouter(problemDataOf(error)) }),
)

process.parentPort.on('message', (event) => {
  if (event.data === 'close') {
    void starting.then(async ({ composition }) => {
      await composition?.close()
      process.exit(0)
    })
    return
  }
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
