import type {
  ExportFormat,
  ExportScope,
  ExportStyle,
  FileResult,
  SpectraTable,
} from '../../contract/session.ts'
import { everyNm } from '../../formats/even-table.ts'
import { formatNamed } from '../../formats/format-list.ts'
import type { SpectraDocument } from '../../formats/spectra-document.ts'
import { parsePatchId } from '../../spectra/patch-id.ts'
import { isoTime } from '../async.ts'
import type { DerivedPair } from '../derived.ts'
import { onModelAxis } from '../model-axis.ts'
import type { OnAxis } from '../model-axis.ts'
import { matrixOf } from '../pair-table.ts'
import type { AppContext } from './context.ts'
import { exportColours } from './export-colours.ts'
import { pairsToExport } from './export-scope.ts'
import { fileResult } from './file-result.ts'
import { noSession, noWriter, nothingToExport } from './problems.ts'
import { instrumentsOf } from './training-data.ts'

/** What is written. */
interface ExportInput {
  readonly session?: number | undefined
  readonly format: ExportFormat
  readonly values: 'raw' | 'corrected' | 'reference' | 'both'
  readonly style?: ExportStyle | undefined
  readonly scope?: ExportScope | undefined
  /** Step of an even axis, nm. */
  readonly everyNm?: number | undefined
}

interface CorrectedRows {
  readonly wavelengthNm: Float64Array
  readonly raw: readonly Float64Array[]
  readonly reference: readonly Float64Array[]
  readonly spectra: readonly Float64Array[]
  readonly model: string
}

interface Rows {
  readonly ids: readonly string[]
  readonly pairs: readonly DerivedPair[]
}

/**
 * The pairs of a session as a file. "both" writes raw, corrected where a model fits, and reference, each row
 * named `patch raw`, `patch corrected`, `patch reference`. A file has one range: with corrected spectra it is that of
 * the model. @throws Problem NO_MATCH, FORMAT_UNKNOWN
 */
export async function exportSession(context: AppContext, input: ExportInput): Promise<FileResult> {
  const session = context.desk.meant(input.session)
  if (session === undefined) throw noSession()
  const { store } = context.options
  const rows = rowsOf(context, session, input.scope)
  const [first] = rows.pairs
  if (!first) throw nothingToExport(session)
  if (input.values !== 'raw' && rows.pairs.some((pair) => !pair.reference)) {
    const named = rows.pairs.map((pair, row) => ({ id: rows.ids[row] ?? '', pair }))
    return exportColours(context, input, session, named)
  }
  const { instrument, reference } = instrumentsOf(store, session)
  const wanted = input.values === 'both' || input.values === 'corrected'
  const corrected = wanted ? await correctedRows(context, rows, instrument) : undefined
  const wavelengthNm = corrected?.wavelengthNm ?? first.wavelengthNm
  const parts = {
    raw: corrected?.raw ?? rows.pairs.map((pair) => pair.spectrometer),
    corrected: corrected?.spectra,
    reference: corrected?.reference ?? rows.pairs.flatMap((pair) => pair.reference ?? []),
  }
  const own = tableOf(input.values, rows.ids, parts, wavelengthNm)
  if (!own) throw nothingToExport(session)
  const table = input.everyNm === undefined ? own : everyNm(own, input.everyNm)
  const said = table === own ? '' : `, interpolated to every ${String(input.everyNm)} nm by straight lines`
  const { card } = context.active
  const model = corrected && card ? `${card.version} ${card.method} ${card.hash.slice(0, 8)}` : undefined
  const onPlate = input.values !== 'both' && rows.ids.every((id) => parsePatchId(id) !== undefined)
  const document: SpectraDocument = {
    table,
    quantity: 'reflectance',
    title: `${store.getSession(session).name}, ${input.values}${said}`,
    instrumentation:
      input.values === 'reference'
        ? reference
        : input.values === 'both'
          ? `${instrument}, ${reference}`
          : instrument,
    ...(model === undefined || input.values === 'reference' || input.values === 'raw' ? {} : { model }),
    created: isoTime(context.clock),
    ...(onPlate ? { locations: rows.ids } : {}),
  }
  const format = formatNamed(input.format)
  if (!format) throw noWriter(input.format)
  const file = fileResult(format, document, `session-${session}-${input.values}`, input.style ?? {})
  return said === ''
    ? file
    : { ...file, sentence: `${file.sentence ?? ''} ${said.replace(/^, i/, 'I')}.`.trim() }
}

function rowsOf({ options, derived }: AppContext, session: number, scope: ExportScope | undefined): Rows {
  const made = pairsToExport(options.store, session, scope).flatMap((pair) => {
    const spectra = derived.pair(pair)
    return spectra ? [{ id: pair.patch, spectra }] : []
  })
  return { ids: made.map(({ id }) => id), pairs: made.map(({ spectra }) => spectra) }
}

async function correctedRows(
  { active }: AppContext,
  { pairs }: Rows,
  serial: string,
): Promise<CorrectedRows | undefined> {
  const { card } = active
  const [first] = pairs
  if (!card || !first) return undefined
  const part = (wavelengthNm: Float64Array, values: Float64Array): OnAxis[] => {
    const made = onModelAxis(card, wavelengthNm, values)
    return made ? [made] : []
  }
  const raw = pairs.flatMap((pair) => part(pair.wavelengthNm, pair.spectrometer))
  const reference = pairs.flatMap((pair) => (pair.reference ? part(pair.wavelengthNm, pair.reference) : []))
  const [onModel] = raw
  if (!onModel || raw.length < pairs.length) return undefined
  const x = matrixOf(raw.map(({ values }) => values))
  const result = await active.correctTable(x, serial)
  if (!result) return undefined
  const { data, columns } = result.corrected
  return {
    wavelengthNm: onModel.wavelengthNm,
    raw: raw.map(({ values }) => values),
    reference: reference.map(({ values }) => values),
    spectra: pairs.map((_, row) => data.slice(row * columns, (row + 1) * columns)),
    model: card.version,
  }
}

function tableOf(
  values: ExportInput['values'],
  ids: readonly string[],
  parts: { readonly [part in 'raw' | 'corrected' | 'reference']: readonly Float64Array[] | undefined },
  wavelengthNm: Float64Array,
): SpectraTable | undefined {
  const table = (names: string[], spectra: readonly Float64Array[]): SpectraTable => ({
    ids: names,
    wavelengthNm,
    values: matrixOf(spectra).data,
  })
  if (values !== 'both') {
    const spectra = parts[values]
    return spectra && table([...ids], spectra)
  }
  const rows = ids.flatMap((id, i) =>
    (['raw', 'corrected', 'reference'] as const).flatMap((part) => {
      const spectrum = parts[part]?.[i]
      return spectrum ? [{ name: `${id} ${part}`, spectrum }] : []
    }),
  )
  return table(
    rows.map(({ name }) => name),
    rows.map(({ spectrum }) => spectrum),
  )
}
