import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Merged } from '../../contract/data.ts'
import { appPaths } from '../../core/paths.ts'
import { restoreBackup } from '../../core/store/restore.ts'
import {
  NO_BENCH,
  databaseOf,
  common,
  runCommand,
  UsageError,
  type CommonOptions,
  type Context,
} from './context.ts'
import type { Client } from './context.ts'

/** `isochrome data`: check, backup, restore and merge of everything that is stored. */
export function dataCommand(program: Command): void {
  common(
    program
      .command('data <action> [path]')
      .description('check, backup FOLDER, restore FOLDER, merge FILE: the stored data as a whole'),
  )
    .addHelpText(
      'after',
      '\nExample:\n  isochrome data check\n  isochrome data backup /media/stick/isochrome-2026-05-04\n  isochrome data merge /media/stick/isochrome.db',
    )
    .action((action: string, path: string | undefined, flags: CommonOptions) =>
      runCommand(flags, (context) => data(context, action, path, flags)),
    )
}

async function data(
  context: Context,
  action: string,
  path: string | undefined,
  flags: CommonOptions,
): Promise<void> {
  const open = async (readOnly: boolean): Promise<Client> => {
    const { client } = await context.open({
      ...NO_BENCH,
      readOnly,
      ...databaseOf(flags),
    })
    return client
  }
  if (action === 'check') {
    const found = await (await open(true)).data.check({})
    context.result(
      found,
      found.ok
        ? `All is as it was stored: ${String(found.readings)} readings, ${String(found.models)} models.`
        : found.faults.join('\n'),
    )
    if (!found.ok) process.exitCode = 1
  } else if (action === 'backup') {
    const folder = resolve(needed(path, action))
    const { file } = await (await open(true)).data.backup({ folder })
    context.result({ folder, file }, `Database and models are copied to ${folder}.`)
  } else if (action === 'restore') {
    const { database: file } = appPaths(flags.db === undefined ? {} : { database: flags.db })
    const restored = restoreBackup(resolve(needed(path, action)), file)
    context.result(
      restored,
      `${restored.file} is the backup's now. ${restored.replaced === null ? '' : `What was there is kept as ${restored.replaced}.`}`,
    )
  } else if (action === 'merge') {
    const file = resolve(needed(path, action))
    const merged = await (await open(false)).data.merge({ file })
    context.result(merged, mergedInWords(merged))
  } else throw new UsageError(`"${action}" is not check, backup, restore or merge.`)
}

function needed(path: string | undefined, action: string): string {
  if (path === undefined) throw new UsageError(`data ${action} needs a path.`)
  return path
}

function mergedInWords({ sessions, readings, pairs, spots, models, known, remarks }: Merged): string {
  const added = `Added: ${String(sessions)} sessions, ${String(readings)} readings, ${String(pairs)} pairs, ${String(spots)} spots, ${String(models)} models.`
  return [added, `Here already: ${String(known)} readings.`, ...remarks].join('\n')
}
