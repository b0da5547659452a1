import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, extname, resolve } from 'node:path'
import type { Command } from 'commander'
import { Problem } from '../../contract/errors.ts'
import type { MapMethod, MapModelCard, MapScore } from '../../contract/maps.ts'
import { writeEnvi } from '../../formats/envi-write.ts'
import {
  NO_BENCH,
  databaseOf,
  type Client,
  common,
  integer,
  runCommand,
  UsageError,
  type CommonOptions,
  type Context,
} from './context.ts'
import { readText, writeResult } from './files.ts'
import { measuredSet } from './maps-measured.ts'
import { table } from './output.ts'

interface SynthFlags extends CommonOptions {
  readonly out: string
  readonly generator: string
  readonly cubes: number
  readonly size: number
  readonly bands: number
  readonly spectra?: string
  readonly values?: string
}
interface TrainFlags extends CommonOptions {
  readonly in: string
  readonly references?: string
  readonly name?: string
  readonly method: string
  readonly folds: number
  readonly epochs?: number
  readonly widths?: string
  readonly smooth?: string
  readonly correction?: string
  readonly resume?: boolean
  readonly out?: string
  readonly overwrite?: boolean
}
interface PredictFlags extends CommonOptions {
  readonly cube: string
  readonly model?: string
  readonly method: string
  readonly out: string
  readonly overwrite?: boolean
}
interface EvaluateFlags extends CommonOptions {
  readonly in: string
  readonly references?: string
  readonly model?: string
}

/** `isochrome maps synth`, `train`, `predict` and `evaluate`. */
export function mapsCommands(program: Command): void {
  const maps = program.command('maps').description('chemical maps from hyperspectral cubes')
  common(maps.command('synth').description('synthetic cubes whose maps are known'), { seed: true })
    .requiredOption('--out <folder>', 'folder to make')
    .option('--generator <name>', 'linear or kubelka-munk', 'kubelka-munk')
    .option('--cubes <n>', 'number of cubes', integer, 40)
    .option('--size <pixels>', 'height and width', integer, 64)
    .option('--bands <n>', 'number of bands', integer, 60)
    .option('--spectra <file>', 'CSV of absorbances of measured mixtures instead of meat')
    .option('--values <file>', 'CSV id,per cent of these mixtures')
    .addHelpText(
      'after',
      '\nExample:\n  isochrome maps synth --out cubes --generator linear --cubes 12 --size 48',
    )
    .action((flags: SynthFlags) => runCommand(flags, (context) => synth(context, flags)))
  common(maps.command('train').description('learn maps from cubes and their means'), { seed: true })
    .requiredOption('--in <folder>', 'folder of ENVI cubes')
    .option('--references <file>', 'CSV cube,mean (default: references.csv in the folder)')
    .option('--name <name>', 'name of the model')
    .option('--method <name>', 'all, or pls (with the filter, without the network)', 'all')
    .option('--folds <n>', 'folds of the cross-validation', integer, 5)
    .option('--epochs <n>', 'at most so many epochs a fold (default: 250)', integer)
    .option('--widths <list>', 'channels of the levels (default: 8,16,32)')
    .option('--smooth <weight>', 'weight of the smoothness term (default: 0.004; the paper: 20)')
    .option('--correction <version>', 'correct cubes by this version of the main model first')
    .option('--resume', 'go on where an interrupted training of the same cubes stopped')
    .option('--out <file>', 'write the model to a file as well')
    .option('--overwrite', 'replace an existing file')
    .addHelpText('after', '\nExample:\n  isochrome maps train --in cubes --json')
    .action((flags: TrainFlags) => runCommand(flags, (context) => train(context, flags)))
  common(maps.command('predict').description('the map of a cube as an ENVI file of per cent'))
    .requiredOption('--cube <file>', 'header of the cube')
    .option('--model <name>', 'name or hash of a stored model, or a file (default: the newest)')
    .option(
      '--method <name>',
      'pls, pls-filter or unet (default: unet where its held-out mean is clearly better, else pls-filter)',
      'best',
    )
    .requiredOption('--out <file>', 'header to write; the numbers go beside it as .bsq')
    .option('--overwrite', 'replace existing files')
    .addHelpText('after', '\nExample:\n  isochrome maps predict --cube cubes/cube-01.hdr --out map.hdr')
    .action((flags: PredictFlags) => runCommand(flags, (context) => predict(context, flags)))
  common(maps.command('evaluate').description('a model on cubes with references'))
    .requiredOption('--in <folder>', 'folder of ENVI cubes')
    .option('--references <file>', 'CSV cube,mean (default: references.csv in the folder)')
    .option('--model <name>', 'name or hash of a stored model, or a file (default: the newest)')
    .addHelpText('after', '\nExample:\n  isochrome maps evaluate --in test-cubes --json')
    .action((flags: EvaluateFlags) => runCommand(flags, (context) => evaluate(context, flags)))
}

