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
import { contentOf, writeResult } from './files.ts'

interface ReportFlags extends CommonOptions {
  readonly model?: string
  readonly session?: number
  readonly verification?: number
  readonly pdf?: boolean
  readonly out?: string
  readonly overwrite?: boolean
}

/** `isochrome report`. */
export function reportCommand(program: Command): void {
  common(
    program
      .command('report [kind]')
      .description('certificate of a model, report of a session or verification'),
  )
    .option('--model <version>', 'certificate of this model (default: the active one)')
    .option('--session <id>', 'report of this session (default: the one worked with last)', integer)
    .option('--verification <id>', 'report of this verification (default: the newest)', integer)
    .option('--pdf', 'as PDF, by an installed Chromium or Chrome; without it HTML')
    .option('--out <file>', 'file to write (default: a name of its own in this folder)')
    .option('--overwrite', 'replace an existing file')
    .addHelpText(
      'after',
      '\nExample:\n  isochrome report certificate --model v1 --pdf --out certificate.pdf\n  isochrome report session --session 3',
    )
    .action((kind: string | undefined, flags: ReportFlags) =>
      runCommand(flags, (context) => report(context, kind, flags)),
    )
}

async function report(context: Context, kind: string | undefined, flags: ReportFlags): Promise<void> {
  const { verification, session } = flags
  const what =
    kind ?? (verification !== undefined ? 'verification' : session === undefined ? 'certificate' : 'session')
  if (what !== 'certificate' && what !== 'session' && what !== 'verification')
    throw new UsageError(`report is of a certificate, a session or a verification; "${what}" is neither.`)
  const { client } = await context.open({
    ...NO_BENCH,
    readOnly: true,
    ...databaseOf(flags),
  })
  const file = await client.report.make({
    kind: what,
    format: flags.pdf === true ? 'pdf' : 'html',
    ...(flags.model !== undefined ? { model: flags.model } : {}),
    ...(session !== undefined ? { session } : {}),
    ...(verification !== undefined ? { verification } : {}),
  })
  const out = flags.out ?? file.name
  await writeResult(out, contentOf(file), flags.overwrite === true)
  context.result({ out, kind: what, format: flags.pdf === true ? 'pdf' : 'html' }, `Written to ${out}.`)
}
