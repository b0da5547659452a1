import type { Command } from 'commander'
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
import { evaluationText, milli } from './figures.ts'
import { readText, writeResult } from './files.ts'
import { table } from './output.ts'

interface ModelFlags extends CommonOptions {
  readonly out?: string
  readonly format: string
  readonly overwrite?: boolean
}

interface ReplayFlags extends CommonOptions {
  readonly session?: number
}

/** `isochrome models`, `sessions` and `replay`. */
export function storedCommands(program: Command): void {
  common(
    program
      .command('models [action] [name]')
      .description('list, show NAME, rollback, export NAME --out F, import FILE'),
  )
    .option('--out <file>', 'file to write (export)')
    .option(
      '--format <name>',
      'bundle, csv: the matrix of an affine model, ccmx: one for X, Y, Z (export)',
      'bundle',
    )
    .option('--overwrite', 'replace an existing file')
    .addHelpText('after', '\nExample:\n  isochrome models show v1')
    .action((action: string | undefined, name: string | undefined, flags: ModelFlags) =>
      runCommand(flags, (context) => models(context, action ?? 'list', name, flags)),
    )
  common(program.command('sessions').description('list the sessions'))
    .addHelpText('after', '\nExample:\n  isochrome sessions --json')
    .action((flags: CommonOptions) => runCommand(flags, (context) => sessions(context, flags)))
  common(
    program
      .command('replay')
      .description('work a session out again from its stored counts and compare; stores nothing'),
  )
    .option('--session <id>', 'session number (default: the newest)', integer)
    .addHelpText('after', '\nExample:\n  isochrome replay --session 3 --json')
    .action((flags: ReplayFlags) => runCommand(flags, (context) => replay(context, flags)))
}

async function models(
  context: Context,
  action: string,
  name: string | undefined,
  flags: ModelFlags,
): Promise<void> {
  const writes = action === 'rollback' || action === 'import'
  const { client } = await context.open({
    ...NO_BENCH,
    readOnly: !writes,
    ...databaseOf(flags),
  })
  if (action === 'list') {
    const cards = (await client.model.list({})).models
    const rows = cards.map(
      ({ version, hash, method, state, instrument, trainedOn, plate, foreign, created }) => ({
        name: version,
        hash,
        method,
        state,
        instrument,
        trainedOn,
        plate: { rmse: plate.rmse, dE00: plate.dE00 },
        foreign,
        created,
      }),
    )
    context.result(
      { models: rows },
      rows.length === 0
        ? 'No model yet. Scan a plate, then: isochrome train'
        : table(
            ['model', 'method', 'state', 'instrument', 'pairs', 'RMSE x10^-3', 'created'],
            rows.map((row) => [
              row.name,
              row.method,
              row.state,
              row.instrument,
              row.trainedOn,
              row.trainedOn === 0 ? 'not measured' : milli(row.plate.rmse),
              row.created,
            ]),
          ),
    )
  } else if (action === 'show') {
    const card = await client.model.show({ model: needed(name, 'show') })
    const checks = card.acceptance.map((check) => [check.state, check.name, check.evidence])
    context.result(
      card,
      `${card.version} ${card.method} (${card.state}), ${card.hash.slice(0, 12)}, for ${card.instrument}\n${card.trainedOn === 0 ? 'Not measured here.' : evaluationText(card.plate)}\n${table(['', 'acceptance', 'evidence'], checks)}\n${card.reason}`,
    )
  } else if (action === 'rollback') {
    const card = await client.model.rollback({})
    context.result(card, `${card.version} is active again.`)
  } else if (action === 'export') {
    const file = await client.model.export({
      model: needed(name, 'export'),
      format: modelFormat(flags.format),
    })
    const out = flags.out ?? file.name
    await writeResult(out, file.text, flags.overwrite === true)
    context.result({ out }, `Written to ${out}.`)
  } else if (action === 'import') {
    const card = await client.model.import({ text: await readText(needed(name, 'import')) })
    context.result(card, `${card.version} imported; it is ${card.state}.`)
  } else throw new UsageError(`"${action}" is not list, show, rollback, export or import.`)
}

function modelFormat(format: string): 'bundle' | 'csv' | 'ccmx' {
  if (format === 'bundle' || format === 'csv' || format === 'ccmx') return format
  throw new UsageError(`--format is bundle, csv or ccmx; "${format}" is none of them.`)
}

function needed(name: string | undefined, action: string): string {
  if (name === undefined) throw new UsageError(`models ${action} needs a name.`)
  return name
}

async function sessions(context: Context, flags: CommonOptions): Promise<void> {
  const { client } = await context.open({
    ...NO_BENCH,
    readOnly: true,
    ...databaseOf(flags),
  })
  const rows = (await client.session.list({})).sessions.map(
    ({ id, name, started, instruments, plate, pairs, model }) => ({
      id,
      name,
      started,
      instruments,
      plate,
      pairs,
      model,
    }),
  )
  context.result(
    { sessions: rows },
    rows.length === 0
      ? 'No session yet.'
      : table(
          ['id', 'name', 'started', 'pairs', 'plate', 'model'],
          rows.map((row) => [row.id, row.name, row.started, row.pairs, row.plate ?? '-', row.model ?? '-']),
        ),
  )
}

/** Exit code 1 where something is not what it was. */
async function replay(context: Context, flags: ReplayFlags): Promise<void> {
  const { client } = await context.open({ ...NO_BENCH, readOnly: true, ...databaseOf(flags) })
  const session = flags.session ?? (await client.session.list({})).sessions[0]?.id
  if (session === undefined) {
    context.result({ session: null }, 'No session yet.')
    return
  }
  for await (const event of await client.session.replay({ session })) {
    context.signal.throwIfAborted()
    if (event.type === 'step') context.progress.show(event.done, event.total, event.detail)
    else {
      context.progress.end()
      const { sentence, models, pairs, identical } = event.replay
      const changes = pairs.changes.map(
        ({ patch, at, then, now }) => `${patch}, ${at}: dE00 ${then.toFixed(4)} then, ${now.toFixed(4)} now`,
      )
      const learned = models.map(({ version, method, sentence: said }) => `${version} (${method}): ${said}`)
      context.result(event.replay, [sentence, ...changes, ...learned].join('\n'))
      if (!identical) process.exitCode = 1
    }
  }
}
