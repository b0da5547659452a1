import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import type { RamanCard, RamanEvent } from '../../contract/raman.ts'
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

interface TrainFlags extends CommonOptions {
  readonly folder?: string
  readonly name?: string
  readonly mixtures?: boolean
  readonly laser?: number
  readonly bands: number
  readonly epochs: number
  readonly convolutions: number
  readonly filters: number
  readonly width: number
  readonly poolings: number
}
interface ClassifyFlags extends CommonOptions {
  readonly model?: string
  readonly laser?: number
}
interface ExportFlags extends CommonOptions {
  readonly out: string
  readonly overwrite?: boolean
}

/** A number of nm from the command line; anything else is wrong usage. */
function nanometres(text: string): number {
  const value = Number(text)
  if (!(value >= 200 && value <= 2000))
    throw new UsageError(`"${text}" is not a laser line in nm, 200 to 2000.`)
  return value
}

/** `isochrome raman train|classify|list|export|import`. */
export function ramanCommand(program: Command): void {
  const raman = program
    .command('raman')
    .description('Raman spectra: train a classifier on a folder of CSV files, ask it')
    .addHelpText('after', '\nExample:\n  isochrome raman train && isochrome raman classify unknown.csv')
  common(raman.command('train').description('train on a folder, or on made substances'), { seed: true })
    .option(
      '--folder <path>',
      'CSV files: one subfolder for each class, or one file (default: made substances)',
    )
    .option('--name <words>', 'what to call where it learned from')
    .option('--mixtures', 'learn to name up to three components of a mixture')
    .option('--laser <nm>', 'laser line, for files whose axis is in nm', nanometres)
    .option('--bands <n>', 'bands of the common axis', integer, 1024)
    .option('--epochs <n>', 'epochs at most', integer, 60)
    .option('--convolutions <n>', 'convolutions, each with a pooling', integer, 1)
    .option('--filters <n>', 'filters of each', integer, 16)
    .option('--width <n>', 'bands that a filter sees, odd', integer, 9)
    .option('--poolings <n>', 'halvings behind each convolution', integer, 2)
    .addHelpText('after', '\nExample:\n  isochrome raman train --folder spectra --mixtures --json')
    .action((flags: TrainFlags) => runCommand(flags, (context) => train(context, flags)))
  common(raman.command('classify <files...>').description('what the spectra in CSV files are'))
    .option('--model <version>', 'version name or hash (default: the newest)')
    .option('--laser <nm>', 'laser line, for files whose axis is in nm', nanometres)
    .addHelpText('after', '\nExample:\n  isochrome raman classify unknown.csv --json')
    .action((files: string[], flags: ClassifyFlags) =>
      runCommand(flags, (context) => classify(context, files, flags)),
    )
  common(raman.command('list').description('the classifiers that are kept'))
    .addHelpText('after', '\nExample:\n  isochrome raman list')
    .action((flags: CommonOptions) => runCommand(flags, (context) => list(context, flags)))
  common(raman.command('export <model>').description('a classifier as a file for another computer'))
    .requiredOption('--out <file>', 'file to write')
    .option('--overwrite', 'replace an existing file')
    .addHelpText('after', '\nExample:\n  isochrome raman export r1 --out r1.json')
    .action((model: string, flags: ExportFlags) =>
      runCommand(flags, (context) => exportModel(context, model, flags)),
    )
  common(raman.command('import <file>').description('keep an exported classifier'))
    .addHelpText('after', '\nExample:\n  isochrome raman import r1.json')
    .action((file: string, flags: CommonOptions) =>
      runCommand(flags, (context) => importModel(context, file, flags)),
    )
}

const cardText = (card: RamanCard): string => {
  const { right, of, on } = card.accuracy
  const judged = on === 'measured' ? 'measured spectra held out' : 'made variations'
  return `${card.version}: ${String(card.classes.length)} classes of ${card.source}, ${String(right)} of ${String(of)} ${judged} right, ${String(card.epochs)} epochs`
}

async function train(context: Context, flags: TrainFlags): Promise<void> {
  const { folder, name, laser, bands, epochs, convolutions, filters, width, poolings } = flags
  if (width % 2 === 0) throw new UsageError('--width must be odd.')
  const { client } = await context.open({ ...NO_BENCH, ...databaseOf(flags) })
  const stream = await client.raman.train({
    task: flags.mixtures === true ? 'mixtures' : 'one',
    size: { convolutions, filters, width, poolings },
    bands,
    epochs,
    seed: flags.seed ?? 1,
    ...(folder === undefined ? {} : { folder: resolve(folder) }),
    ...(name === undefined ? {} : { name }),
    ...(laser === undefined ? {} : { laserNm: laser }),
  })
  const card = await followed(context, stream)
  context.signal.throwIfAborted()
  if (card) context.result(card, cardText(card))
}

async function followed(
  context: Context,
  stream: AsyncIterator<RamanEvent> & AsyncIterable<RamanEvent>,
): Promise<RamanCard | undefined> {
  const stop = (): void => {
    void stream.return?.()
  }
  context.signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const event of stream) {
      if (event.type === 'said') context.terminal.err(event.sentence)
      if (event.type === 'epoch')
        context.progress.show(
          event.epoch,
          event.epochs,
          `epochs, ${String(event.right)} of ${String(event.of)} right, loss ${event.loss.toFixed(4)}`,
        )
      if (event.type === 'finished') return event.card
    }
  } finally {
    context.progress.end()
    context.signal.removeEventListener('abort', stop)
  }
  return undefined
}

async function classify(context: Context, files: readonly string[], flags: ClassifyFlags): Promise<void> {
  const read = await Promise.all(
    files.map(async (file) => ({ path: basename(file), text: await readText(file) })),
  )
  const { client } = await context.open({ ...NO_BENCH, readOnly: true, ...databaseOf(flags) })
  const { model, answers } = await client.raman.classify({
    files: read,
    ...(flags.model === undefined ? {} : { model: flags.model }),
    ...(flags.laser === undefined ? {} : { laserNm: flags.laser }),
  })
  const rows = answers.map(({ name, said }) => [name, said])
  context.result({ model: model.version, classes: model.classes, answers }, table(['file', 'is'], rows))
}

async function list(context: Context, flags: CommonOptions): Promise<void> {
  const { client } = await context.open({ ...NO_BENCH, readOnly: true, ...databaseOf(flags) })
  const { models } = await client.raman.list({})
  context.result(
    { models },
    models.length === 0 ? 'No Raman classifier yet: isochrome raman train.' : models.map(cardText).join('\n'),
  )
}

async function exportModel(context: Context, model: string, flags: ExportFlags): Promise<void> {
  const { client } = await context.open({ ...NO_BENCH, readOnly: true, ...databaseOf(flags) })
  const { text } = await client.raman.export({ model })
  await writeResult(flags.out, text, flags.overwrite === true)
  context.result({ file: flags.out, model }, `${model} written to ${flags.out}.`)
}

async function importModel(context: Context, file: string, flags: CommonOptions): Promise<void> {
  const text = await readText(file)
  const { client } = await context.open({ ...NO_BENCH, ...databaseOf(flags) })
  const card = await client.raman.import({ text })
  context.result(card, `Kept as ${cardText(card)}`)
}
