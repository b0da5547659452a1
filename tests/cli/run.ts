import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import { inProject } from '../../scripts/tools/project.ts'

/** What a command printed and how it ended. */
export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line as another program would, in a data folder of its own. */
export function isochrome(
  home: string,
  args: readonly string[],
  options: {
    readonly input?: string
    /** Kills it as soon as it has said this on standard error. */ readonly killAt?: RegExp
    /** Presses Ctrl+C as soon as it has said this on standard output. */ readonly interruptAt?: RegExp
  } = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [inProject('scripts', 'isochrome.mjs'), ...args], {
    env: { ...process.env, ISOCHROME_HOME: home },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  let interrupted = false
  child.stdout.on('data', (bytes: Buffer) => {
    stdout += bytes.toString()
    if (interrupted || options.interruptAt?.test(stdout) !== true) return
    interrupted = true
    child.kill('SIGINT')
  })
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString()
    if (options.killAt?.test(stderr) === true) child.kill('SIGKILL')
  })
  child.stdin.end(options.input ?? '')
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({ code, stdout, stderr })
    })
  })
}

/** The one JSON object on stdout, checked. */
export function json<T>(schema: z.ZodType<T>, ran: Ran): T {
  if (ran.code !== 0) throw new Error(`exit ${String(ran.code)}: ${ran.stderr}`)
  return schema.parse(JSON.parse(ran.stdout))
}

/** A data folder that goes when the test file ends. */
export function temporaryHome(): { readonly path: string; file(name: string): string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'isochrome-cli-'))
  return {
    path,
    file: (name) => join(path, name),
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}
