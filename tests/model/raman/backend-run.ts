import { parentPort } from 'node:worker_threads'
import { explain } from '../../../model/explain/explain.ts'
import { loadRaman } from '../../../model/raman/classifier.ts'
import { tensorFlow } from '../../../model/tf.ts'
import { studyRequest, trained } from './lorentzian-study.ts'

/** Runs in a thread of its own, because a thread keeps the backend it has loaded. */
export interface RamanBackendRun {
  readonly backend: string
  /** Scores of the first substance after two epochs, one class and mixtures. */
  readonly one: number[]
  readonly mixtures: number[]
  readonly relevance: number[]
  readonly leakedTensors: number
}

const engine = await tensorFlow()
const before = engine.tf.memory().numTensors
const size = { bands: 64, filters: 3, width: 5, poolings: 1, epochs: 2 }

async function scoresFor(task: 'one' | 'mixtures') {
  const request = studyRequest({ ...size, task })
  const { bytes } = await trained(request)
  const model = await loadRaman(bytes)
  const spectrum = request.known.spectra.data.slice(0, size.bands)
  const found = explain(model, spectrum, { method: 'gradient', output: 0, window: 3 })
  model.dispose?.()
  return found
}
const one = await scoresFor('one')
const mixtures = await scoresFor('mixtures')
const run: RamanBackendRun = {
  backend: engine.backend,
  one: Array.from(one.scores),
  mixtures: Array.from(mixtures.scores),
  relevance: Array.from(one.relevance),
  leakedTensors: engine.tf.memory().numTensors - before,
}
parentPort?.postMessage(run)
