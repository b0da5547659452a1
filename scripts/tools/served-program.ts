import { spawn, type ChildProcess } from 'node:child_process'
import { inProject } from './project.ts'

/** A running web host of the program and the way to end it. */
export interface ServedProgram {
  /** `http://127.0.0.1:PORT/#token=...` */
  readonly url: string
  /** When the process was started, ms since the epoch. */
  readonly startedMs: number
  /** Ends it as a terminal would; resolves when it is gone. */
  stop(): Promise<void>
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>
}

export interface ServeOptions {
  /** Data folder of its own: nothing of the user's is touched. */
  readonly home: string
  /** Further options of `serve`. */
  readonly flags?: readonly string[]
  /** 0 = any free port. */
  readonly port?: number
}

/** Starts `isochrome serve --simulate` with a data folder of its own. @throws Error with what it said when it ends before it serves */
export async function serveProgram({ home, flags = [], port = 0 }: ServeOptions): Promise<ServedProgram> {
  const startedMs = Date.now()
  const child = spawn(
    process.execPath,
    [
      inProject('scripts', 'isochrome.mjs'),
      'serve',
      '--simulate',
      '--no-open',
      '--port',
      String(port),
      ...flags,
    ],
    { env: { ...process.env, ISOCHROME_HOME: home }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const url = await addressOf(child)
  const end = (signal: NodeJS.Signals): Promise<void> =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) {
        resolve()
        return
      }
      child.once('exit', () => {
        resolve()
      })
      child.kill(signal)
    })
  return { url, startedMs, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}

/** The first line on stdout. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = ''
    let said = ''
    child.stdout?.on('data', (chunk) => {
      out += String(chunk)
      const line = /^(http:\S+)\n/.exec(out)?.[1]
      if (line !== undefined) resolve(line)
    })
    child.stderr?.on('data', (chunk) => {
      said += String(chunk)
    })
    child.once('error', reject)
    child.once('exit', () => {
      reject(new Error(`The web host ended before it served. ${said}`))
    })
  })
}
