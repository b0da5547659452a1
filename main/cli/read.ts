import type { Command } from 'commander'
import { Problem } from '../../contract/errors.ts'
import type { LiveFrame, Spot } from '../../contract/live.ts'
import { formatMs } from '../../spectra/exposure.ts'
import { takeRoles } from './bench.ts'
import { common, databaseOf, runCommand, UsageError } from './context.ts'
import type { Client, CommonOptions, Context } from './context.ts'
import { askAtTerminal, followRun } from './follow.ts'
import { problemOf } from './output.ts'
import { readReference, requireAlone } from './read-reference.ts'

interface ReadFlags extends CommonOptions {
  readonly simulate?: boolean
  readonly corrected?: boolean
  readonly counts?: boolean
  readonly references?: boolean
  readonly spectrometer?: string
  readonly reference?: string
}

const NAME_ONE = 'Plug one in, name it with --spectrometer, or add --simulate.'

/** `isochrome read`: one reading. */
export function readCommand(program: Command): void {
  common(program.command('read').description('one reading of the spectrometer, or of a reference alone'), {
    seed: true,
  })
    .option('--simulate', 'use the simulated bench')
    .option('--corrected', 'fail if no model corrects it')
    .option('--references', 'take dark and white first; asks at the terminal for the probe to be placed')
    .option('--counts', 'only what the detector counts: needs neither dark nor white, stores nothing')
    .option('--spectrometer <uri>', 'which spectrometer')
    .option('--reference <uri>', 'this reference alone instead: its spectrum or X, Y, Z; stores nothing')
    .addHelpText(
      'after',
      '\nExample:\n  isochrome read --simulate --json\n  isochrome read --spectrometer ocean-usb2000@usb:2457:1002 --counts\n  isochrome read --reference klein-k10@serial:/dev/ttyUSB0',
    )
    .action((flags: ReadFlags) => runCommand(flags, (context) => read(context, flags)))
}

async function read(context: Context, flags: ReadFlags): Promise<void> {
  const { corrected, counts, references, spectrometer, reference } = flags
  if (reference !== undefined) {
    requireAlone({ corrected, counts, references, spectrometer })
    await readReference(context, { ...flags, reference })
    return
  }
  if (flags.counts === true && (flags.corrected === true || flags.references === true))
    throw new UsageError(
      '--counts are neither corrected nor divided by a white: leave the other option away.',
    )
  const { client } = await context.open({
    simulate: flags.simulate === true,
    fast: true,
    seed: flags.seed ?? 1,
    devices: flags.spectrometer === undefined ? [] : [flags.spectrometer],
    ...(flags.counts === true ? { memory: true } : databaseOf(flags)),
  })
  await takeRoles(client, flags)
  if (flags.counts === true) {
    const frame = await firstFrame(context, client)
    context.result(countsOf(frame), countsText(frame))
    return
  }
  if (flags.simulate === true) {
    await client.measure.dark({})
    await client.measure.white({})
  } else if (flags.references === true) await takeReferences(context, client)
  const spot = await client.measure.spot({ paired: false }).catch((error: unknown) => {
    throw byOption(error)
  })
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

/** What is missing is given by an option here, not by a key. */
function byOption(error: unknown): unknown {
  const problem = problemOf(error)
  if (problem.code === 'NO_DEVICE') return new Problem({ ...problem, next: NAME_ONE })
  if (problem.code !== 'WHITE_MISSING' && problem.code !== 'DARK_MISSING') return error
  return new Problem({
    ...problem,
    next: 'Add --references to take both now, or --counts for the counts alone.',
  })
}

/** The white of the spectrometer with the dark it needs; who has to place the probe is asked. */
async function takeReferences(context: Context, client: Client): Promise<void> {
  await client.bench.devices({})
  const answer = await askAtTerminal(context, {
    text: 'Place the probe on the white tile.',
    answers: ['measure', 'stop'],
  })
  if (answer === 'stop')
    throw new Problem({
      code: 'WRONG_STATE',
      title: 'No white was taken',
      happened: 'Nobody has said that the probe is on the white tile.',
      kept: 'The references as they were.',
      next: 'Run it in a terminal, or use --counts.',
    })
  const taken = new AbortController()
  const white = client.measure.white({}).finally(() => taken.abort())
  const states = await client.bench.watch({}, { signal: AbortSignal.any([taken.signal, context.signal]) })
  const follow = async (): Promise<void> => {
    for await (const { run } of states) {
      if (run?.kind !== 'references') continue
      await followRun(context, client, run.id, () => undefined)
      return
    }
  }
  // What it says when it ends early is said by the white.
  await Promise.all([white, follow().catch(() => undefined)])
}

/** What the detector counts now. @throws Problem NO_DEVICE, or of the instrument */
async function firstFrame(context: Context, client: Client): Promise<LiveFrame> {
  const { devices } = await client.bench.devices({})
  const spectrometer = devices.find(({ role }) => role === 'spectrometer')
  if (spectrometer === undefined || spectrometer.problem !== undefined)
    throw new Problem(
      spectrometer?.problem ?? {
        code: 'NO_DEVICE',
        title: 'No spectrometer yet',
        happened: 'No spectrometer was found.',
        kept: 'Nothing was changed.',
        next: NAME_ONE,
      },
    )
  const limit = AbortSignal.any([context.signal, AbortSignal.timeout(FRAME_MS)])
  try {
    for await (const frame of await client.live.watch({}, { signal: limit })) return frame
  } catch (error) {
    if (context.signal.aborted || !limit.aborted) throw error
  }
  throw new Problem({
    code: 'DEVICE_TIMEOUT',
    title: 'No frame came',
    happened: `The ${spectrometer.model} sent no frame within ${FRAME_MS / 1000} s.`,
    kept: 'Nothing was changed.',
    next: 'Look at it with isochrome devices, or unplug it and plug it in again.',
  })
}

/** Longer than the longest exposure that is of use. */
const FRAME_MS = 60_000

const countsOf = ({ pixelNm, counts, maxCounts, integrationMs, scans }: LiveFrame): object => ({
  wavelengthNm: pixelNm,
  counts,
  maxCounts,
  integrationMs,
  scans,
})

function countsText({ pixelNm, counts, maxCounts, integrationMs, scans }: LiveFrame): string {
  const most = counts.reduce((a, b) => Math.max(a, b), 0)
  const at = pixelNm[counts.indexOf(most)] ?? 0
  return `${String(counts.length)} pixels, ${formatMs(integrationMs)} x ${String(scans)}: at most ${most.toFixed(0)} of ${String(maxCounts)} counts, at ${at.toFixed(1)} nm (--json has all of them)`
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
