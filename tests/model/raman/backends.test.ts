import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { need } from '../../need.ts'
import type { RamanBackendRun } from './backend-run.ts'

const native = need('tensorflow')

function runOn(backend: string): Promise<RamanBackendRun> {
  const env = { ...process.env, ISOCHROME_BACKEND: backend, TF_CPP_MIN_LOG_LEVEL: '2' }
  const worker = new Worker(new URL('./backend-run.ts', import.meta.url), { env, stderr: true })
  return new Promise((resolve, reject) => {
    worker.once('message', (run: RamanBackendRun) => resolve(run))
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the backend ended with code ${code}`)))
  })
}

/** The same seed on every backend: what it learns and what it looks at agree to rounding. */
describe('a Raman classifier on every backend', () => {
  const names = ['wasm', 'cpu', ...(native.path === undefined ? [] : ['tensorflow'])]
  it('learns the same and shows the same', async () => {
    const runs: RamanBackendRun[] = []
    for (const name of names) runs.push(await runOn(name))
    const [first, ...others] = runs
    if (!first) throw new Error('there is WebAssembly')
    for (const run of others) {
      expect(run.backend).not.toBe(first.backend)
      for (const key of ['one', 'mixtures', 'relevance'] as const) {
        const far = Math.max(...first[key].map((value, i) => Math.abs(value - (run[key][i] ?? NaN))))
        expect(far).toBeLessThan(2e-3)
      }
    }
    expect(Math.max(...first.relevance)).toBeGreaterThan(0.01)
    for (const { leakedTensors } of runs) expect(leakedTensors).toBe(0)
  }, 180_000)
})
