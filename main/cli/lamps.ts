import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { Problem } from '../../contract/errors.ts'
import { LAMP_CLASSES, type LampLabel, type LampTrainingEvent } from '../../contract/lamps.ts'
import { type LabelledImage, readLampRecords, writeLampRecords } from '../../formats/lamp-records.ts'
import { countsOf, divided } from '../../model/lamps/dataset.ts'
import { PREPARED_HEIGHT, PREPARED_WIDTH } from '../../model/lamps/prepared.ts'
import type { LabelledPicture } from '../../model/lamps/service.ts'
import type { CommonOptions, Context } from './context.ts'
import { NO_BENCH, common, integer, runCommand, UsageError } from './context.ts'
import { writeResult } from './files.ts'
import { labelledFolder, readBytes } from './lamp-files.ts'
import { table } from './output.ts'

const PARTS = ['training', 'validation', 'test'] as const

interface RenderFlags extends CommonOptions {
  readonly out: string
  readonly count: number
  readonly harder?: boolean
}
interface DatasetFlags extends CommonOptions {
  readonly out: string
  readonly atLeast: number
}
interface TrainFlags extends CommonOptions {
  readonly out: string
  readonly dataset?: string
  readonly pictures?: number
  readonly judged: number
  readonly epochs: string
  readonly overwrite?: boolean
}

/** `isochrome lamps render`, `lamps dataset` and `lamps train`. */
export function lampCommands(program: Command): void {
  const lamps = program.command('lamps').description('pictures and classifiers of light sources')
  common(lamps.command('render').description('photographs of lamps that are computed, by class'), {
    seed: true,
  })
    .requiredOption('--out <folder>', 'new folder; one folder for each class is made in it')
    .option('--count <n>', 'pictures of each class', integer, 10)
    .option('--harder', 'wider than what the classifier is trained on')
    .addHelpText('after', '\nExample:\n  isochrome lamps render --out pictures --count 20')
    .action((flags: RenderFlags) => runCommand(flags, (context) => render(context, flags)))
  common(
    lamps
      .command('dataset <folder>')
      .description('photographs in folders named after their class, as TFRecord files'),
    { seed: true },
  )
    .requiredOption('--out <folder>', 'new folder for training, validation and test')
    .option('--at-least <n>', 'rare classes of the training part are repeated up to so many', integer, 400)
    .addHelpText('after', '\nExample:\n  isochrome lamps dataset pictures --out records')
    .action((folder: string, flags: DatasetFlags) =>
      runCommand(flags, (context) => dataset(context, folder, flags)),
    )
  common(lamps.command('train').description('trains a classifier and says how well it tells lamps'), {
    seed: true,
  })
    .requiredOption('--out <file>', 'file to write the classifier to')
    .option('--dataset <folder>', 'TFRecord files of `lamps dataset` to learn from')
    .option('--pictures <n>', 'rendered pictures to learn from (default 4000, with --dataset 0)', integer)
    .option('--judged <n>', 'rendered pictures that judge', integer, 700)
    .option('--epochs <rows,image>', 'epochs of the 1-D and of the 2-D network; 0 leaves one out', '10,0')
    .option('--overwrite', 'replace an existing file')
    .addHelpText('after', '\nExample:\n  isochrome lamps train --out mine.json --dataset records')
    .action((flags: TrainFlags) => runCommand(flags, (context) => train(context, flags)))
  for (const command of lamps.commands)
    command.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
}

const open = (context: Context) => context.open({ ...NO_BENCH, memory: true })

/** A folder that is new or empty, so that nothing is mixed and nothing replaced. @throws Problem FILE_EXISTS */
async function freshFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  if ((await readdir(folder)).length === 0) return
  throw new Problem({
    code: 'FILE_EXISTS',
    title: `${folder} is not empty`,
    happened: 'Nothing was written.',
    kept: 'Everything in it.',
    next: 'Choose a new folder.',
  })
}

async function render(context: Context, flags: RenderFlags): Promise<void> {
  if (flags.count < 1) throw new UsageError('--count is at least 1.')
  await freshFolder(flags.out)
  const { client } = await open(context)
  const total = LAMP_CLASSES.length * flags.count
  let done = 0
  for (const { label, name } of LAMP_CLASSES) {
    const folder = join(flags.out, name)
    await mkdir(folder)
    for (let i = 0; i < flags.count; i++) {
      context.signal.throwIfAborted()
      const seed = (flags.seed ?? 1) * 100_000 + i
      const picture = await client.lamps.render({ label, seed, harder: flags.harder === true })
      await writeFile(join(folder, picture.name), Buffer.from(picture.file, 'base64'), { flag: 'wx' })
      context.progress.show(++done, total, name)
    }
  }
  context.result({ out: flags.out, pictures: done }, `${String(done)} pictures written to ${flags.out}.`)
}