async function clientOf(context: Context, flags: CommonOptions): Promise<Client> {
  const { client } = await context.open({
    ...NO_BENCH,
    seed: flags.seed ?? 1,
    ...databaseOf(flags),
  })
  return client
}

async function synth(context: Context, flags: SynthFlags): Promise<void> {
  const { generator } = flags
  if (generator !== 'linear' && generator !== 'kubelka-munk')
    throw new UsageError(`--generator is linear or kubelka-munk; "${generator}" is neither.`)
  const measured = await measuredSet(flags, context.terminal.err)
  const client = await clientOf(context, flags)
  const made = await client.maps.synth({
    folder: resolve(flags.out),
    generator,
    cubes: flags.cubes,
    height: flags.size,
    width: flags.size,
    bands: flags.bands,
    seed: flags.seed ?? 1,
    ...(measured ? { measured } : {}),
  })
  context.result(made, `${String(made.cubes)} cubes with masks, true maps and references in ${flags.out}.`)
}

async function openFolder(
  client: Client,
  folder: string,
  references: string | undefined,
  context: Context,
): Promise<void> {
  const { refused } = await client.maps.open({ folder: resolve(folder) })
  for (const { file, sentence } of refused) context.terminal.err(`${file} is left out: ${sentence}`)
  if (references !== undefined)
    await client.maps.references({ name: basename(references), text: await readText(references) })
}

async function train(context: Context, flags: TrainFlags): Promise<void> {
  if (flags.method !== 'all' && flags.method !== 'pls')
    throw new UsageError(`--method is all or pls; "${flags.method}" is neither.`)
  const client = await clientOf(context, flags)
  await openFolder(client, flags.in, flags.references, context)
  const events = await client.maps.train(
    {
      network: flags.method === 'all',
      folds: flags.folds,
      seed: flags.seed ?? 1,
      resume: flags.resume === true,
      ...(flags.name === undefined ? {} : { name: flags.name }),
      ...(flags.epochs === undefined ? {} : { epochs: flags.epochs }),
      ...(flags.widths === undefined ? {} : { widths: flags.widths.split(',').map(integer) }),
      ...(flags.smooth === undefined ? {} : { smooth: Number(flags.smooth) }),
      ...(flags.correction === undefined ? {} : { correction: flags.correction }),
    },
    { signal: context.signal },
  )
  let finished: { card: MapModelCard; seconds: number } | undefined
  for await (const event of events) {
    if (event.type === 'finished') finished = event
    else {
      const words = `fold ${String(event.fold)} of ${String(event.folds)}, epoch ${String(event.epoch)}: ${event.detail}`
      context.progress.show(Math.round(1000 * event.fraction), 1000, words)
    }
  }
  context.progress.end()
  if (!finished)
    throw new Problem({
      code: 'WRONG_STATE',
      title: 'The training was stopped',
      happened: 'No model was made.',
      kept: 'The last checkpoint.',
      next: 'Go on with --resume.',
    })
  if (flags.out !== undefined) {
    const { base64 } = await client.maps.exportModel({ model: finished.card.hash })
    await writeResult(flags.out, Buffer.from(base64, 'base64'), flags.overwrite === true)
  }
  const { card, seconds } = finished
  context.result(
    { model: card.name, hash: card.hash, seconds, scores: card.scores, verdict: card.verdict },
    `${scoresText(card.scores)}\n${card.verdict}\nStored as "${card.name}".`,
  )
}

