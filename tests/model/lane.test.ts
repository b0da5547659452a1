import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { setTimeout as pause } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { createLane, startWorker, type Lane } from '../../model/lane.ts'

const entry = new URL('../../model/worker.ts', import.meta.url)
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

let lane: Lane
const workers: Worker[] = []
function open(): Lane {
  lane = createLane((port) => {
    const worker = startWorker(entry, port)
    workers.push(worker)
    return worker
  })
  return lane
}

/** Makes a call whose answer nobody keeps. */
async function callAndForget(used: Lane): Promise<WeakRef<object>> {
  const answer = await used.call(async (client) => {
    await client.detail()
    return { values: new Float64Array(1000) }
  })
  return new WeakRef(answer)
}

describe('a lane', () => {
  afterEach(async () => {
    await lane.close()
    workers.length = 0
  })

  it('keeps nothing of an answer that came, however long its thread lives', async () => {
    const used = open()
    const forgotten = await callAndForget(used)
    await pause(0)
    collectGarbage()
    expect(used.running()).toBe(true)
    expect(forgotten.deref()).toBeUndefined()
  })

  it('tells everybody who waits that the thread ended, and starts another', async () => {
    const used = open()
    await used.call((client) => client.detail())
    const waits = [1, 2].map(() => used.call(() => new Promise<never>(() => undefined)))
    const outcomes = Promise.allSettled(waits)
    await workers[0]!.terminate()
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'WORKER_DIED' } })
    await expect(used.call((_client, generation) => Promise.resolve(generation))).resolves.toBe(2)
  })
})
