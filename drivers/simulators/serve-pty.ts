import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { lstatSync } from 'node:fs'
import { Problem } from '../../contract/errors.ts'
import type { LineEndpoint } from '../transports/transport.ts'
import { serveTcp } from './serve-tcp.ts'
import type { ServedLine } from './serve-tcp.ts'

/** Whether the instrument is plugged in: without it there is no port to open. */
export interface Plug {
  readonly plugged: boolean
  onPlugChange(listener: () => void): () => void
}

/** How a pseudo-terminal is served. */
export interface PtyOptions {
  /** Path of a symbolic link to the terminal; without it only the system's name exists. */
  readonly link?: string
  readonly plug?: Plug
  /** Told the address at the start and after every replug: the system may give another number. */
  readonly onAddress?: (address: string) => void
  /** Told when the port could not come back after a replug. */
  readonly onProblem?: (error: unknown) => void
}

const STARTUP_MS = 5000
const INSTALL = 'Install socat (Debian: apt-get install socat), or listen on TCP instead.'
const FREE_NAME = 'Choose a name that is free, in a folder that you may write to.'
/** What socat says about the terminal it made, and when it is ready: link made, line connected. */
const READY = /PTY is (\S+)[^]*starting data transfer loop/
/** A line of socat about an error: date, time, process, E, what happened. */
const COMPLAINT = / E (.+)/

interface Terminal {
  readonly child: ChildProcess
  readonly path: string
  readonly ended: Promise<void>
}

/**
 * Serves a line as a serial port. The terminal is made by socat, which needs no native code here and survives that
 * hosts close and open it again. Unplugged, the port vanishes; plugged in again, it returns.
 * @throws Problem DRIVER when socat is missing or fails, or where the link would replace a file
 */
export async function servePty(endpoint: LineEndpoint, options: PtyOptions = {}): Promise<ServedLine> {
  if (options.link !== undefined) refuseFile(options.link)
  const tcp = await serveTcp(endpoint)
  let closing = false
  const start = async (): Promise<Terminal> => {
    const terminal = await terminalOn(tcp.port, options.link)
    options.onAddress?.(`pty:${options.link ?? terminal.path}`)
    return terminal
  }
  let current = await start().catch(async (error: unknown) => {
    await tcp.close()
    throw error
  })
  const address = `pty:${options.link ?? current.path}`
  const unsubscribe = options.plug?.onPlugChange(() => {
    if (options.plug?.plugged !== true || closing) return
    // The old terminal ended with its line; a new one takes its place.
    current.ended
      .then(async () => {
        if (!closing) current = await start()
      })
      .catch((error: unknown) => options.onProblem?.(error))
  })
  return {
    address,
    async close() {
      closing = true
      unsubscribe?.()
      current.child.kill()
      await current.ended
      await tcp.close()
    },
  }
}

/** socat removes whatever has the name of its link; only a link left behind may go. */
function refuseFile(link: string): void {
  const there = lstatSync(link, { throwIfNoEntry: false })
  if (there !== undefined && !there.isSymbolicLink())
    throw noTerminal(`${link} is there already and is no link.`, FREE_NAME)
}

function terminalOn(port: number, link: string | undefined): Promise<Terminal> {
  const pty = ['pty', 'raw', 'echo=0', 'ignoreeof', ...(link === undefined ? [] : [`link=${link}`])].join(',')
  return new Promise((resolve, reject) => {
    const child = spawn('socat', ['-d', '-d', pty, `tcp:127.0.0.1:${port},nodelay`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const ended = new Promise<void>((over) => {
      child.once('close', () => over())
    })
    let said = ''
    const fail = (why: string, cause?: unknown, next = INSTALL): void => {
      clearTimeout(timer)
      child.kill()
      reject(noTerminal(why, next, cause))
    }
    const timer = setTimeout(() => fail('socat did not make a terminal in time.'), STARTUP_MS)
    child.once('error', (error: NodeJS.ErrnoException) => {
      fail(
        error.code === 'ENOENT' ? 'The program socat is not installed.' : 'socat could not be started.',
        error,
      )
    })
    child.once('exit', () => {
      const complaint = COMPLAINT.exec(said)?.[1] ?? 'it gave no reason'
      if (link === undefined) fail(`socat ended: ${complaint}.`)
      else fail(`The link ${link} cannot be made: ${complaint}.`, undefined, FREE_NAME)
    })
    child.stderr.on('data', (text: Buffer) => {
      said += text.toString()
      const path = READY.exec(said)?.[1]
      if (path === undefined) return
      clearTimeout(timer)
      child.removeAllListeners('exit')
      child.stderr.removeAllListeners('data').resume()
      resolve({ child, path, ended })
    })
  })
}

function noTerminal(why: string, next: string, cause?: unknown): Problem {
  return new Problem(
    {
      code: 'DRIVER',
      title: 'No serial port can be simulated here',
      happened: why,
      kept: 'Nothing was started.',
      next,
    },
    { cause },
  )
}
