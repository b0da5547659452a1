import type {
  ExportFormat,
  ExportScope,
  ExportStyle,
  ReadingFilter,
  Session,
} from '../../../contract/session.ts'
import type { ExportValues } from './managing.ts'

/** The formats the sheet offers, with their file endings and the bytes a value takes with its separator. */
export const FORMATS: readonly {
  readonly value: ExportFormat
  readonly title: string
  readonly ending: string
  readonly what: string
  readonly cellBytes: number
}[] = [
  {
    value: 'csv',
    title: 'CSV',
    ending: 'csv',
    what: 'A table with every digit; the model stands in its first cell. Spreadsheets and the command line read it.',
    cellBytes: 19.5,
  },
  {
    value: 'cgats',
    title: 'CGATS',
    ending: 'txt',
    what: 'CGATS.17: spectra, XYZ and L*a*b* (D65, 2°) in 9 figures, places, instruments and model.',
    cellBytes: 12.2,
  },
  {
    value: 'ti3',
    title: 'ti3',
    ending: 'ti3',
    what: 'As ArgyllCMS writes measurements: spectra in per cent, XYZ and L*a*b* (D50, 2°) in 9 figures.',
    cellBytes: 11.2,
  },
  {
    value: 'sp',
    title: 'sp',
    ending: 'sp',
    what: "ArgyllCMS' spectra alone, 9 figures. The names of the patches have no place in it.",
    cellBytes: 12.2,
  },
  {
    value: 'jcamp',
    title: 'JCAMP',
    ending: 'jdx',
    what: 'JCAMP-DX 5.01, one block a spectrum, every digit, instruments and model.',
    cellBytes: 27.5,
  },
  {
    value: 'spc',
    title: 'SPC',
    ending: 'spc',
    what: 'The binary format of Galactic and Thermo: 7 figures; names, instruments and model in its log.',
    cellBytes: 4,
  },
  {
    value: 'cxf3',
    title: 'CxF3',
    ending: 'cxf',
    what: 'ISO 17972 XML: spectra with every digit, XYZ and L*a*b* (D65, 2°), instruments and model.',
    cellBytes: 22,
  },
]

/** Choices of the sheet that only some formats have. */
export interface Layout {
  separator: ',' | ';' | '\t'
  decimal: 'point' | 'comma'
  layout: 'rows' | 'columns'
  form: 'affn' | 'fix'
  dataType: 'uv-vis' | 'infrared'
}

/** What nobody changed: commas, points, rows, every digit. */
export const USUAL: Layout = {
  separator: ',',
  decimal: 'point',
  layout: 'rows',
  form: 'affn',
  dataType: 'uv-vis',
}

/** The choices that concern a format, as the bench takes them. */
export function styleOf(format: ExportFormat, chosen: Layout): ExportStyle {
  const { separator, decimal, layout, form, dataType } = chosen
  if (format === 'csv')
    return { csv: { separator, decimalComma: decimal === 'comma', layout, byteOrderMark: false } }
  return format === 'jcamp' ? { jcamp: { form, dataType } } : {}
}

/** Characters that some file system refuses. */
const REFUSED = /[<>:"/\\|?*\p{Cc}]+/gu

/** "line-3-acceptance-corrected.csv" */
export function fileName(
  session: Pick<Session, 'name' | 'id'>,
  format: ExportFormat,
  values: ExportValues,
): string {
  const words = session.name
    .replace(REFUSED, ' ')
    .trim()
    .replace(/[\s.,;]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
  const ending = FORMATS.find((known) => known.value === format)?.ending ?? format
  const stem = words === '' ? `session-${String(session.id)}` : words
  return `${stem}${values === 'both' ? '' : `-${values}`}.${ending}`
}

const BANDS = 224
/** Range of those bands, nm. */
const RANGE_NM = 400
/** What stands beside the values of a row. */
const ROW_BYTES = 32

/** Axes the sheet offers: the session's own bands, or whole steps of so many nm. */
export const STEPS = [
  { value: 'own', title: 'Own bands' },
  { value: '1', title: '1 nm' },
  { value: '5', title: '5 nm' },
  { value: '10', title: '10 nm' },
] as const

/** Bytes a file of so many rows takes, roughly. */
export function sizeEstimate(rows: number, format: ExportFormat, step = 'own'): number {
  const cell = FORMATS.find((known) => known.value === format)?.cellBytes ?? 0
  const bands = step === 'own' ? BANDS : RANGE_NM / Number(step) + 1
  return (rows + 1) * (ROW_BYTES + bands * cell)
}

export type ScopeName = 'all' | 'found' | 'selected'

/** What the sheet can write: all pairs, those whose readings the list shows, the one of the selected reading. */
export function scopesOf(
  found: ReadingFilter,
  patch: string | undefined,
): {
  readonly value: ScopeName
  readonly title: string
  readonly what: string
  readonly scope?: ExportScope
  readonly disabled?: boolean
  readonly why?: string
}[] {
  const filtered = Object.keys(found).length > 0
  return [
    { value: 'all', title: 'All pairs', what: 'Every pair of the session that counts.' },
    {
      value: 'found',
      title: 'Listed',
      what: 'The pairs whose readings the list shows now.',
      scope: { filter: found },
      disabled: !filtered,
      why: 'Find readings by word or state first',
    },
    {
      value: 'selected',
      title: patch === undefined ? 'Selected' : `Selected, ${patch}`,
      what: 'The pair of the selected reading.',
      ...(patch !== undefined && { scope: { patches: [patch] } }),
      disabled: patch === undefined,
      why: 'Select a reading of a patch first',
    },
  ]
}