async function dataset(context: Context, folder: string, flags: DatasetFlags): Promise<void> {
  const pictures = await labelledFolder(folder, context.terminal.err, context.signal)
  const parts = divided(pictures, { seed: flags.seed ?? 1, atLeast: flags.atLeast })
  await freshFolder(flags.out)
  for (const part of PARTS)
    await writeFile(join(flags.out, `${part}.tfrecord`), writeLampRecords(parts[part]))
  const classes = LAMP_CLASSES.map(({ label, name, title }) => [label, name, `"${title}"`].join(','))
  await writeFile(join(flags.out, 'classes.csv'), ['label,name,title', ...classes, ''].join('\n'))
  const counts = Object.fromEntries(PARTS.map((part) => [part, countsOf(parts[part])]))
  const rows = LAMP_CLASSES.map(({ label, name }) => [
    name,
    ...PARTS.map((part) => counts[part]?.[label] ?? 0),
  ])
  context.result(
    {
      out: flags.out,
      pictures: pictures.length,
      training: parts.training.length,
      validation: parts.validation.length,
      test: parts.test.length,
      counts,
    },
    `${table(['class', ...PARTS], rows)}\nWritten to ${flags.out}.`,
  )
}

/** One part of a data set as the call takes it. @throws Problem FORMAT_BAD for pictures of another size or class */
async function part(folder: string, name: (typeof PARTS)[number]) {
  const file = join(folder, `${name}.tfrecord`)
  const images = readLampRecords(await readBytes(file), file)
  const pictures = images.map((image) => prepared(image, file))
  return {
    labels: pictures.map(({ label }) => label),
    rgb: Buffer.concat(pictures.map(({ picture }) => picture.rgb)).toString('base64'),
  }
}

function prepared({ label, picture }: LabelledImage, file: string): LabelledPicture {
  const known = LAMP_CLASSES.some((one) => one.label === label)
  if (known && picture.width === PREPARED_WIDTH && picture.height === PREPARED_HEIGHT)
    return { label: label satisfies LampLabel, picture }
  throw new Problem({
    code: 'FORMAT_BAD',
    title: `${file} cannot be used`,
    happened: `It holds a picture of ${String(picture.width)} x ${String(picture.height)} pixels with label ${String(label)}.`,
    kept: 'Nothing was trained.',
    next: `Labels are 0 to ${String(LAMP_CLASSES.length - 1)}, pictures ${String(PREPARED_WIDTH)} x ${String(PREPARED_HEIGHT)}.`,
  })
}

async function train(context: Context, flags: TrainFlags): Promise<void> {
  const [rows = NaN, image = NaN] = flags.epochs.split(',').map(Number)
  if (![rows, image].every((n) => Number.isInteger(n) && n >= 0) || rows + image === 0)
    throw new UsageError(`--epochs takes two whole numbers, not both 0; "${flags.epochs}" is none.`)
  const own =
    flags.dataset === undefined
      ? undefined
      : {
          training: await part(flags.dataset, 'training'),
          validation: await part(flags.dataset, 'validation'),
        }
  const { client } = await open(context)
  let end: Extract<LampTrainingEvent, { type: 'finished' }> | undefined
  const stream = await client.lamps.train(
    {
      seed: flags.seed ?? 1,
      pictures: flags.pictures ?? (own ? 0 : 4000),
      judged: flags.judged,
      epochs: { rows, image },
      ...(own ? { own } : {}),
    },
    { signal: context.signal },
  )
  for await (const event of stream) {
    if (event.type === 'finished') end = event
    else context.progress.show(Math.round(event.share * 100), 100, event.text)
  }
  context.progress.end()
  context.signal.throwIfAborted()
  if (!end) throw new Error('the training ended without a result')
  await writeResult(flags.out, end.model, flags.overwrite === true)
  const percent = (share: number | null | undefined): string => ((share ?? 0) * 100).toFixed(1)
  const text = Object.entries(end.figures).map(([name, figures]) => [
    name,
    percent(figures.accuracy),
    ...LAMP_CLASSES.map(({ label }) => percent(figures.perClass[label])),
  ])
  context.result(
    { out: flags.out, figures: end.figures, seconds: end.seconds },
    `${table(['set', 'all %', ...LAMP_CLASSES.map(({ name }) => name)], text)}\nWritten to ${flags.out} after ${end.seconds.toFixed(0)} s.`,
  )
}
