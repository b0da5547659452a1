import { existsSync } from 'node:fs'
import { basename, dirname, extname, resolve } from 'node:path'
import type { Command } from 'commander'
import { EXPLAIN_METHODS, type ExplainInput, type Explanation } from '../../contract/explain.ts'
import { writeExplanationCsv } from '../../formats/csv-explanation.ts'
import {
  NO_BENCH,
  type Client,
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
  readonly cube?: string
  readonly pixel?: string
  readonly in?: string
  readonly output?: string
  readonly method?: string
  readonly window?: number
  readonly csv?: string
  readonly list?: boolean
  readonly overwrite?: boolean
}

/** `isochrome explain`. */
export function explainCommand(program: Command): void {
  common(program.command('explain').description('which bands a trained model looks at'))
    .option(
      '--model <name>',
      'raman:r1, correction:v2, lamps:shipped, a version alone, or a file of `lamps train` (default: the newest)',
    )
    .option('--list', 'name the models that can be explained')
    .option('--sample <name>', "one of the model's own spectra: a class, a patch (default: its first)")
    .option('--in <file>', 'or a spectrum in a CSV file')
    .option('--cube <file>', 'or the mean of a cube, for models of maps: its header')
    .option('--pixel <x,y>', 'or one pixel of that cube: column and row from 0 on')
    .option('--output <name>', 'class, or corrected band ("550 nm"); the most probable unless given')
    .option('--method <name>', EXPLAIN_METHODS.join(', '))
    .option('--window <n>', 'bands hidden at a time by occlusion', integer)
    .option('--csv <file>', 'write axis, spectrum and relevance')
    .option('--overwrite', 'replace an existing file')
    .addHelpText(
      'after',
      '\nExample:\n  isochrome raman train && isochrome explain --model r1 --sample Amber\n  isochrome explain --model lamps:shipped --sample neon --method gradient\n  isochrome explain --model "maps 1" --cube cubes/cube-01.hdr --pixel 20,31',
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
  const { subjects } = await client.explain.subjects({})
  if (flags.list === true) {
    const rows = subjects.map(({ id, title, created }) => [id, title, created.slice(0, 10)])
    context.result({ subjects }, table(['model', 'what it is', 'made'], rows))
    return
  }
  const asked = await questionOf(client, flags)
  const found = await client.explain.run({
    subject: flags.model ?? subjects[0]?.id ?? 'any',
    ...asked,
    ...(flags.in === undefined ? {} : { file: { path: basename(flags.in), text: await readText(flags.in) } }),
    ...(flags.output === undefined ? {} : { output: flags.output }),
    ...(method === undefined ? {} : { method }),
    ...(flags.window === undefined ? {} : { window: flags.window }),
  })
  for (const sentence of found.said) context.terminal.err(sentence)
  if (flags.csv !== undefined)
    await writeResult(flags.csv, writeExplanationCsv(found), flags.overwrite === true)
  context.result({ ...found, matrix: undefined }, explanationText(found))
}

/** What is shown to the model, and the model itself where it lies in a file. */
async function questionOf(
  client: Client,
  { model, sample, cube, pixel }: ExplainFlags,
): Promise<Pick<ExplainInput, 'sample' | 'lampModel'>> {
  if (pixel !== undefined && (cube === undefined || !/^\d+,\d+$/.test(pixel)))
    throw new UsageError('--pixel takes column,row of the cube that --cube names.')
  const file = model !== undefined && /\.json$/i.test(model) && existsSync(model) ? model : undefined
  if (cube !== undefined) await client.maps.open({ folder: resolve(dirname(cube)) })
  const name = cube === undefined ? undefined : basename(cube, extname(cube))
  const shown = name === undefined ? sample : pixel === undefined ? `cube:${name}` : `pixel:${name}:${pixel}`
  return {
    ...(file === undefined ? {} : { lampModel: { path: basename(file), text: await readText(file) } }),
    ...(shown === undefined ? {} : { sample: shown }),
  }
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
