import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import util from 'node:util'
import type * as TensorFlowModule from '@tensorflow/tfjs'
import { z } from 'zod'
import { Problem } from '../contract/errors.ts'
import { locateTensorflow } from './tf-locate.ts'

export type TensorFlow = typeof TensorFlowModule
export type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs'

const BACKENDS = ['tensorflow', 'wasm', 'cpu'] as const
export type BackendName = (typeof BACKENDS)[number]

/** TensorFlow.js with one backend chosen. */
export interface Engine {
  readonly tf: TensorFlow
  readonly backend: BackendName
  /** "TensorFlow 2.21.0 (tfjs-node 4.22.0)", "TensorFlow.js 4.22.0 WebAssembly", "TensorFlow.js 4.22.0 CPU" */
  readonly title: string
}

const require = createRequire(import.meta.url)

/** Two functions that tfjs-node 4 calls in every operation: Node 23 removed one and warns of the other. */
function restoreUtil(): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: (value: unknown) => Array.isArray(value),
  })
}

function loadNative(): Engine {
  const found = locateTensorflow()
  if (found.packageDir === undefined) throw new Error(found.missing)
  restoreUtil()
  // The library greets on stderr; warnings and errors stay.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '1'
  const tf = require(found.packageDir) as TensorFlow
  tf.enableProdMode()
  const { tensorflow, version } = found.record
  return {
    tf,
    backend: 'tensorflow',
    title: `TensorFlow ${tensorflow} (tfjs-node ${version})`,
  }
}

async function loadPlain(backend: 'wasm' | 'cpu'): Promise<Engine> {
  const tf = require('@tensorflow/tfjs') as TensorFlow
  tf.enableProdMode()
  if (backend === 'wasm') {
    const wasm = require('@tensorflow/tfjs-backend-wasm') as { setWasmPaths(folder: string): void }
    wasm.setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep)
  }
  if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} does not start`)
  const words = backend === 'wasm' ? 'WebAssembly' : 'CPU'
  return { tf, backend, title: `TensorFlow.js ${tf.version_core} ${words}` }
}

/** ISOCHROME_BACKEND, or undefined for the best there is. @throws Problem BAD_REQUEST for another word */
function requestedBackend(): BackendName | undefined {
  const parsed = z
    .enum(BACKENDS)
    .or(z.literal('').transform(() => undefined))
    .optional()
  const result = parsed.safeParse(process.env['ISOCHROME_BACKEND'])
  if (result.success) return result.data
  throw new Problem({
    code: 'BAD_REQUEST',
    title: 'Unknown backend',
    happened: `ISOCHROME_BACKEND is "${process.env['ISOCHROME_BACKEND'] ?? ''}".`,
    kept: 'Nothing was changed.',
    next: `Use ${BACKENDS.join(', ')}, or leave it out.`,
  })
}

async function load(): Promise<Engine> {
  const requested = requestedBackend()
  const failures: string[] = []
  for (const backend of requested ? [requested] : BACKENDS) {
    try {
      return backend === 'tensorflow' ? loadNative() : await loadPlain(backend)
    } catch (error) {
      failures.push(`${backend}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  throw new Problem({
    code: 'INTERNAL',
    title: 'No TensorFlow',
    happened: failures.join('; ') + '.',
    kept: 'All readings; the classical methods work without it.',
    next: 'Run doctor.',
  })
}

let engine: Promise<Engine> | undefined

/** The engine of this thread, loaded at the first call: native TensorFlow, else WebAssembly, else plain JavaScript. */
export function tensorFlow(): Promise<Engine> {
  engine ??= load()
  return engine
}
