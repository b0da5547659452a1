import { InvalidArgumentError, type Command } from 'commander'
import { Problem } from '../../contract/errors.ts'
import type { Verification } from '../../contract/verify.ts'
import { openBench, type BenchFlags } from './bench.ts'
import { UsageError, common, integer, runCommand, type Client, type Context } from './context.ts'
import { contentOf, writeResult } from './files.ts'
import { followRun } from './follow.ts'
import { parseLimits } from './limits-text.ts'
import { askedOfStored, storedVerifications, type StoredFlags } from './verify-stored.ts'
import { verificationText } from './verify-text.ts'

interface VerifyFlags extends BenchFlags, StoredFlags {
  readonly model?: string
  readonly patches: number
  readonly only?: string[]
  readonly readings: number
  readonly standard?: string
  readonly limits?: ReturnType<typeof parseLimits>
  readonly note?: string
  readonly report?: string
  readonly overwrite?: boolean
}

/** `isochrome verify`: check patches against a tolerance, and what is stored of earlier ones. */
export function verifyCommand(program: Command): void {
  common(
    program.command('verify').description('read check patches and judge the model against a tolerance'),
    {
      seed: true,
    },
  )
    .option('--simulate', 'use the simulated bench')
    .option('--fast', 'simulated exposure and travel cost no time')
    .option('--drift', 'let the simulated spectrometer drift first')
    .option('--model <version>', 'version name or hash (default: the active model)')
    .option('--patches <n>', 'how many of the check patches of the model', integer, 12)
    .option('--only <ids>', 'these patches instead, for example A01,C04,F11,H02', patchNames)
    .option('--readings <n>', 'readings of each patch', integer, 2)
    .option('--standard <name>', 'name of the standard or agreement, kept with the result')
    .option('--limits <list>', 'mean, p95, max (of dE00), rmse, gfc: mean=0.5,p95=1,max=1.5', parseLimits)
    .option('--note <text>', 'a note of the operator')
    .option('--report <file>', 'write a report: .html or .pdf')
    .option('--overwrite', 'replace an existing report')
    .option('--spectrometer <uri>', 'which spectrometer')
    .option('--reference <uri>', 'which reference')
    .option('--stage <uri>', 'which stage; without one you move the probe')
    .option('--list', 'list the verifications that are stored, nothing is read')
    .option('--due', 'list what is due; exit code 1 where something is')
    .option('--instrument <serial>', 'whose list, or whose tolerance and reminder')
    .option('--every <rule>', 'set a reminder: 30d, 10s (sessions), 30d,10s or off; nothing is read')
    .option('--keep', 'keep --standard and --limits as the tolerance of --instrument; nothing is read')
    .addHelpText(
      'after',
      '\nExit code 0 passed, 1 failed, refused or due.\nExample:\n  isochrome verify --simulate --fast --standard "House tolerance" --limits mean=0.5,max=1.5\n  isochrome verify --due',
    )
    .action((flags: VerifyFlags) =>
      runCommand(flags, (context) =>
        askedOfStored(flags) ? storedVerifications(context, flags) : verify(context, flags),
      ),
    )
}

/** Names of patches, as typed. */
function patchNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.some((name) => name === ''))
    throw new InvalidArgumentError('Names of patches are separated by single commas.')
  return names
}

async function verify(context: Context, flags: VerifyFlags): Promise<void> {
  if (flags.standard !== undefined && flags.limits === undefined)
    throw new UsageError('--standard needs --limits: this program does not know what a standard asks for.')
  const client = await openBench(context, flags)
  const verification = await verified(context, client, flags)
  if (flags.report !== undefined) await writeReport(client, verification, flags.report, flags.overwrite)
  context.result(verification, verificationText(verification))
  if (!verification.passed) process.exitCode = 1
}

async function verified(context: Context, client: Client, flags: VerifyFlags): Promise<Verification> {
  const { run } = await client.verify.start({
    patches: flags.patches,
    readings: flags.readings,
    mode: flags.simulate === true || flags.stage !== undefined ? 'motorised' : 'hand-held',
    ...(flags.only === undefined ? {} : { only: flags.only }),
    ...(flags.model === undefined ? {} : { model: flags.model }),
    ...(flags.note === undefined ? {} : { note: flags.note }),
    ...(flags.limits === undefined
      ? {}
      : { tolerance: { standard: flags.standard ?? 'Own limits', limits: flags.limits } }),
  })
  let verification: Verification | undefined
  let last = 'It ended without a word.'
  await followRun(context, client, run, (event) => {
    if (event.type === 'verified') verification = event.verification
    if (event.type === 'finished') last = event.sentence
  })
  if (verification !== undefined) return verification
  throw new Problem({
    code: 'WRONG_STATE',
    title: 'The verification did not finish',
    happened: last,
    kept: 'All readings.',
    next: 'Run it again.',
  })
}

async function writeReport(
  client: Client,
  { id }: Verification,
  out: string,
  overwrite: boolean | undefined,
): Promise<void> {
  const format = out.toLowerCase().endsWith('.pdf') ? 'pdf' : 'html'
  const file = await client.report.make({ kind: 'verification', verification: id, format })
  await writeResult(out, contentOf(file), overwrite === true)
}
