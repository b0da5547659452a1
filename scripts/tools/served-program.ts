import { spawn, type ChildProcess } from 'node:child_process'
import { inProject } from './project.ts'

/** A running web host of the program and the way to end it. */
export interface ServedProgram {
  /** `http://127.0.0.1:PORT/#token=...` */
  readonly url: string
  readonly pid: number
  /** Where Node's inspector listens; only where it was asked for. */
  readonly inspector?: string
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
  /** With Node's inspector on a free loopback port, so that a test can reach its threads. */
  readonly inspect?: boolean
  /** What starts it: a command that becomes the one behind it. */
  readonly under?: readonly string[]
}

/** Starts `isochrome serve --simulate` with a data folder of its own. @throws Error with what it said when it ends before it serves */
export async function serveProgram(options: ServeOptions): Promise<ServedProgram> {
  const { home, flags = [], port = 0, inspect = false, under = [] } = options
  const startedMs = Date.now()
  const [command, ...args] = [...under, process.execPath] as const
  const child = spawn(
    command,
    [
      ...args,
      ...(inspect ? ['--inspect=127.0.0.1:0'] : []),
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
  const { url, inspector } = await addressOf(child)
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
  const addresses = { url, ...(inspector === undefined ? {} : { inspector }) }
  return {
    ...addresses,
    pid: child.pid ?? 0,
    startedMs,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

/** The first line on stdout, and what Node said of its inspector before. */
function addressOf(child: ChildProcess): Promise<{ url: string; inspector: string | undefined }> {
  return new Promise((resolve, reject) => {
    let out = ''
    let said = ''
    child.stdout?.on('data', (chunk) => {
      out += String(chunk)
      const line = /^(http:\S+)\n/.exec(out)?.[1]
      if (line !== undefined) resolve({ url: line, inspector: /ws:\/\/\S+/.exec(said)?.[0] })
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
