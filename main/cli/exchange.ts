import type { Command } from 'commander'
import { basename } from 'node:path'
import { ExportFormatSchema, type ExportStyle } from '../../contract/session.ts'
import { fileResult } from '../../core/app/file-result.ts'
import { canRead, formatNamed, SPECTRA_FORMATS } from '../../formats/format-list.ts'
import { readDocument } from '../../formats/spectra-file.ts'
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
import { contentOf, readBytes, writeResult } from './files.ts'
import { table } from './output.ts'

const WRITABLE = SPECTRA_FORMATS.filter(({ write }) => write !== undefined).map(({ name }) => name)
const VALUES = ['raw', 'corrected', 'reference', 'both'] as const

interface StyleFlags extends CommonOptions {
  readonly separator: string
  readonly decimal: string
  readonly layout: string
  readonly bom?: boolean
  readonly jcampForm: string
  readonly jcampType: string
}
interface ExportFlags extends StyleFlags {
  readonly session?: number
  readonly format: string
  readonly values: string
  readonly out: string
  readonly overwrite?: boolean
}
interface ConvertFlags extends StyleFlags {
  readonly to: string
  readonly out: string
  readonly overwrite?: boolean
}

/** `isochrome export`, `convert` and `formats`. */
export function exchangeCommands(program: Command): void {
  styled(
    common(program.command('export').description('the readings of a session as a file'))
      .option('--session <id>', 'session number (default: the newest)', integer)
      .option('--format <name>', ExportFormatSchema.options.join(', '), 'csv')
      .option('--values <which>', VALUES.join(', '), 'both'),
  )
    .addHelpText('after', '\nExample:\n  isochrome export --format cgats --out plate.txt')
    .action((flags: ExportFlags) => runCommand(flags, (context) => exportSession(context, flags)))
  styled(
    program
      .command('convert <file>')
      .description('spectra of a file in another format; nothing is stored')
      .option('--json', 'print one JSON object on stdout')
      .requiredOption('--to <name>', WRITABLE.join(', ')),
  )
    .addHelpText(
      'after',
      '\nExample:\n  isochrome convert run7.ProcSpec --to csv --layout columns --out run7.csv',
    )
    .action((file: string, flags: ConvertFlags) =>
      runCommand(flags, (context) => convert(context, file, flags)),
    )
  program
    .command('formats')
    .description('list the formats of spectra that are read and written')
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', '\nExample:\n  isochrome formats')
    .action((flags: CommonOptions) =>
      runCommand(flags, (context) => {
        listFormats(context)
        return Promise.resolve()
      }),
    )
}

function styled(command: Command): Command {
  return command
    .requiredOption('--out <file>', 'file to write')
    .option('--overwrite', 'replace an existing file')
    .option('--separator <name>', 'of CSV: comma, semicolon or tab', 'comma')
    .option('--decimal <name>', 'of CSV: point or comma', 'point')
    .option('--layout <name>', 'of CSV: samples in rows or columns', 'rows')
    .option('--bom', 'of CSV: begin with a byte order mark')
    .option('--jcamp-form <name>', 'affn (every digit) or fix (whole numbers)', 'affn')
    .option(
      '--jcamp-type <name>',
      'data type uv-vis, or infrared for programs that open nothing else',
      'uv-vis',
    )
}

async function exportSession(context: Context, flags: ExportFlags): Promise<void> {
  const format = oneOf('--format', flags.format, ExportFormatSchema.options)
  const values = oneOf('--values', flags.values, VALUES)
  const { client } = await context.open({
    ...NO_BENCH,
    readOnly: true,
    ...databaseOf(flags),
  })
  const file = await client.session.export({
    format,
    values,
    style: styleOf(flags, format),
    ...(flags.session !== undefined ? { session: flags.session } : {}),
  })
  await writeResult(flags.out, contentOf(file), flags.overwrite === true)
  context.result(
    { out: flags.out, format, rows: file.rows },
    `${String(file.rows)} rows written to ${flags.out}. ${file.sentence ?? ''}`,
  )
}

async function convert(context: Context, path: string, flags: ConvertFlags): Promise<void> {
  const to = formatNamed(oneOf('--to', flags.to, WRITABLE))
  if (to === undefined) throw new UsageError(`There is no format "${flags.to}".`)
  const { document, format } = readDocument(await readBytes(path), {
    name: basename(path),
    say: context.terminal.err,
  })
  const file = fileResult(to, document, basename(flags.out), styleOf(flags, to.name))
  await writeResult(flags.out, contentOf(file), flags.overwrite === true)
  context.result(
    { from: format.name, to: to.name, out: flags.out, rows: file.rows, quantity: document.quantity },
    `Read as ${format.title}. ${file.sentence ?? ''} Written to ${flags.out}.`,
  )
}

function listFormats(context: Context): void {
  const rows = SPECTRA_FORMATS.map((format) => ({
    name: format.name,
    title: format.title,
    extensions: format.extensions,
    reads: canRead(format),
    writes: format.write !== undefined,
    carries: format.carries,
  }))
  const yes = (is: boolean): string => (is ? 'yes' : '-')
  context.result(
    { formats: rows },
    table(
      ['name', 'reads', 'writes', 'files', 'carries'],
      rows.map((row) => [
        row.name,
        yes(row.reads),
        yes(row.writes),
        row.extensions.map((extension) => `.${extension}`).join(' '),
        row.carries,
      ]),
    ),
  )
}

function styleOf(flags: StyleFlags, format: string): ExportStyle {
  const separator = oneOf('--separator', flags.separator, ['comma', 'semicolon', 'tab'] as const)
  const decimal = oneOf('--decimal', flags.decimal, ['point', 'comma'] as const)
  const layout = oneOf('--layout', flags.layout, ['rows', 'columns'] as const)
  const form = oneOf('--jcamp-form', flags.jcampForm, ['affn', 'fix'] as const)
  const dataType = oneOf('--jcamp-type', flags.jcampType, ['uv-vis', 'infrared'] as const)
  if (format === 'jcamp') return { jcamp: { form, dataType } }
  if (format !== 'csv') return {}
  const character = { comma: ',', semicolon: ';', tab: '\t' } as const
  return {
    csv: {
      separator: character[separator],
      decimalComma: decimal === 'comma',
      layout,
      byteOrderMark: flags.bom === true,
    },
  }
}

function oneOf<const T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text)
  if (found !== undefined) return found
  throw new UsageError(`${flag} is one of ${choices.join(', ')}; "${text}" is not among them.`)
}
