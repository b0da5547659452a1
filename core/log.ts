import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Logger } from 'pino'

export type LogOptions = {
  folder: string
  /** Where the lines go instead of the file, or where they go when it cannot be written. */
  stderr?: { write(line: string): unknown }
  /** Everything to `stderr`, nothing to the file. */
  toStderr?: boolean
  level?: 'debug' | 'info' | 'warn' | 'error'
  /** A file that has grown beyond this is moved aside. */
  maxBytes?: number
  /** Files moved aside that are kept. */
  keep?: number
  now?: () => Date
}

export type Log = { logger: Logger; file: string; close(): void }

/** Moves isochrome.log to isochrome.1.log, that to isochrome.2.log, and drops the oldest. */
function rotate(file: string, keep: number): void {
  const numbered = (n: number): string => (n === 0 ? file : file.replace(/\.log$/, `.${n}.log`))
  for (let n = keep - 1; n >= 0; n--) if (existsSync(numbered(n))) renameSync(numbered(n), numbered(n + 1))
}

/**
 * The log: one JSON line each in `isochrome.log`, written at once so that a crash loses none. Where the file
 * cannot be written (read-only, disk full) the lines go to `stderr`, beginning with the reason.
 */
export function openLog(options: LogOptions): Log {
  const { folder, stderr = process.stderr, toStderr = false, level = 'info' } = options
  const { maxBytes = 5_000_000, keep = 3, now = () => new Date() } = options
  const file = join(folder, 'isochrome.log')
  let handle: number | undefined
  let size = 0

  const open = (): void => {
    mkdirSync(folder, { recursive: true })
    handle = openSync(file, 'a')
    size = fstatSync(handle).size
  }
  const close = (): void => {
    if (handle !== undefined) closeSync(handle)
    handle = undefined
  }
  const toFile = (line: string): void => {
    if (handle === undefined) open()
    if (size > 0 && size + Buffer.byteLength(line) > maxBytes) {
      close()
      rotate(file, keep)
      open()
    }
    if (handle !== undefined) size += writeSync(handle, line)
  }
  let fallback = toStderr
  const write = (line: string): void => {
    if (!fallback) {
      try {
        toFile(line)
        return
      } catch (error) {
        fallback = true
        stderr.write(
          `The log file cannot be written: ${error instanceof Error ? error.message : String(error)}\n`,
        )
      }
    }
    stderr.write(line)
  }

  const logger = pino(
    { level, base: { pid: process.pid }, timestamp: () => `,"time":"${now().toISOString()}"` },
    { write },
  )
  return { logger, file, close }
}
