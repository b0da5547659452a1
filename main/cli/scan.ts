import type { Command } from 'commander'
import { Problem } from '../../contract/errors.ts'
import { PlateSchema } from '../../contract/plate.ts'
import { basename } from 'node:path'
import { namedDevices, takeRoles, type InstrumentFlags } from './bench.ts'
import {
  databaseOf,
  common,
  integer,
  runCommand,
  type Client,
  type CommonOptions,
  type Context,
} from './context.ts'
import { readText } from './files.ts'
import { followRun } from './follow.ts'

interface ScanFlags extends CommonOptions, InstrumentFlags {
  readonly simulate?: boolean
  readonly fast?: boolean
  readonly plate?: string
  readonly patches?: number
  readonly controlEvery?: number
  readonly resume?: boolean
  readonly faults?: string
}

/** `isochrome scan`: reads every patch of a plate with both instruments. */
export function scanCommand(program: Command): void {
  common(program.command('scan').description('read a plate patch by patch with both instruments'), {
    seed: true,
  })
    .option('--simulate', 'use the simulated bench (motorised stage, automatic references)')
    .option('--fast', 'simulated exposure and travel cost no time')
    .option(
      '--plate <file>',
      'builtin, the name of a stored plate, or a file (CSV, .ti2, .ti3, .cie)',
      'builtin',
    )
    .option('--spectrometer <uri>', 'spectrometer, for example ocean-hdx@tcp:192.168.1.5:57357')
    .option('--reference <uri>', 'reference, for example jeti-1211@serial:/dev/ttyUSB0')
    .option('--stage <uri>', 'stage, for example grbl@serial:/dev/ttyACM0; without one you move the probe')
    .option('--patches <n>', 'only the first n patches', integer)
    .option('--control-every <n>', 'read a control patch again after every n pairs; 0 = never', integer, 11)
    .option('--resume', 'go on with the newest session at its first patch without a committed pair')
    .option('--faults <spec>', 'faults of the simulated instruments, for example late:0.01,unplugged@200')
    .addHelpText('after', '\nExample:\n  isochrome scan --simulate --fast --patches 60 --json')
    .action((flags: ScanFlags) => runCommand(flags, (context) => scan(context, flags)))
}

async function scan(context: Context, flags: ScanFlags): Promise<void> {
  const plateFile = flags.plate === undefined || flags.plate === 'builtin' ? undefined : flags.plate
  const text =
    plateFile !== undefined && /\.[a-z0-9]+$/i.test(plateFile) ? await readText(plateFile) : undefined
  const { client } = await context.open({
    simulate: flags.simulate === true,
    fast: flags.fast === true,
    seed: flags.seed ?? 1,
    ...databaseOf(flags),
    ...(flags.faults !== undefined ? { faults: flags.faults } : {}),
    ...(text !== undefined && plateFile !== undefined
      ? { plate: { fileName: basename(plateFile), text } }
      : {}),
    devices: namedDevices(flags),
  })
  await takeRoles(client, flags)
  const plate =
    text !== undefined && plateFile !== undefined
      ? PlateSchema.parse(await client.plate.import({ fileName: basename(plateFile), text })).name
      : (plateFile ?? 'builtin')
  const session = flags.resume === true ? await newestSession(client) : undefined
  const started = performance.now()
  const { run, session: id } = await client.run.scan({
    plate,
    mode: flags.simulate === true || flags.stage !== undefined ? 'motorised' : 'hand-held',
    ...(session !== undefined ? { session } : {}),
    ...(flags.patches !== undefined ? { patches: flags.patches } : {}),
    ...(flags.controlEvery !== undefined ? { controlEvery: flags.controlEvery } : {}),
  })
  const count = { patches: 0, pairs: 0, controls: 0, refused: 0, retried: 0 }
  const refusedPatches = new Set<string>()
  let outcome = { outcome: 'failed', sentence: 'The scan ended without a word.' }
  await followRun(context, client, run, (event) => {
    if (event.type === 'started') count.patches = event.total
    if (event.type === 'patch') count.pairs = event.paired
    if (event.type === 'control') count.controls++
    if (event.type === 'refused') {
      count.refused++
      if (refusedPatches.has(event.patch)) count.retried++
      refusedPatches.add(event.patch)
    }
    if (event.type === 'finished') outcome = event
    if (event.type === 'finished' && event.summary['retried'] !== undefined)
      count.retried = event.summary['retried']
    if (event.type === 'finished' && event.summary['pairs'] !== undefined)
      count.pairs = event.summary['pairs']
  })
  const seconds = (performance.now() - started) / 1000
  context.result(
    { session: id, ...count, seconds },
    `Session ${String(id)}: ${String(count.pairs)} of ${String(count.patches)} patches paired, ${String(count.refused)} refused, ${String(count.controls)} control readings, ${seconds.toFixed(1)} s. ${outcome.sentence}`,
  )
  if (outcome.outcome !== 'done')
    throw new Problem({
      code: 'WRONG_STATE',
      title: 'The scan did not finish',
      happened: outcome.sentence,
      kept: `${String(count.pairs)} pairs.`,
      next: 'isochrome scan --resume goes on at the first patch without a pair.',
    })
}

async function newestSession(client: Client): Promise<number> {
  const { sessions } = await client.session.list({})
  const newest = sessions.find((session) => session.plate !== null)
  if (newest === undefined)
    throw new Problem({
      code: 'NOT_FOUND',
      title: 'Nothing to resume',
      happened: 'No session with a plate is stored.',
      kept: '-',
      next: 'Start a scan without --resume.',
    })
  return newest.id
}
