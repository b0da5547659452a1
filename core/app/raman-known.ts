import { Problem } from '../../contract/errors.ts'
import type { RamanSpectrum } from '../../contract/raman.ts'
import { readRamanCsv } from '../../formats/csv-raman.ts'
import { DEMO_SUBSTANCES, demoAxis, lorentzians } from '../../model/raman/lorentzian.ts'
import type { KnownSpectra } from '../../model/raman/training-rows.ts'
import { at } from '../../spectra/at.ts'
import { resampleLinear } from '../../spectra/interpolate.ts'
import { commonRange, wavenumberAxis } from '../../spectra/raman-shift.ts'
import type { FolderFile } from './raman-folder.ts'

/** Two classes of two spectra, or four of one. */
const FEWEST_SPECTRA = 4
/** Less than so much of an axis in common is a mistake in one file. */
const LEAST_CM = 100

/** How files become known spectra. */
export interface KnownOptions {
  readonly bands: number
  readonly laserNm?: number | undefined
  readonly say: (sentence: string) => void
}

/** The demonstration's substances, computed from their lines. */
export function demoKnown(bands: number): KnownSpectra {
  const axis = demoAxis(bands)
  return tableOf(
    DEMO_SUBSTANCES.map(({ name, peaks }) => ({
      name,
      spectrum: { name, wavenumberCm: axis, values: lorentzians(peaks, axis) },
    })),
    axis,
  )
}

/**
 * Spectra of a folder as classes: a subfolder is a class, and so is each file that is in none. All come to the range
 * that they share.
 * @throws Problem FORMAT_BAD with file and line, TOO_FEW_PAIRS, NO_MATCH
 */
export function knownFrom(files: readonly FolderFile[], { bands, laserNm, say }: KnownOptions): KnownSpectra {
  const read = files.map(({ path, text }) => {
    const [first = '', ...rest] = path.split('/')
    const name = rest.length > 0 ? first : first.replace(/\.[^.]*$/, '')
    const options = { name: path, say, ...(laserNm === undefined ? {} : { laserNm }) }
    return { name, spectrum: readRamanCsv(text, options) }
  })
  const classes = new Set(read.map(({ name }) => name))
  if (classes.size < 2 || read.length < FEWEST_SPECTRA) throw tooFew(read.length, [...classes])
  const axes = read.map(({ spectrum }) => spectrum.wavenumberCm)
  const range = commonRange(axes)
  if (!range || range.toCm - range.fromCm < LEAST_CM) throw noCommon(read.map(({ spectrum }) => spectrum))
  const axis = wavenumberAxis(range.fromCm, range.toCm, bands)
  const kinds = new Set(axes.map((one) => `${at(one, 0)} ${at(one, one.length - 1)} ${one.length}`))
  const reach = `${+range.fromCm.toFixed(1)} to ${+range.toCm.toFixed(1)} cm-1 in ${bands} bands`
  say(
    kinds.size === 1
      ? `${read.length} spectra of ${classes.size} classes, brought to ${reach}.`
      : `${read.length} spectra of ${classes.size} classes on ${kinds.size} different axes, all brought to ${reach}.`,
  )
  return tableOf(read, axis)
}

function tableOf(
  read: readonly { readonly name: string; readonly spectrum: RamanSpectrum }[],
  axis: Float64Array,
): KnownSpectra {
  const classes = [...new Set(read.map(({ name }) => name))]
  const data = new Float64Array(read.length * axis.length)
  for (const [row, { spectrum }] of read.entries()) data.set(onAxis(spectrum, axis), row * axis.length)
  const labels = Int32Array.from(read, ({ name }) => classes.indexOf(name))
  return { classes, axis, spectra: { rows: read.length, columns: axis.length, data }, labels }
}

/** A spectrum on other wavenumbers, by straight lines. */
export const onAxis = ({ wavenumberCm, values }: RamanSpectrum, axis: Float64Array): Float64Array =>
  resampleLinear(values, wavenumberCm, axis)

const tooFew = (spectra: number, classes: readonly string[]): Problem =>
  new Problem({
    code: 'TOO_FEW_PAIRS',
    title: 'Too little to learn from',
    happened:
      classes.length < 2
        ? `All ${spectra} spectra are of one class, ${classes.join('')}.`
        : `There are ${spectra} spectra of ${classes.length} classes.`,
    kept: 'Nothing was stored.',
    next: `Two classes and ${FEWEST_SPECTRA} spectra are the least: one subfolder for each class, or one file.`,
  })

function noCommon(spectra: readonly RamanSpectrum[]): Problem {
  const said = spectra.map(({ name, wavenumberCm }) => ({
    name,
    from: at(wavenumberCm, 0),
    to: at(wavenumberCm, wavenumberCm.length - 1),
  }))
  const late = said.reduce((a, b) => (b.from > a.from ? b : a))
  const early = said.reduce((a, b) => (b.to < a.to ? b : a))
  return new Problem({
    code: 'NO_MATCH',
    title: 'The spectra have no range in common',
    happened: `${late.name} begins at ${late.from.toFixed(0)} cm-1, ${early.name} ends at ${early.to.toFixed(0)} cm-1.`,
    kept: 'Nothing was stored.',
    next: 'Leave one of them out.',
  })
}
