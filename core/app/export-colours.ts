import { Problem } from '../../contract/errors.ts'
import type { ExportFormat, FileResult } from '../../contract/session.ts'
import type { Colour } from '../../contract/spectrum.ts'
import { writeColourCgats, writeColourCsv } from '../../formats/colour-table.ts'
import { isoTime } from '../async.ts'
import type { DerivedPair } from '../derived.ts'
import { colourBy } from '../matrices.ts'
import type { AppContext } from './context.ts'
import { nothingToExport } from './problems.ts'
import { instrumentsOf } from './training-data.ts'

interface Row {
  readonly id: string
  readonly colour: Colour
}

/**
 * The pairs of a session whose reference gave no spectrum: colours of both sides, with those the active matrix makes of
 * the raw ones. "both" names every row `patch raw`, `patch corrected`, `patch reference`.
 * @throws Problem NO_MATCH, FORMAT_UNKNOWN where the format wants spectra
 */
export function exportColours(
  context: AppContext,
  input: { readonly format: ExportFormat; readonly values: 'raw' | 'corrected' | 'reference' | 'both' },
  session: number,
  pairs: readonly { readonly id: string; readonly pair: DerivedPair }[],
): FileResult {
  const { store } = context.options
  const { instrument, reference } = instrumentsOf(store, session)
  const card = context.active.fitting(instrument)
  const matrix = card && context.active.matrix
  const all = input.values === 'both'
  const rows = pairs.flatMap(({ id, pair: { colours, wavelengthNm } }): Row[] => {
    if (!colours) return []
    const part = (name: string, colour: Colour): Row[] => {
      if (all) return [{ id: `${id} ${name}`, colour }]
      return input.values === name ? [{ id, colour }] : []
    }
    return [
      ...part('raw', colours.spectrometer),
      ...(matrix ? part('corrected', colourBy(matrix, colours.spectrometer, wavelengthNm)) : []),
      ...part('reference', colours.reference),
    ]
  })
  if (rows.length === 0) throw nothingToExport(session)
  const table = {
    ids: rows.map(({ id }) => id),
    xyz: rows.map(({ colour }) => colour.xyz),
    lab: rows.map(({ colour }) => colour.lab),
  }
  const name = `session-${session}-${input.values}-colours`
  if (input.format === 'csv') return { name: `${name}.csv`, text: writeColourCsv(table), rows: rows.length }
  if (input.format !== 'cgats') throw wantsSpectra(input.format)
  const corrected = matrix ? `, X, Y and Z corrected by ${card.version}` : ''
  const text = writeColourCgats(table, {
    descriptor: `${store.getSession(session).name}, ${input.values}, colours`,
    instrumentation: `${instrument}, ${reference}${corrected}`,
    created: isoTime(context.clock),
  })
  return { name: `${name}.txt`, text, rows: rows.length }
}

const wantsSpectra = (format: string): Problem =>
  new Problem({
    code: 'FORMAT_UNKNOWN',
    title: `These pairs cannot be written as ${format}`,
    happened: 'The reference gave X, Y and Z only, and this format holds spectra.',
    kept: 'All readings.',
    next: 'Choose csv or cgats for the colours, or the values "raw" for the spectra of the spectrometer.',
  })
