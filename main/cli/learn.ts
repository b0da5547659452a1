import type { Command } from 'commander'
import { basename, resolve } from 'node:path'
import { Problem } from '../../contract/errors.ts'
import { FOLD_KINDS, type FoldKind, METHOD_NAMES, type MethodName } from '../../contract/model.ts'
import type { SpectraTable } from '../../contract/session.ts'
import { readFolds } from '../../formats/folds.ts'
import { pairTables } from '../../formats/pair-tables.ts'
import { readWhiteCsv } from '../../formats/white.ts'
import {
  NO_BENCH,
  common,
  integer,
  runCommand,
  UsageError,
  type CommonOptions,
  type Context,
} from './context.ts'
import { comparisonText } from './figures.ts'
import { readSpectra, readText } from './files.ts'
import { followTraining } from './follow.ts'

const FOLDS_BY = 'what is left out together: patch (at random), row (of the plate) or hue (block of colours)'

interface ImportFlags extends CommonOptions {
  readonly spectrometer: string
  readonly reference: string
  readonly white?: string
}
interface TrainFlags extends CommonOptions {
  readonly foldsBy: string
  readonly session?: number
  readonly method: string
  readonly promote?: boolean
}
interface CompareFlags extends ImportFlags {
  readonly foldsBy: string
  readonly folds?: string
  readonly foreignSpectrometer?: string
  readonly foreignReference?: string
  readonly repeatSpectrometer?: string
  readonly repeatReference?: string
  readonly methods?: string
  readonly axis: string
}

/** `isochrome import`, `train` and `compare`. */
export function learnCommands(program: Command): void {
  pairFiles(common(program.command('import').description('paired spectra from two files into a new session')))
    .addHelpText('after', '\nExample:\n  isochrome import --spectrometer cheap.csv --reference good.csv')
    .action((flags: ImportFlags) => runCommand(flags, (context) => importPairs(context, flags)))
  common(program.command('train').description('learn the correction from a session'), { seed: true })
    .option('--session <id>', 'session number (default: the newest)', integer)
    .option('--method <name>', 'auto, or one method by name', 'auto')
    .option('--folds-by <kind>', FOLDS_BY, 'patch')
    .option('--promote', 'make the model active if it passes acceptance')
    .addHelpText('after', '\nExample:\n  isochrome train --method auto --promote --json')
    .action((flags: TrainFlags) => runCommand(flags, (context) => train(context, flags)))
  pairFiles(
    common(
      program.command('compare').description('cross-validate all methods on two CSV files; stores nothing'),
      { seed: true },
    ),
  )
    .option('--folds <file>', 'CSV id,fold: use these folds')
    .option('--folds-by <kind>', FOLDS_BY, 'patch')
    .option('--foreign-spectrometer <file>', 'spectra that are not of the plate family')
    .option('--foreign-reference <file>', 'their reference spectra')
    .option('--repeat-spectrometer <file>', 'some of the samples read once more: shows the floor')
    .option('--repeat-reference <file>', 'the same of the reference (default: its first readings)')
    .option('--methods <names>', 'comma separated method names (default: all)')
    .option('--axis <kind>', 'nm, or index where the header has no wavelengths', 'nm')
    .addHelpText(
      'after',
      '\nExample:\n  isochrome compare --spectrometer a.csv --reference b.csv --methods none,slope-bias,ridge --json',
    )
    .action((flags: CompareFlags) => runCommand(flags, (context) => compare(context, flags)))
}

function pairFiles(command: Command): Command {
  return command
    .requiredOption(
      '--spectrometer <file>',
      'spectra of the spectrometer: CSV, CGATS, .ti3, JCAMP-DX, SPC, CxF3, ...',
    )
    .requiredOption('--reference <file>', 'spectra of the reference')
    .option('--white <file>', 'CSV with one row: dark-subtracted white counts as fractions of full scale')
}

async function importPairs(context: Context, flags: ImportFlags): Promise<void> {
  const say = context.terminal.err
  const spectrometer = await readSpectra(flags.spectrometer, say)
  const reference = await readSpectra(flags.reference, say)
  const { client } = await context.open({ ...NO_BENCH, ...db(flags) })
  const imported = await client.session.import({
    name: `${basename(flags.spectrometer)} with ${basename(flags.reference)}`,
    spectrometer,
    reference,
    ...(await white(flags, say, 'nm', spectrometer)),
  })
  say(imported.sentence)
  const { session, pairs, unmatched } = imported
  context.result({ session, pairs, unmatched }, `Session ${String(session)}: ${String(pairs)} pairs.`)
}

