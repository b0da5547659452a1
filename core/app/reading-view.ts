import { problemDataOf } from '../../contract/errors.ts'
import type { ReadingDetail, ReadingFilter, ReadingRow } from '../../contract/session.ts'
import { colourOf, coversColour } from '../../spectra/colour.ts'
import type { DerivedReading } from '../derived.ts'
import { onModelAxis } from '../model-axis.ts'
import type { ReadingSummary } from '../store/records.ts'
import { isMatrixMethod } from '../../model/tristimulus/methods.ts'
import { tripleOf } from '../tristimulus-pair.ts'
import type { AppContext } from './context.ts'

/** One page of the readings of a session; colours where there is a reflectance. */
export function readingRows(
  context: AppContext,
  asked: { session: number; offset: number; limit: number; filter: ReadingFilter },
): { total: number; rows: ReadingRow[] } {
  const { store } = context.options
  const page = store.listReadings(asked.session, asked.offset, asked.limit, asked.filter)
  const full = store.getReadings(page.rows.map((row) => row.id))
  const rows = page.rows.map((row, i) => {
    const reading = full[i]
    return rowOf(row, reading && context.derived.reading(reading))
  })
  return { total: page.total, rows }
}

function rowOf(reading: ReadingSummary, derived: DerivedReading | undefined): ReadingRow {
  const { id, at, role, kind, name, patch, state, reason, model } = reading
  const colour =
    derived?.reflectance && coversColour(derived.wavelengthNm)
      ? colourOf(derived.reflectance, derived.wavelengthNm)
      : undefined
  return {
    id,
    at,
    role,
    kind,
    name: name === '' ? (patch ?? kind) : name,
    patch: patch ?? null,
    state,
    reason,
    ...(colour ? { colour } : {}),
    model: model ?? null,
  }
}

/** One reading with its numbers: counts as stored, what follows from them, and what the model made of it then. */
export async function readingDetail(context: AppContext, id: number): Promise<ReadingDetail> {
  const { store } = context.options
  const reading = store.getReading(id)
  const derived = context.derived.reading(reading)
  const { state, reason } = store.getReadingSummary(id)
  const counts = reading.quantity === 'counts' ? reading : undefined
  const values = derived.reflectance
  if (reading.quantity === 'tristimulus') {
    // Three numbers are no spectrum: nothing is drawn, they are said.
    const none = { wavelengthNm: new Float64Array(), values: new Float64Array(), quantity: reading.quantity }
    const { unit = 'cd/m2' } = reading
    return {
      ...rowOf({ ...reading, state, reason }, derived),
      ...none,
      tristimulus: { xyz: tripleOf(reading), unit },
    }
  }
  const corrected = values && (await correctedAsShown(context, values, derived.wavelengthNm, reading.model))
  return {
    ...rowOf({ ...reading, state, reason }, derived),
    ...(counts ? { pixelNm: counts.wavelengthNm, counts: counts.values } : {}),
    wavelengthNm: values ? derived.wavelengthNm : reading.wavelengthNm,
    values: values ?? reading.values,
    quantity: values ? 'reflectance' : reading.quantity,
    ...(corrected ? { corrected: corrected.values } : {}),
    ...(corrected && corrected.wavelengthNm !== derived.wavelengthNm
      ? { correctedNm: corrected.wavelengthNm }
      : {}),
    ...(reading.integrationMs === undefined ? {} : { integrationMs: reading.integrationMs }),
    ...(reading.scans === undefined ? {} : { scans: reading.scans }),
  }
}

async function correctedAsShown(
  { shelf, options, notices }: AppContext,
  values: Float64Array,
  wavelengthNm: Float64Array,
  version: string | undefined,
): Promise<{ wavelengthNm: Float64Array; values: Float64Array } | undefined> {
  if (version === undefined) return undefined
  try {
    const card = options.store.getModel(version)
    if (isMatrixMethod(card.method)) return undefined
    const part = onModelAxis(card, wavelengthNm, values)
    if (!part) return undefined
    const model = await shelf.open(card.hash)
    return { wavelengthNm: part.wavelengthNm, values: (await model.correct(part.values)).corrected }
  } catch (error) {
    // The reading itself is there; that its model is not is worth a word, not a failure.
    notices.problem('attention', problemDataOf(error))
    return undefined
  }
}
