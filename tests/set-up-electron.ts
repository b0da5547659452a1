import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { buildIfStale } from '../scripts/tools/build-parts.ts'

/** Starts an X server without a screen on the first free display; undefined where there is no Xvfb. */
async function virtualDisplay(): Promise<(() => void) | undefined> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const number = server.stdio[3]
  if (number === null || number === undefined) return undefined
  try {
    const [chunk] = await Promise.race([once(number, 'data'), once(server, 'exit').then(() => [])])
    if (!(chunk instanceof Buffer)) return undefined
    process.env['DISPLAY'] = `:${chunk.toString('ascii').trim()}`
  } catch {
    // `once` rejects when the program is not installed; the tests then report that a display is missing.
    return undefined
  }
  return () => {
    server.kill()
  }
}

/** Global set-up of the Electron tests: the built shell and page, and a display. Returns the clean-up. */
export default async function setUpElectron(): Promise<() => void> {
  for (const part of ['renderer', 'electron'] as const) {
    const problem = await buildIfStale(part)
    if (problem !== undefined) throw new Error(problem)
  }
  const needsDisplay = process.platform === 'linux' && process.env['DISPLAY'] === undefined
  const close = needsDisplay ? await virtualDisplay() : undefined
  return close ?? (() => undefined)
}
