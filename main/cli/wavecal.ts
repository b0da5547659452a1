import type { Command } from 'commander'
import { CALIBRATION_ELEMENTS, type WavecalResult } from '../../contract/lamps.ts'
import type { CommonOptions, Context } from './context.ts'
import { databaseOf, common, runCommand, UsageError } from './context.ts'
import { readSpectra } from './files.ts'
import { table } from './output.ts'

interface WavecalFlags extends CommonOptions {
  readonly lamp: string
  readonly spectrum?: string
  readonly family: string
  readonly serial?: string
  readonly tolerance: string
  readonly store?: boolean
  readonly own?: boolean
  readonly simulate?: boolean
  readonly spectrometer?: string
}

/** `isochrome wavecal`. */
export function wavecalCommand(program: Command): void {
  common(program.command('wavecal').description('wavelength calibration from a lamp of known lines'))
    .option('--lamp <elements>', `the lamp: ${CALIBRATION_ELEMENTS.join(', ')}, several with a comma`, 'neon')
    .option('--spectrum <file>', 'a spectrum of the lamp (CSV, one row) instead of a fresh reading')
    .option('--family <name>', 'family of the unit the spectrum came from', 'file')
    .option('--serial <number>', 'serial number of the unit the spectrum came from')
    .option('--tolerance <nm>', 'how far the present wavelengths may be wrong', '12')
    .option('--store', 'keep the result as the calibration of this serial number')
    .option('--own', "back to the instrument's own wavelengths (with --family and --serial)")
    .option('--simulate', 'use the simulated bench')
    .option('--spectrometer <uri>', 'address of the spectrometer')
    .addHelpText(
      'after',
      '\nExample:\n  isochrome wavecal --lamp mercury,argon --spectrum lamp.csv --serial HDX01234 --store',
    )
    .action((flags: WavecalFlags) => runCommand(flags, (context) => wavecal(context, flags)))
}

async function wavecal(context: Context, flags: WavecalFlags): Promise<void> {
  const elements = flags.lamp.split(',').map((word) => {
    const found = CALIBRATION_ELEMENTS.find((element) => element === word.trim().toLowerCase())
    if (!found)
      throw new UsageError(
        `--lamp is one of ${CALIBRATION_ELEMENTS.join(', ')}; "${word}" is not among them.`,
      )
    return found
  })
  const toleranceNm = Number(flags.tolerance)
  if (!(toleranceNm > 0 && toleranceNm <= 60))
    throw new UsageError(`--tolerance is more than 0 and at most 60 nm; it is "${flags.tolerance}".`)
  if (flags.own === true && flags.serial === undefined) throw new UsageError('--own needs --serial.')
  if (flags.store === true && flags.spectrum !== undefined && flags.serial === undefined)
    throw new UsageError('--store with --spectrum needs --serial: whose wavelengths they are.')
  const spectrum =
    flags.spectrum === undefined ? undefined : await oneSpectrum(flags.spectrum, context.terminal.err)
  const { client } = await context.open({
    simulate: flags.simulate === true,
    fast: flags.simulate === true,
    seed: flags.seed ?? 1,
    devices: flags.spectrometer === undefined ? [] : [flags.spectrometer],
    ...databaseOf(flags),
    // Nothing is written unless asked for.
    ...(flags.store !== true && flags.own !== true && spectrum ? { memory: true } : {}),
  })
  if (flags.own === true) {
    await client.lamps.ownAxis({ family: flags.family, serial: flags.serial ?? '' })
    context.result(
      { family: flags.family, serial: flags.serial, own: true },
      'The own wavelengths count again.',
    )
    return
  }
  const result = await client.lamps.wavecal({
    elements,
    toleranceNm,
    store: flags.store === true,
    ...(spectrum
      ? { spectrum: { ...spectrum, family: flags.family, serial: flags.serial ?? 'unknown' } }
      : {}),
  })
  context.result(result, textOf(result))
}

async function oneSpectrum(file: string, say: (sentence: string) => void) {
  const { wavelengthNm, values, ids } = await readSpectra(file, say)
  if (ids.length !== 1)
    throw new UsageError(`${file} holds ${String(ids.length)} spectra; a calibration takes one.`)
  return { wavelengthNm, values: values.slice() }
}

function textOf(result: WavecalResult): string {
  const rows = result.lines.map((line) => [
    line.element,
    line.nm.toFixed(2),
    line.pixel.toFixed(1),
    line.beforeNm.toFixed(2),
    line.residualNm.toFixed(2),
  ])
  return [
    table(['element', 'nm', 'pixel', 'before nm', 'residual nm'], rows),
    `${String(result.lines.length)} lines, polynomial of degree ${String(result.degree)}: residual ${result.rmsNm.toFixed(3)} nm (before ${result.rmsBeforeNm.toFixed(3)}; each line from the others ${result.leaveOneOutNm.toFixed(3)}), ${String(result.unmatchedNm.length)} peaks of no listed line.`,
    result.stored
      ? `Kept as the wavelengths of ${result.family} ${result.serial}.`
      : 'Nothing was kept; add --store for that.',
  ].join('\n')
}
