import type { ContractRouterClient } from '@orpc/contract'
import { InvalidArgumentError, type Command } from 'commander'
import type { Api } from '../../contract/api.ts'
import type { ComposeOptions, Composition } from '../compose.ts'
import { processTerminal, progressLine, sentenceOf, toJson, type Terminal } from './output.ts'

/** The contract as a direct call. */
export type Client = ContractRouterClient<Api>

/** What every command gets: the terminal, cancellation by Ctrl+C, and the application when it asks. */
export interface Context {
  readonly terminal: Terminal
  readonly json: boolean
  readonly signal: AbortSignal
  /** Starts the application; it is closed when the command ends. */
  open(options: ComposeOptions): Promise<Composition>
  readonly progress: ReturnType<typeof progressLine>
  /** The command's result: one JSON object, or text for people. */
  result(value: object, text: string): void
}

/** Options every command has. */
export interface CommonOptions {
  readonly json?: boolean
  readonly db?: string
  readonly seed?: number
}

/** No instrument is looked for beyond those that are plugged in; nothing is simulated. */
export const NO_BENCH = { simulate: false, fast: false, devices: [], seed: 1 } as const

/** `--db` as an option of the application. */
export const databaseOf = ({ db }: CommonOptions): { readonly db?: string } =>
  db === undefined ? {} : { db }

/** Adds `--json`, `--db` and `--seed` where they make sense. */
export function common(command: Command, options: { readonly seed?: boolean } = {}): Command {
  command
    .option('--json', 'print one JSON object on stdout')
    .option('--db <file>', 'database file (default: isochrome.db in the data folder)')
  if (options.seed === true) command.option('--seed <n>', 'seed wherever chance is involved', integer, 1)
  return command
}

/**
 * Runs a command body: opens what it needs, closes it, and turns errors into one sentence and exit code 1.
 * The first Ctrl+C cancels and keeps; the second ends at once.
 */
export async function runCommand(
  options: CommonOptions,
  body: (context: Context) => Promise<void>,
): Promise<void> {
  const terminal = processTerminal
  const cancel = new AbortController()
  const interrupt = (): void => {
    if (cancel.signal.aborted) process.exit(130)
    terminal.err('Stopping; press Ctrl+C again to end at once.')
    cancel.abort()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  const open: Composition[] = []
  const progress = progressLine(terminal)
  const context: Context = {
    terminal,
    json: options.json === true,
    signal: cancel.signal,
    progress,
    open: async (compositionOptions) => {
      // Loaded here: help and wrong usage need none of it.
      const { compose } = await import('../compose.ts')
      const composition = await compose(compositionOptions)
      open.push(composition)
      return composition
    },
    result: (value, text) => {
      terminal.out(options.json === true ? toJson(value) : text)
    },
  }
  try {
    await body(context)
  } catch (error) {
    progress.end()
    terminal.err(error instanceof UsageError ? error.message : sentenceOf(error))
    process.exitCode = error instanceof UsageError ? 2 : 1
  } finally {
    progress.end()
    for (const composition of open) await composition.close()
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
}

/** A whole number from the command line; anything else is wrong usage. */
export function integer(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new UsageError(`"${text}" is not a whole number.`)
  return value
}

/** Wrong usage: its sentence goes to stderr and the exit code is 2. */
export class UsageError extends InvalidArgumentError {}
