import type { Triple } from '../contract/spectrum.ts'
import { quote, tableOf } from './cgats-assemble.ts'
import { writeCsv } from './csv.ts'
import { numberText } from './number.ts'

/** Colours without spectra: XYZ (D65, 2 degrees, Y = 100) and L*a*b* of every row. */
export interface ColourRows {
  readonly ids: readonly string[]
  readonly xyz: readonly Triple[]
  readonly lab: readonly Triple[]
}

const FIELDS = ['XYZ_X', 'XYZ_Y', 'XYZ_Z', 'LAB_L', 'LAB_A', 'LAB_B']

/** Colours as CSV: `id`, X, Y, Z, L*, a*, b*; numbers read back exactly. */
export function writeColourCsv({ ids, xyz, lab }: ColourRows): string {
  const rows = ids.map((id, row) => [id, ...[...(xyz[row] ?? []), ...(lab[row] ?? [])].map(numberText)])
  return writeCsv([['id', ...FIELDS], ...rows])
}

/** Colours as CGATS.17 without spectra. `created` is ISO 8601. */
export function writeColourCgats(
  { ids, xyz, lab }: ColourRows,
  head: { readonly descriptor: string; readonly instrumentation: string; readonly created: string },
): string {
  const rows = ids.map((id, row) =>
    [quote(id), ...[...(xyz[row] ?? []), ...(lab[row] ?? [])].map(numberText)].join(' '),
  )
  return [
    'CGATS.17',
    '',
    'ORIGINATOR "Isochrome"',
    `DESCRIPTOR ${quote(head.descriptor)}`,
    `CREATED ${quote(head.created)}`,
    `INSTRUMENTATION ${quote(head.instrumentation)}`,
    'MEASUREMENT_SOURCE "Illumination=D65 ObserverAngle=2"',
    '',
    ...tableOf(['SAMPLE_ID', ...FIELDS], rows),
  ].join('\n')
}
