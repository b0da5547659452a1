import { basename } from 'node:path'
import type { Command } from 'commander'
import { LAMP_CLASSES, lampName, type LampAnswer, type LightColour } from '../../contract/lamps.ts'
import type { Client, CommonOptions, Context } from './context.ts'
import { NO_BENCH, common, runCommand, UsageError } from './context.ts'
import { readSpectra, readText } from './files.ts'
import { expanded, isPictureName, readBytes } from './lamp-files.ts'
import { sentenceOf, toJson } from './output.ts'

interface ClassifyFlags extends CommonOptions {
  readonly model?: string
  readonly turn?: string
  readonly crop?: string
}

interface Corrected {
  readonly turnDegrees?: number
  readonly frame?: { left: number; top: number; width: number; height: number }
  readonly model?: string
}

/** `isochrome classify`. */
export function classifyCommand(program: Command): void {
  common(
    program
      .command('classify <file...>')
      .description('light source of photographs (PNG, JPEG, or a folder of them) or spectra (CSV)'),
  )
    .option('--model <file>', 'classifier written by `lamps train` (default: the one that ships)')
    .option('--turn <degrees>', 'turn photographs clockwise by so much instead of finding it')
    .option(
      '--crop <left,top,width,height>',
      'part of the turned photograph in shares 0 to 1 instead of finding it',
    )
    .addHelpText(
      'after',
      '\nWith --json one object a line: {file, label: 0..6 or "unknown", name, probabilities: [7]}.\nExample:\n  isochrome classify spectrum.jpg --json',
    )
    .action((files: string[], flags: ClassifyFlags) =>
      runCommand(flags, (context) => classify(context, files, flags)),
    )
}

/** Numbers of an option. @throws UsageError */
function numbers(text: string, count: number, option: string): number[] {
  const values = text.split(',').map(Number)
  if (values.length !== count || values.some((value) => !Number.isFinite(value)))
    throw new UsageError(`${option} takes ${String(count)} numbers; "${text}" is none.`)
  return values
}

async function corrections(flags: ClassifyFlags): Promise<Corrected> {
  const [turnDegrees] = flags.turn === undefined ? [] : numbers(flags.turn, 1, '--turn')
  const [left = 0, top = 0, width = 1, height = 1] =
    flags.crop === undefined ? [] : numbers(flags.crop, 4, '--crop')
  return {
    ...(turnDegrees === undefined ? {} : { turnDegrees }),
    ...(flags.crop === undefined ? {} : { frame: { left, top, width, height } }),
    ...(flags.model === undefined ? {} : { model: await readText(flags.model) }),
  }
}

async function classify(context: Context, paths: readonly string[], flags: ClassifyFlags): Promise<void> {
  const corrected = await corrections(flags)
  const files = await expanded(paths)
  if (files.length === 0) throw new UsageError('These folders hold no PNG or JPEG pictures.')
  const { client } = await context.open({ ...NO_BENCH, memory: true })
  let failed = 0
  for (const file of files) {
    context.signal.throwIfAborted()
    try {
      await (isPictureName(file)
        ? photograph(context, client, file, corrected)
        : spectra(context, client, file, corrected))
    } catch (error) {
      if (context.signal.aborted) throw error
      // One file that cannot be read does not hold up the others.
      failed++
      context.terminal.err(`${file}: ${sentenceOf(error)}`)
    }
  }
  if (failed > 0) process.exitCode = 1
}

async function photograph(
  context: Context,
  client: Client,
  file: string,
  corrected: Corrected,
): Promise<void> {
  const bytes = await readBytes(file)
  const answer = await client.lamps.photograph({
    name: basename(file),
    file: Buffer.from(bytes).toString('base64'),
    ...corrected,
  })
  for (const note of answer.notes) context.terminal.err(note)
  print(context, file, answer, { turnDegrees: answer.turnDegrees, frame: answer.frame })
}

async function spectra(context: Context, client: Client, file: string, { model }: Corrected): Promise<void> {
  const table = await readSpectra(file, context.terminal.err)
  const { wavelengthNm, values, ids } = table
  for (const [row, id] of ids.entries()) {
    const answer = await client.lamps.spectrum({
      wavelengthNm,
      values: values.slice(row * wavelengthNm.length, (row + 1) * wavelengthNm.length),
      ...(model === undefined ? {} : { model }),
    })
    print(context, file, answer, { id, lines: answer.lines, light: answer.light }, colourWords(answer.light))
  }
}

/** ", 2856 K, Duv +0.0001, Ra 99.9", as much as can be said. */
function colourWords(light: LightColour | null): string {
  const { temperature, rendering } = light ?? {}
  if (!temperature) return ''
  const { kelvin, duv } = temperature
  const ra = rendering ? `, Ra ${rendering.ra.toFixed(1)}` : ''
  return `, ${kelvin.toFixed(0)} K, Duv ${duv < 0 ? '' : '+'}${duv.toFixed(4)}${ra}`
}

function print(
  context: Context,
  file: string,
  answer: LampAnswer,
  more: Readonly<Record<string, unknown>> & { readonly id?: string },
  words = '',
): void {
  const name = lampName(answer.label)
  const probabilities = [...answer.probabilities]
  if (context.json) {
    context.terminal.out(toJson({ file, label: answer.label, name, probabilities, ...more }))
    return
  }
  const shares = LAMP_CLASSES.map(({ name: own, label }) => ({ own, share: probabilities[label] ?? 0 }))
    .sort((a, b) => b.share - a.share)
    .slice(0, 3)
    .map(({ own, share }) => `${own} ${(share * 100).toFixed(1)} %`)
  const where = more.id === undefined ? file : `${file} ${more.id}`
  context.terminal.out(`${where}: ${name} (${shares.join(', ')})${words}`)
}