/** The name under which a model is known, after a file was taken in. */
async function modelOf(client: Client, model: string | undefined): Promise<{ model?: string }> {
  if (model === undefined) return {}
  if (!existsSync(model)) return { model }
  const card = await client.maps.importModel({ base64: (await readFile(model)).toString('base64') })
  return { model: card.hash }
}

async function predict(context: Context, flags: PredictFlags): Promise<void> {
  const client = await clientOf(context, flags)
  await openFolder(client, dirname(flags.cube), undefined, context)
  const cube = basename(flags.cube, extname(flags.cube))
  const found = await client.maps.predict(
    { cube, ...(await modelOf(client, flags.model)) },
    { signal: context.signal },
  )
  const { models } = await client.maps.state({})
  const card = models.find(({ name }) => name === found.model)
  const wanted = flags.method === 'best' ? bestOf(card?.scores ?? []) : flags.method
  const map = found.maps.find(({ method }) => method === wanted)
  if (!map)
    throw new UsageError(
      `The model has ${found.maps.map(({ method }) => method).join(', ')}; "${wanted}" is none of them.`,
    )
  const { header, bytes } = writeEnvi(
    {
      lines: map.height,
      samples: map.width,
      bands: 1,
      data: Float32Array.from(map.values),
      description: `per cent, ${map.method} of ${found.model}`,
    },
    { interleave: 'bsq', type: 'float32', ignoreValue: -9999 },
  )
  const stem = flags.out.replace(/\.hdr$/i, '')
  await writeResult(`${stem}.bsq`, bytes, flags.overwrite === true)
  await writeResult(`${stem}.hdr`, header, flags.overwrite === true)
  const { figures, method, seconds } = map
  const { variogram, ...rest } = figures
  context.result(
    {
      cube,
      model: found.model,
      method,
      seconds,
      ...rest,
      nugget: variogram.nugget,
      sill: variogram.sill,
      correlatedShare: variogram.correlatedShare,
    },
    `${method} of ${found.model}: mean ${figures.mean.toFixed(2)} %, from ${figures.lowest.toFixed(1)} to ${figures.highest.toFixed(1)} %. Written to ${stem}.hdr.`,
  )
}

/** From the simplest on: a method is taken where its held-out mean is clearly better than that of the one before. */
function bestOf(scores: readonly MapScore[]): MapMethod {
  const rmse = (method: MapMethod): number =>
    scores.find((score) => score.method === method)?.rmseMean ?? Infinity
  const simple = rmse('pls-local') < 0.91 * rmse('pls-filter') ? 'pls-local' : 'pls-filter'
  return rmse('unet') < 0.91 * rmse(simple) ? 'unet' : simple
}

async function evaluate(context: Context, flags: EvaluateFlags): Promise<void> {
  const client = await clientOf(context, flags)
  await openFolder(client, flags.in, flags.references, context)
  const { card, scores, verdict } = await client.maps.evaluate(await modelOf(client, flags.model), {
    signal: context.signal,
  })
  context.result({ model: card.name, scores, verdict }, `${scoresText(scores)}\n${verdict}`)
}

const percent = (share: number): string => (100 * share).toFixed(2)

function scoresText(scores: readonly MapScore[]): string {
  return table(
    ['method', 'cubes', 'RMSE of mean', 'correlated %', 'outside %', 'RMSE in pixel', 'edges'],
    scores.map((score) => [
      score.method,
      score.cubes,
      score.rmseMean.toFixed(3),
      percent(score.correlatedShare),
      percent(score.outsideShare),
      score.pixelRmse?.toFixed(2) ?? 'not known',
      score.edgeSharpness?.toFixed(2) ?? 'not known',
    ]),
  )
}
