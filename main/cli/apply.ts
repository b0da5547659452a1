import type { Command } from 'commander'
import { Problem } from '../../contract/errors.ts'
import type { Spot } from '../../contract/live.ts'
import type { Evaluation } from '../../contract/model.ts'
import { writeSpectraCsv } from '../../formats/csv-write.ts'
import { openBench, takeRoles, type BenchFlags } from './bench.ts'
import {
  NO_BENCH,
  databaseOf,
  common,
  integer,
  runCommand,
  type CommonOptions,
  type Context,
} from './context.ts'
import { evaluationText } from './figures.ts'
import { readSpectra, writeResult } from './files.ts'
import { followRun } from './follow.ts'

interface ReadFlags extends CommonOptions {
  readonly simulate?: boolean
  readonly corrected?: boolean
  readonly spectrometer?: string
}
interface EvaluateFlags extends CommonOptions {
  readonly model: string
  readonly spectrometer: string
  readonly reference: string
}
interface CorrectFlags extends CommonOptions {
  readonly model?: string
  readonly in: string
  readonly out: string
  readonly full?: boolean
  readonly overwrite?: boolean
}
interface RecalibrateFlags extends BenchFlags {
  readonly model?: string
  readonly patches: number
  readonly readings: number
}

/** `isochrome read`, `evaluate`, `correct` and `recalibrate`. */
export function applyCommands(program: Command): void {
  common(program.command('read').description('one reading of the spectrometer'), { seed: true })
    .option('--simulate', 'use the simulated bench')
    .option('--corrected', 'fail if no model corrects it')
    .option('--spectrometer <uri>', 'which spectrometer')
    .addHelpText('after', '\nExample:\n  isochrome read --simulate --json')
    .action((flags: ReadFlags) => runCommand(flags, (context) => read(context, flags)))
  common(program.command('evaluate').description('a stored model on new pairs'))
    .requiredOption('--model <version>', 'version name or hash')
    .requiredOption('--spectrometer <file>', 'CSV of the spectrometer')
    .requiredOption('--reference <file>', 'CSV of the reference')
    .addHelpText(
      'after',
      '\nExample:\n  isochrome evaluate --model v1 --spectrometer a.csv --reference b.csv',
    )
    .action((flags: EvaluateFlags) => runCommand(flags, (context) => evaluate(context, flags)))
  common(program.command('correct').description('correct the spectra of a CSV file'))
    .option('--model <version>', 'version name or hash (default: the active model)')
    .requiredOption('--in <file>', 'CSV of the spectrometer')
    .requiredOption('--out <file>', 'CSV to write')
    .option('--full', 'add columns for domain and the 90 % interval')
    .option('--overwrite', 'replace an existing file')
    .addHelpText(
      'after',
      '\nExample:\n  isochrome correct --model v1 --in raw.csv --out corrected.csv --full',
    )
    .action((flags: CorrectFlags) => runCommand(flags, (context) => correct(context, flags)))
  common(program.command('recalibrate').description('re-measure a few patches and update the model'), {
    seed: true,
  })
    .option('--simulate', 'use the simulated bench')
    .option('--fast', 'simulated exposure and travel cost no time')
    .option('--drift', 'let the simulated spectrometer drift first')
    .option('--model <version>', 'version name or hash (default: the active model)')
    .option('--patches <n>', 'how many patches', integer, 12)
    .option('--readings <n>', 'readings of each patch', integer, 3)
    .option('--spectrometer <uri>', 'which spectrometer')
    .option('--reference <uri>', 'which reference')
    .option('--stage <uri>', 'which stage; without one you move the probe')
    .addHelpText('after', '\nExample:\n  isochrome recalibrate --simulate --json')
    .action((flags: RecalibrateFlags) => runCommand(flags, (context) => recalibrate(context, flags)))
}

async function read(context: Context, flags: ReadFlags): Promise<void> {
  const { client } = await context.open({
    simulate: flags.simulate === true,
    fast: true,
    seed: flags.seed ?? 1,
    devices: flags.spectrometer === undefined ? [] : [flags.spectrometer],
    ...databaseOf(flags),
  })
  await takeRoles(client, flags)
  if (flags.simulate === true) {
    await client.measure.dark({})
    await client.measure.white({})
  }
  const spot = await client.measure.spot({ paired: false })
  if (flags.corrected === true && spot.corrected === undefined && spot.correctedColour === undefined)
    throw new Problem({
      code: 'MODEL_MISSING',
      title: 'No model corrects this reading',
      happened: spot.domainDetail,
      kept: `The raw reading is stored as spot ${String(spot.id)}.`,
      next: 'Train a model for this spectrometer, or leave --corrected away.',
    })
  context.result(reading(spot), readingText(spot))
}

