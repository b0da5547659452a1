import { spawn } from 'node:child_process'
import { mkdirSync, openSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { locateTensorflow } from '../../model/tf-locate.ts'
import { quietNode } from '../setup/runtime.mjs'
import { refusedName, tensorflowFolder } from '../tensorflow/obtain.ts'
import { inProject } from '../tools/project.ts'

/** A refused attempt is not repeated at every start: what was missing is rarely there an hour later. */
const retryAfterMs = 24 * 3600_000

/** Why the last attempt failed, if it was less than a day ago. */
function recentRefusal(folder: string, nowMs: number): string | undefined {
  const note = join(folder, refusedName)
  const stat = statSync(note, { throwIfNoEntry: false })
  if (stat === undefined || nowMs - stat.mtimeMs > retryAfterMs) return undefined
  return readFileSync(note, 'utf8')
}

/**
 * Fetches TensorFlow in the background when it is missing, so that this start need not wait: the built-in backend
 * serves until the next one. Returns the line to say, or undefined when it is there.
 */
export function tensorflowLater(nowMs: number): string | undefined {
  const where = locateTensorflow()
  if (where.packageDir !== undefined) return undefined
  if (process.env['ISOCHROME_TENSORFLOW'] === 'off') return `${where.missing}; using the built-in backend.`
  const folder = tensorflowFolder()
  const refusal = recentRefusal(folder, nowMs)
  if (refusal !== undefined) {
    return `TensorFlow cannot be had here (${refusal}); using the built-in backend. npm run tensorflow tries again.`
  }
  mkdirSync(folder, { recursive: true })
  const log = openSync(join(folder, 'set-up.log'), 'w')
  const child = spawn(process.execPath, [quietNode, inProject('scripts', 'tensorflow.ts')], {
    detached: true,
    stdio: ['ignore', log, log],
  })
  child.unref()
  return (
    'TensorFlow is fetched in the background (about 330 MB, once, into the cache; ISOCHROME_TENSORFLOW=off declines): ' +
    'the built-in backend serves now, TensorFlow from the next start.'
  )
}
