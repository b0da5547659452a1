import type { Command } from 'commander'
import type { Adjustment, AdjustmentValue } from '../../contract/adjustment.ts'
import { NO_BENCH, UsageError, common, databaseOf, runCommand } from './context.ts'
import type { CommonOptions, Context } from './context.ts'
import { table } from './output.ts'

interface AdjustFlags extends CommonOptions {
  readonly simulate?: boolean
}

/** `isochrome adjust`: the settings of one instrument. */
export function adjustCommand(program: Command): void {
  common(
    program
      .command('adjust <uri> [settings...]')
      .description('show the settings of an instrument, or change them: NAME=VALUE, kept for this unit'),
  )
    .option('--simulate', 'add the simulated bench')
    .addHelpText('after', '\nExample:\n  isochrome adjust jeti-1211@serial:/dev/ttyUSB0 averages=4')
    .action((uri: string, settings: string[], flags: AdjustFlags) =>
      runCommand(flags, (context) => adjust(context, uri, settings.map(assignment), flags)),
    )
}

function assignment(text: string): { readonly id: string; readonly value: AdjustmentValue } {
  const [, id, value] = /^([a-z-]+)=(.+)$/.exec(text) ?? []
  if (id === undefined || value === undefined)
    throw new UsageError(`"${text}" is not NAME=VALUE, for example averages=4.`)
  return { id, value: Number.isFinite(Number(value)) ? Number(value) : value }
}

async function adjust(
  context: Context,
  uri: string,
  wanted: readonly { readonly id: string; readonly value: AdjustmentValue }[],
  flags: AdjustFlags,
): Promise<void> {
  const { client } = await context.open({
    ...NO_BENCH,
    simulate: flags.simulate === true,
    fast: flags.simulate === true,
    devices: [uri],
    ...databaseOf(flags),
  })
  await client.bench.connect({ uri })
  for (const { id, value } of wanted) await client.bench.adjust({ uri, id, value })
  const settings = (await client.bench.detail({ uri })).adjustments ?? []
  context.result({ settings }, settings.length === 0 ? 'It has no settings to choose.' : text(settings))
}

const text = (settings: readonly Adjustment[]): string =>
  table(
    ['setting', 'value', 'takes', 'name'],
    settings.map(({ id, name, unit, value, takes }) => [
      id,
      `${value}${unit === '' ? '' : ` ${unit}`}`,
      takes.kind === 'choice' ? takes.choices.join(', ') : `${takes.min} to ${takes.max}`,
      name,
    ]),
  )
