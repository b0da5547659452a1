import type { Command } from 'commander'
import { Problem } from '../../contract/errors.ts'
import type { Evaluation } from '../../contract/model.ts'
import { writeSpectraCsv } from '../../formats/csv-write.ts'
import { openBench, type BenchFlags } from './bench.ts'
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

/** `isochrome evaluate`, `correct` and `recalibrate`. */
export function applyCommands(program: Command): void {
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