async function train(context: Context, flags: TrainFlags): Promise<void> {
  const methods = flags.method === 'auto' ? undefined : [methodName(flags.method)]
  const { client } = await context.open({ ...NO_BENCH, seed: flags.seed ?? 1, ...db(flags) })
  const stream = await client.model.train({
    seed: flags.seed ?? 1,
    promote: flags.promote === true,
    foldsBy: foldKind(flags.foldsBy),
    ...(flags.session !== undefined ? { session: flags.session } : {}),
    ...(methods !== undefined ? { methods } : {}),
  })
  const finished = await followTraining(context, stream)
  if (finished === undefined)
    throw new Problem({
      code: 'INTERNAL',
      title: 'The training ended early',
      happened: 'No result arrived.',
      kept: 'All readings.',
      next: 'Run it again; the log has the cause.',
    })
  const card = finished.candidate
  context.result(
    {
      model: card?.version ?? null,
      method: card?.method ?? finished.comparison.verdict.winner,
      ranking: finished.comparison.methods,
      promoted: card?.state === 'active',
      reason: card?.reason ?? finished.sentence,
    },
    [comparisonText(finished.comparison), finished.sentence].join('\n'),
  )
}

async function compare(context: Context, flags: CompareFlags): Promise<void> {
  const { axis } = flags
  if (axis !== 'nm' && axis !== 'index') throw new UsageError(`--axis is nm or index; "${axis}" is neither.`)
  const say = context.terminal.err
  const methods = flags.methods?.split(',').map(methodName)
  const folds =
    flags.folds === undefined ? undefined : readFolds(await readText(flags.folds), basename(flags.folds))
  const spectrometer = await readSpectra(flags.spectrometer, say, axis)
  const reference = await readSpectra(flags.reference, say, axis)
  say(pairTables(spectrometer, reference, axis).sentence)
  const second = async (
    name: 'foreignSpectrometer' | 'foreignReference' | 'repeatSpectrometer' | 'repeatReference',
  ): Promise<Partial<Record<typeof name, SpectraTable>>> => {
    const file = flags[name]
    return file === undefined ? {} : { [name]: await readSpectra(file, say, axis) }
  }
  if ((flags.foreignSpectrometer === undefined) !== (flags.foreignReference === undefined))
    throw new UsageError('--foreign-spectrometer and --foreign-reference belong together.')
  if (flags.repeatReference !== undefined && flags.repeatSpectrometer === undefined)
    throw new UsageError('--repeat-reference needs --repeat-spectrometer.')
  const { client } = await context.open({ ...NO_BENCH, seed: flags.seed ?? 1, memory: true })
  const stream = await client.model.compare({
    spectrometer,
    reference,
    axis,
    foldsBy: foldKind(flags.foldsBy),
    seed: flags.seed ?? 1,
    ...(await white(flags, say, axis, spectrometer)),
    ...(folds !== undefined ? { folds } : {}),
    ...(methods !== undefined ? { methods } : {}),
    ...(await second('foreignSpectrometer')),
    ...(await second('foreignReference')),
    ...(await second('repeatSpectrometer')),
    ...(await second('repeatReference')),
  })
  const finished = await followTraining(context, stream)
  if (finished === undefined)
    throw new Problem({
      code: 'INTERNAL',
      title: 'The comparison ended early',
      happened: 'No result arrived.',
      kept: '-',
      next: 'Run it again.',
    })
  context.result(finished.comparison, comparisonText(finished.comparison))
}

const db = (flags: CommonOptions): { db?: string } =>
  flags.db === undefined ? {} : { db: resolve(flags.db) }

async function white(
  flags: ImportFlags,
  say: (sentence: string) => void,
  axis: 'nm' | 'index',
  spectrometer: SpectraTable,
): Promise<{ white?: Float64Array }> {
  if (flags.white === undefined) return {}
  return {
    white: readWhiteCsv(await readText(flags.white), {
      name: basename(flags.white),
      axis,
      say,
      wavelengthNm: spectrometer.wavelengthNm,
    }),
  }
}

function foldKind(text: string): FoldKind {
  const kind = FOLD_KINDS.find((known) => known === text)
  if (kind === undefined) throw new UsageError(`--folds-by is patch, row or hue; "${text}" is none of them.`)
  return kind
}

/** @throws Problem METHOD_UNKNOWN listing the names */
export function methodName(text: string): MethodName {
  const name = METHOD_NAMES.find((known) => known === text.trim())
  if (name === undefined)
    throw new Problem({
      code: 'METHOD_UNKNOWN',
      title: `There is no method "${text.trim()}"`,
      happened: `The names are: ${METHOD_NAMES.join(', ')}.`,
      kept: '-',
      next: 'Choose one of them, or auto.',
    })
  return name
}
