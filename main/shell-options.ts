import { parseArgs } from 'node:util'
import type { ProblemData } from '../contract/errors.ts'

/** What the window shell understands on its command line. */
export interface ShellOptions {
  /** Address of a running web host, with its token; no bench of its own then. */
  readonly attach?: string
  readonly simulate: boolean
  readonly fast: boolean
  readonly db?: string
}

/** Reads the shell's own options among the many that Chromium takes; a wrong one is a sentence, not a throw. */
export function parseShellOptions(argv: readonly string[]): ShellOptions | { readonly problem: string } {
  const { values } = parseArgs({
    args: [...argv].slice(1),
    strict: false,
    options: {
      attach: { type: 'string' },
      simulate: { type: 'boolean' },
      fast: { type: 'boolean' },
      db: { type: 'string' },
    },
  })
  const attach = values.attach
  if (attach === true || (typeof attach === 'string' && !isHostAddress(attach)))
    return {
      problem: '--attach needs the address a web host printed, for example http://127.0.0.1:8137/#token=...',
    }
  if (values.db === true) return { problem: '--db needs the path of a database file.' }
  return {
    simulate: values.simulate === true,
    fast: values.fast === true,
    ...(typeof attach === 'string' ? { attach } : {}),
    ...(typeof values.db === 'string' ? { db: values.db } : {}),
  }
}

/** The same options for the bench process, and why it had to be restarted. */
export function benchArguments(options: ShellOptions, because: string | undefined): string[] {
  return [
    ...(options.simulate ? ['--simulate'] : []),
    ...(options.fast ? ['--fast'] : []),
    ...(options.db !== undefined ? ['--db', options.db] : []),
    ...(because !== undefined ? ['--restarted', because] : []),
  ]
}

/** What a bench is told that only says why there is none. */
export const failedArguments = (problem: ProblemData): string[] => ['--failed', JSON.stringify(problem)]

function isHostAddress(text: string): boolean {
  try {
    const url = new URL(text)
    return url.protocol === 'http:' && url.pathname === '/' && url.hash.startsWith('#token=')
  } catch {
    return false // not an address at all
  }
}
