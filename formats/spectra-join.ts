import type { SpectraTable } from '../contract/session.ts'
import { at } from '../spectra/at.ts'
import { commonAxis, firstNotAscending, sameAxis } from '../spectra/axis.ts'
import { resampleLinear } from '../spectra/interpolate.ts'
import { badFile } from './bad-file.ts'
import type { Say } from './spectra-document.ts'

/** One spectrum of a file as it stands there: wavelengths rising or falling. */
export interface FoundSpectrum {
  readonly id: string
  readonly wavelengthNm: Float64Array
  readonly values: Float64Array
  /** Line of the file it begins on, where the file has lines. */
  readonly line?: number
}

/**
 * Spectra of one file as one table: rising wavelengths, names of their own (a number is added to a name that stands
 * twice), and one axis: where they differ the common range on the coarsest axis, by straight lines, and that is said.
 * @throws Problem FORMAT_BAD for no spectrum, fewer than two points, values that are no finite numbers, doubled wavelengths
 */
export function joinSpectra(name: string, found: readonly FoundSpectrum[], say?: Say): SpectraTable {
  const spectra = found.map((one) => rising(name, one))
  const [first] = spectra
  if (!first) throw badFile({ name }, 'There is no spectrum in it.', 'Export it again, with its data.')
  const different = spectra.some(({ wavelengthNm }) => !sameAxis(wavelengthNm, first.wavelengthNm))
  let axis = first.wavelengthNm
  if (different) {
    axis = spectra.reduce((shared, { wavelengthNm }) => narrowed(name, shared, wavelengthNm), axis)
    say?.(`${name}: its spectra have different wavelengths; the common range on the coarsest is used.`)
  }
  const values = new Float64Array(spectra.length * axis.length)
  spectra.forEach((one, row) => {
    const same = sameAxis(one.wavelengthNm, axis)
    values.set(same ? one.values : resampleLinear(one.values, one.wavelengthNm, axis), row * axis.length)
  })
  return { ids: uniqueNames(spectra.map(({ id }) => id)), wavelengthNm: axis, values }
}

function narrowed(name: string, a: Float64Array, b: Float64Array): Float64Array {
  const axis = commonAxis(a, b)
  if (axis.length >= 2) return axis
  throw badFile({ name }, 'Its spectra have no common range.', 'Export the spectra one by one.')
}

function rising(name: string, found: FoundSpectrum): FoundSpectrum {
  const place = { name, ...(found.line === undefined ? {} : { line: found.line }) }
  const { wavelengthNm, values } = found
  if (wavelengthNm.length < 2 || values.length !== wavelengthNm.length) {
    const what = `the spectrum has ${values.length} values for ${wavelengthNm.length} wavelengths.`
    throw badFile(place, what, 'Export it again.')
  }
  const falls = at(wavelengthNm, 0) > at(wavelengthNm, wavelengthNm.length - 1)
  const ordered = falls
    ? { ...found, wavelengthNm: wavelengthNm.slice().reverse(), values: values.slice().reverse() }
    : found
  const bad = firstNotAscending(ordered.wavelengthNm)
  if (bad !== -1 || at(ordered.wavelengthNm, 0) <= 0) {
    const what = `wavelength ${at(ordered.wavelengthNm, Math.max(bad, 0))} does not follow its neighbour; they must rise.`
    throw badFile(place, what, 'Remove doubled points and export it again.')
  }
  const odd = ordered.values.findIndex((value) => !Number.isFinite(value))
  if (odd !== -1) {
    const what = `the value at ${at(ordered.wavelengthNm, odd)} nm is not a finite number.`
    throw badFile(place, what, 'Remove the spectrum or measure it again.')
  }
  return ordered
}

function uniqueNames(ids: readonly string[]): string[] {
  const taken = new Set<string>()
  return ids.map((id, row) => {
    const base = id.trim() === '' ? String(row + 1) : id
    let name = base
    for (let n = 2; taken.has(name); n++) name = `${base} ${n}`
    taken.add(name)
    return name
  })
}
