import { spawn } from 'node:child_process'

/** How a command ended. `output` = the end of stdout and stderr together, in the order they came. */
export interface Finished {
  readonly code: number
  readonly output: string
}

/** Options of {@link run}. */
export interface RunOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Ends the command and all it started; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** Show the output as it comes instead of keeping it. */
  readonly show?: boolean
  /** How much of the output's end is kept. */
  readonly keepBytes?: number
}

/** Ends a process and everything it started: installers start compilers and shells of their own. */
function endTree(pid: number): void {
  if (process.platform === 'win32') spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' })
  else process.kill(-pid, 'SIGKILL')
}

/** Runs a command to its end. Rejects when it cannot be started (`ENOENT`) or is aborted; a failing command resolves. */
export function run(command: string, argv: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const { signal, show = false, keepBytes = 65_536 } = options
  signal?.throwIfAborted()
  return new Promise((resolve, reject) => {
    const child = spawn(command, argv, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32' && !show,
    })
    let output = ''
    const keep = (chunk: unknown): void => {
      output = (output + String(chunk)).slice(-keepBytes)
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    const onAbort = (): void => {
      if (child.pid === undefined) return
      if (show) child.kill('SIGKILL')
      else endTree(child.pid)
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    child.once('error', reject)
    child.once('close', (code) => {
      signal?.removeEventListener('abort', onAbort)
      if (signal?.aborted === true) reject(toError(signal.reason))
      else resolve({ code: code ?? 1, output })
    })
  })
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}

/** The line of a failed command's output that most likely names the cause: the first that calls itself an error. */
export function causeIn(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return lines.find((line) => /\berror\b:? /i.test(line)) ?? lines.at(-1) ?? 'no output'
}
