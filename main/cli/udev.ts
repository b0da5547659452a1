import { constants } from 'node:fs'
import { access, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { Problem } from '../../contract/errors.ts'
import { UDEV_RULE, udevRule } from '../system-checks.ts'
import type { Terminal } from './output.ts'

/** Where the rule goes and who is asked; undefined where nobody can be. */
export interface InstallOptions {
  readonly target?: string
  readonly ask: ((question: string) => Promise<string>) | undefined
}

/** The person at this terminal, if there is one. */
export function atTerminal(): InstallOptions['ask'] {
  if (!process.stdin.isTTY) return undefined
  return async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr })
    try {
      return await lines.question(question)
    } finally {
      lines.close()
    }
  }
}

/**
 * Writes the udev rule that lets the person at this computer open the supported instruments; shows it and asks first.
 * @throws Problem PERMISSION without root, WRONG_STATE where there is no udev or nobody to ask
 */
export async function installUdevRule(
  terminal: Terminal,
  { target = UDEV_RULE, ask }: InstallOptions,
): Promise<void> {
  if (process.platform !== 'linux')
    throw refusal(
      'WRONG_STATE',
      'There is no udev here',
      `This is ${process.platform}; only Linux has udev rules.`,
      'Nothing is needed.',
    )
  const rule = await udevRule()
  if ((await readFile(target, 'utf8').catch(() => '')) === rule) {
    terminal.err(`${target} is there already and up to date. Nothing was written.`)
    return
  }
  terminal.err(`This would be written to ${target}:\n\n${rule}`)
  if (ask === undefined)
    throw refusal(
      'WRONG_STATE',
      'Nobody can be asked',
      'Installing the rule needs a yes from a person at a terminal.',
      `Run it in a terminal, or copy the rule to ${target} yourself.`,
    )
  try {
    await access(dirname(target), constants.W_OK)
  } catch (error) {
    throw unwritable(target, error)
  }
  if (!/^y(es)?$/i.test((await ask('Write it? [y/N] ')).trim())) {
    terminal.err('Nothing was written.')
    return
  }
  await writeFile(target, rule, { mode: 0o644 }).catch((error: unknown) => {
    throw unwritable(target, error)
  })
  terminal.err(
    'Written. Now run: sudo udevadm control --reload && sudo udevadm trigger, and replug the instrument.',
  )
}

/** Root has neither the user's PATH nor, often, a Node: the command is told in full. */
function unwritable(target: string, error: unknown): Problem {
  const program = [process.execPath, process.argv[1] ?? 'isochrome'].map((part) => `"${part}"`).join(' ')
  return refusal(
    'PERMISSION',
    `${target} cannot be written`,
    error instanceof Error ? error.message : String(error),
    `Run: sudo ${program} doctor --install-udev`,
  )
}

const refusal = (
  code: 'WRONG_STATE' | 'PERMISSION',
  title: string,
  happened: string,
  next: string,
): Problem => new Problem({ code, title, happened, kept: 'Nothing was changed.', next })
