import { basename } from 'node:path'
import type { Command } from 'commander'
import { EXPLAIN_METHODS, type Explanation } from '../../contract/explain.ts'
import { writeExplanationCsv } from '../../formats/csv-explanation.ts'
import {
  NO_BENCH,
  databaseOf,
  common,
  integer,
  runCommand,
  UsageError,
  type CommonOptions,
  type Context,
} from './context.ts'
import { readText, writeResult } from './files.ts'
import { table } from './output.ts'

interface ExplainFlags extends CommonOptions {
  readonly model?: string
  readonly sample?: string
  readonly in?: string
  readonly output?: string
  readonly method?: string
  readonly window?: number
  readonly csv?: string
  readonly overwrite?: boolean
}

/** `isochrome explain`. */
export function explainCommand(program: Command): void {
  common(program.command('explain').description('which bands a trained model looks at'))
    .option('--model <name>', 'raman:r1, correction:v2, or a version alone (default: the newest)')
    .option('--sample <name>', "one of the model's own spectra: a class, a patch (default: its first)")
    .option('--in <file>', 'or a spectrum in a CSV file')
    .option('--output <name>', 'class, or corrected band ("550 nm"); the most probable unless given')
    .option('--method <name>', EXPLAIN_METHODS.join(', '))
    .option('--window <n>', 'bands hidden at a time by occlusion', integer)
    .option('--csv <file>', 'write axis, spectrum and relevance')
    .option('--overwrite', 'replace an existing file')
    .addHelpText(
      'after',
      '\nExample:\n  isochrome raman train && isochrome explain --model r1 --sample Amber',
    )
    .action((flags: ExplainFlags) => runCommand(flags, (context) => explain(context, flags)))
}

async function explain(context: Context, flags: ExplainFlags): Promise<void> {
  const method = EXPLAIN_METHODS.find((name) => name === flags.method)
  if (flags.method !== undefined && method === undefined)
    throw new UsageError(`--method is one of ${EXPLAIN_METHODS.join(', ')}.`)
  const { client } = await context.open({
    ...NO_BENCH,
    readOnly: true,
    ...databaseOf(flags),
  })
  const newest = flags.model ?? (await client.explain.subjects({})).subjects[0]?.id
  const found = await client.explain.run({
    subject: newest ?? 'any',
    ...(flags.in === undefined ? {} : { file: { path: basename(flags.in), text: await readText(flags.in) } }),
    ...(flags.sample === undefined ? {} : { sample: flags.sample }),
    ...(flags.output === undefined ? {} : { output: flags.output }),
    ...(method === undefined ? {} : { method }),
    ...(flags.window === undefined ? {} : { window: flags.window }),
  })
  for (const sentence of found.said) context.terminal.err(sentence)
  if (flags.csv !== undefined)
    await writeResult(flags.csv, writeExplanationCsv(found), flags.overwrite === true)
  context.result({ ...found, matrix: undefined }, explanationText(found))
}

function explanationText({ caption, regions, unit }: Explanation): string {
  const rows = regions.map(({ from, to, peak, relevance, share }) => [
    `${from.toFixed(1)} - ${to.toFixed(1)}`,
    peak.toFixed(1),
    relevance.toPrecision(3),
    `${(100 * share).toFixed(1)} %`,
  ])
  return `${caption}\n${table([`region, ${unit}`, 'largest at', 'relevance', 'share'], rows)}`
}
