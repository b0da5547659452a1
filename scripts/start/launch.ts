import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { quietNode, runAndMirror } from '../setup/runtime.mjs'
import { inProject, projectFolder } from '../tools/project.ts'

/** A window that was open this long did not fail to start. */
const startedMs = 5_000

function serveCommand(argv: readonly string[]): string[] {
  return [quietNode, inProject('scripts', 'isochrome.mjs'), 'serve', ...argv]
}

/** Serves the page and lets the web host open the browser; does not return. */
export function openInBrowser(argv: readonly string[]): Promise<never> {
  return runAndMirror(process.execPath, serveCommand(argv))
}

function forwardSignals(children: readonly ChildProcess[]): void {
  // Ctrl-C reaches the children by itself; this process stays until they have tidied up.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => {
    for (const child of children) child.kill('SIGTERM')
  })
}

/** Resolves to the exit code, or to undefined when the window could not be opened at all. */
async function untilClosed(window: ChildProcess): Promise<number | undefined> {
  const began = performance.now()
  const code = await new Promise<number>((resolve) => {
    window.once('error', () => resolve(1))
    window.once('exit', (status, signal) =>
      resolve(status ?? (signal === 'SIGTERM' || signal === 'SIGINT' ? 0 : 1)),
    )
  })
  return code !== 0 && performance.now() - began < startedMs ? undefined : code
}

/** Opens the window with a bench of its own. Resolves to its exit code; undefined = it did not open. */
export async function openWindow(executable: string, argv: readonly string[]): Promise<number | undefined> {
  const window = spawn(executable, [projectFolder, ...argv], { stdio: 'inherit' })
  forwardSignals([window])
  return untilClosed(window)
}

/** Opens the window on a web host that runs under this Node. Resolves as {@link openWindow}. */
export async function openAttached(executable: string, argv: readonly string[]): Promise<number | undefined> {
  const host = spawn(process.execPath, serveCommand([...argv, '--no-open']), {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(host, 'exit')
  const lines = createInterface(host.stdout)
  const first = await Promise.race([once(lines, 'line'), ended.then(() => [])])
  const [address] = first
  if (typeof address !== 'string') return 1 // the host has said why on stderr
  const window = spawn(executable, [projectFolder, '--attach', address], { stdio: 'inherit' })
  forwardSignals([window, host])
  const code = await untilClosed(window)
  host.kill('SIGTERM')
  await ended
  return code
}
