import { readFile, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { Problem } from '../../contract/errors.ts'
import type { Terminal } from './output.ts'

const TARGET = '/etc/udev/rules.d/70-isochrome.rules'

/**
 * Writes the udev rule that lets the person at this computer open the supported instruments; shows it and asks first.
 * @throws Problem PERMISSION without root, WRONG_STATE where there is no udev or nobody to ask
 */
export async function installUdevRule(terminal: Terminal): Promise<void> {
  if (process.platform !== 'linux')
    throw refusal(
      'WRONG_STATE',
      'There is no udev here',
      `This is ${process.platform}; only Linux has udev rules.`,
      'Nothing is needed.',
    )
  const rule = await readFile(new URL('../../drivers/udev/70-isochrome.rules', import.meta.url), 'utf8')
  terminal.err(`This would be written to ${TARGET}:\n\n${rule}`)
  if (!process.stdin.isTTY)
    throw refusal(
      'WRONG_STATE',
      'Nobody can be asked',
      'Installing the rule needs a yes from a person at a terminal.',
      `Run it in a terminal, or copy the rule to ${TARGET} yourself.`,
    )
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const yes = /^y(es)?$/i.test((await lines.question('Write it? [y/N] ')).trim())
  lines.close()
  if (!yes) {
    terminal.err('Nothing was written.')
    return
  }
  try {
    await writeFile(TARGET, rule, { mode: 0o644 })
  } catch (error) {
    throw refusal(
      'PERMISSION',
      `${TARGET} cannot be written`,
      error instanceof Error ? error.message : String(error),
      'Run the command with sudo.',
    )
  }
  terminal.err(
    'Written. Now run: sudo udevadm control --reload && sudo udevadm trigger, and replug the instrument.',
  )
}

const refusal = (
  code: 'WRONG_STATE' | 'PERMISSION',
  title: string,
  happened: string,
  next: string,
): Problem => new Problem({ code, title, happened, kept: 'Nothing was changed.', next })