function reading(spot: Spot): object {
  const colour = spot.correctedColour ?? spot.rawColour
  return {
    wavelengthNm: spot.wavelengthNm,
    raw: spot.reflectance,
    ...(spot.corrected !== undefined ? { corrected: spot.corrected, model: spot.model } : {}),
    // A matrix corrects the colour: raw is all there is of the spectrum.
    ...(spot.corrected === undefined && spot.correctedColour !== undefined ? { model: spot.model } : {}),
    ...(spot.correctedNm !== undefined ? { correctedNm: spot.correctedNm } : {}),
    xyz: colour.xyz,
    lab: colour.lab,
    domain: spot.domain,
  }
}

function readingText(spot: Spot): string {
  const colour = spot.correctedColour ?? spot.rawColour
  const values = colour.lab.map((value) => value.toFixed(2)).join(', ')
  const spectrum = spot.correctedColour !== undefined && spot.corrected === undefined ? ' (X, Y, Z only)' : ''
  return `${spot.model === undefined ? 'Raw' : `Corrected by ${spot.model}${spectrum}`}: L*a*b* ${values} (D65, 2 degrees); domain ${spot.domain}, ${spot.domainDetail}`
}

async function evaluate(context: Context, flags: EvaluateFlags): Promise<void> {
  const { client } = await context.open({
    ...NO_BENCH,
    readOnly: true,
    ...databaseOf(flags),
  })
  const figures = await client.model.evaluate({
    model: flags.model,
    spectrometer: await readSpectra(flags.spectrometer, context.terminal.err),
    reference: await readSpectra(flags.reference, context.terminal.err),
  })
  context.result(
    figures,
    `${evaluationText(figures)}; ${String(figures.domain.inside)} inside the domain, ${String(figures.domain.outside)} outside`,
  )
}

async function correct(context: Context, flags: CorrectFlags): Promise<void> {
  const spectra = await readSpectra(flags.in, context.terminal.err)
  const { client } = await context.open({
    ...NO_BENCH,
    readOnly: true,
    ...databaseOf(flags),
  })
  const done = await client.model.correct({
    spectra,
    ...(flags.model !== undefined ? { model: flags.model } : {}),
  })
  const extra =
    flags.full === true
      ? { domain: done.domain, ...(done.interval === null ? {} : { interval: done.interval }) }
      : {}
  await writeResult(flags.out, writeSpectraCsv(done.corrected, extra), flags.overwrite === true)
  context.result(
    { rows: done.corrected.ids.length, foreign: done.foreign },
    `${String(done.corrected.ids.length)} spectra corrected by ${done.model}, ${String(done.foreign)} outside the calibrated domain. Written to ${flags.out}.`,
  )
}

async function recalibrate(context: Context, flags: RecalibrateFlags): Promise<void> {
  const client = await openBench(context, flags)
  const { run } = await client.run.recalibrate({
    patches: flags.patches,
    readings: flags.readings,
    mode: flags.simulate === true || flags.stage !== undefined ? 'motorised' : 'hand-held',
    ...(flags.model !== undefined ? { model: flags.model } : {}),
  })
  let outcome:
    { before: Evaluation; after: Evaluation; accepted: boolean; reason: string; model: string } | undefined
  let last = 'It ended without a word.'
  await followRun(context, client, run, (event) => {
    if (event.type === 'recalibrated') outcome = event
    if (event.type === 'finished') last = event.sentence
  })
  if (outcome === undefined)
    throw new Problem({
      code: 'WRONG_STATE',
      title: 'The recalibration did not finish',
      happened: last,
      kept: 'The active model and all readings.',
      next: 'Run it again.',
    })
  // Accepted on held-out patches: from now on it corrects; the old version stays one `models rollback` away.
  if (outcome.accepted) await client.model.promote({ model: outcome.model })
  const short = (figures: Evaluation): object => ({ rmse: figures.rmse, dE00: figures.dE00 })
  context.result(
    {
      before: short(outcome.before),
      after: short(outcome.after),
      accepted: outcome.accepted,
      reason: outcome.reason,
      model: outcome.model,
    },
    `Before: ${evaluationText(outcome.before)}\nAfter:  ${evaluationText(outcome.after)}\n${outcome.reason}`,
  )
}
