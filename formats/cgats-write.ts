import { Problem } from '../contract/errors.ts'
import type { SpectraTable } from '../contract/session.ts'
import type { Triple } from '../contract/spectrum.ts'
import { D50_WHITE } from '../spectra/adaptation.ts'
import { at } from '../spectra/at.ts'
import { axisPitchNm, evenAxis } from '../spectra/axis.ts'
import { colourOf, colourWeights, coversColour, xyzOf } from '../spectra/colour.ts'
import { labOf } from '../spectra/lab.ts'
import { resampleTable } from './pair-tables.ts'

/** Reflectance spectra and what the header says about them. */
export interface CgatsContent {
  readonly table: SpectraTable
  /** Cell of every sample, where they were on a plate. */
  readonly locations?: readonly string[]
  readonly descriptor: string
  /** Instrument and, for corrected spectra, the model that made them. */
  readonly instrumentation: string
  /** When the file was made, ISO 8601. */
  readonly created: string
  /** Told when the spectra had to be interpolated to another axis. */
  readonly say?: (sentence: string) => void
}

/** Argyll reads no more spectral bands than this. */
const MOST_BANDS = 601

/** Band names are whole nanometres and evenly spaced by implication: axes that cannot be written so are interpolated. */
function writable(table: SpectraTable, say?: (sentence: string) => void): SpectraTable {
  const { wavelengthNm } = table
  const axis = evenAxis(wavelengthNm)
  if (axis && axisPitchNm(axis) >= 0.999 && axis.bands <= MOST_BANDS) return table
  const from = Math.ceil(at(wavelengthNm, 0) - 1e-6)
  const to = Math.floor(at(wavelengthNm, wavelengthNm.length - 1) + 1e-6)
  const step = Math.max(1, Math.ceil((to - from) / (MOST_BANDS - 1)))
  const bands = Math.floor((to - from) / step) + 1
  if (bands < 2) throw tooNarrow(at(wavelengthNm, 0), at(wavelengthNm, wavelengthNm.length - 1))
  say?.(`Spectra were interpolated to ${from} to ${from + (bands - 1) * step} nm in steps of ${step} nm.`)
  return resampleTable(
    table,
    Float64Array.from({ length: bands }, (_, i) => from + i * step),
  )
}

function tooNarrow(fromNm: number, toNm: number): Problem {
  return new Problem({
    code: 'BAD_REQUEST',
    title: 'This range cannot be written',
    happened: `The format names bands by whole nanometres, the spectra cover ${fromNm} to ${toNm} nm.`,
    kept: 'The spectra.',
    next: 'Export as CSV.',
  })
}

/** White space and quotes cannot stand in a bare token. */
const quote = (text: string): string => `"${text.replaceAll('"', "'").replace(/\s+/g, ' ')}"`
/** Nine significant figures: more than any instrument resolves, and reads back as the same reading. */
const figure = (value: number): string => String(Number(value.toPrecision(9)))

interface Columns {
  readonly names: readonly string[]
  readonly rowOf: (row: number, spectrum: Float64Array) => readonly string[]
}

function assemble(
  head: readonly string[],
  content: CgatsContent,
  table: SpectraTable,
  scale: number,
  extra: Columns,
): string {
  const { wavelengthNm, values, ids } = table
  const { locations } = content
  const bands = wavelengthNm.length
  const fields = [
    'SAMPLE_ID',
    ...(locations ? ['SAMPLE_LOC'] : []),
    ...extra.names,
    ...Array.from(wavelengthNm, (nm) => `SPEC_${Math.round(nm)}`),
  ]
  const rows = ids.map((id, row) => {
    const spectrum = values.subarray(row * bands, (row + 1) * bands)
    const numbers = [...extra.rowOf(row, spectrum), ...Array.from(spectrum, (value) => figure(value * scale))]
    return [quote(id), ...(locations ? [quote(locations[row] ?? '')] : []), ...numbers].join(' ')
  })
  return [
    ...head,
    `SPECTRAL_BANDS "${bands}"`,
    `SPECTRAL_START_NM "${figure(at(wavelengthNm, 0))}"`,
    `SPECTRAL_END_NM "${figure(at(wavelengthNm, bands - 1))}"`,
    '# The names of the bands are rounded to whole nanometres; start, end and number say where they lie.',
    '',
    `NUMBER_OF_FIELDS ${fields.length}`,
    'BEGIN_DATA_FORMAT',
    fields.join(' '),
    'END_DATA_FORMAT',
    '',
    `NUMBER_OF_SETS ${rows.length}`,
    'BEGIN_DATA',
    ...rows,
    'END_DATA',
    '',
  ].join('\n')
}

const declared = (word: string, value: string): string[] => [`KEYWORD "${word}"`, `${word} ${quote(value)}`]

/**
 * CGATS.17 with XYZ and L*a*b* (D65, 2 degrees) and spectra 0..1. Header words beyond the standard are declared.
 * @throws Problem BAD_REQUEST when the range is shorter than two whole nanometres
 */
export function writeCgats(content: CgatsContent): string {
  const table = writable(content.table, content.say)
  const colour = coversColour(table.wavelengthNm)
  const head = [
    'CGATS.17',
    '',
    'ORIGINATOR "Isochrome"',
    `DESCRIPTOR ${quote(content.descriptor)}`,
    `CREATED ${quote(content.created)}`,
    `INSTRUMENTATION ${quote(content.instrumentation)}`,
    'MEASUREMENT_SOURCE "Illumination=D65 ObserverAngle=2"',
    ...declared('SPECTRAL_NORM', '1.0'),
    ...['SPECTRAL_BANDS', 'SPECTRAL_START_NM', 'SPECTRAL_END_NM'].map((word) => `KEYWORD "${word}"`),
  ]
  return assemble(head, content, table, 1, {
    names: colour ? ['XYZ_X', 'XYZ_Y', 'XYZ_Z', 'LAB_L', 'LAB_A', 'LAB_B'] : [],
    rowOf: (_, spectrum) => {
      if (!colour) return []
      const { xyz, lab } = colourOf(spectrum, table.wavelengthNm)
      return [...xyz, ...lab].map(figure)
    },
  })
}

/**
 * Argyll's .ti3 of an input device: XYZ and L*a*b* for D50, 2 degrees, spectra in per cent. The file must have device
 * values; nobody sent any to these patches, so the sRGB of the spectrum (0..100) stands in and the header says so.
 * @throws Problem BAD_REQUEST when 410 to 700 nm are not covered
 */
export function writeTi3(content: CgatsContent): string {
  const table = writable(content.table, content.say)
  const { wavelengthNm } = table
  const weights = colourWeights(wavelengthNm, { illuminant: 'D50', observerDegrees: 2 })
  const head = [
    'CTI3',
    '',
    `DESCRIPTOR ${quote(content.descriptor)}`,
    'ORIGINATOR "Isochrome"',
    `CREATED ${quote(content.created)}`,
    ...declared('DEVICE_CLASS', 'INPUT'),
    ...declared('COLOR_REP', 'XYZ_RGB'),
    ...declared('TARGET_INSTRUMENT', content.instrumentation),
    ...declared('INSTRUMENT_TYPE_SPECTRAL', 'YES'),
    '# RGB is the sRGB of the spectrum under D65: no device has drawn these patches.',
    ...['SPECTRAL_BANDS', 'SPECTRAL_START_NM', 'SPECTRAL_END_NM'].map((word) => `KEYWORD "${word}"`),
  ]
  return assemble(head, content, table, 100, {
    names: ['XYZ_X', 'XYZ_Y', 'XYZ_Z', 'LAB_L', 'LAB_A', 'LAB_B', 'RGB_R', 'RGB_G', 'RGB_B'],
    rowOf: (_, spectrum) => {
      const xyz: Triple = xyzOf(spectrum, weights)
      const rgb = colourOf(spectrum, wavelengthNm).srgb.map((value) => value * 100)
      return [...xyz, ...labOf(xyz, D50_WHITE), ...rgb].map(figure)
    },
  })
}
