import { decodeAxis, decodeValues, encodeValues } from './blobs.ts'
import type { Encoding } from './blobs.ts'
import type { ReadingFilter } from '../../contract/session.ts'
import type { Database } from './database.ts'
import type { ReadingStore } from './interface.ts'
import { badRequest, notFound } from './problems.ts'
import type {
  Quantity,
  Reading,
  ReadingKind,
  ReadingRole,
  ReadingState,
  ReadingSummary,
  TristimulusUnit,
} from './records.ts'
import type { AppendFor } from './runs.ts'

type Row = {
  id: number
  session: number
  role: ReadingRole
  kind: ReadingKind
  patch: string | null
  name: string
  device: number
  axis: number
  quantity: Quantity
  integrationMs: number | null
  scans: number | null
  maxCounts: number | null
  dark: number | null
  white: number | null
  level: number | null
  at: string
  flags: string
  model: string | null
  unit: TristimulusUnit | null
}
type ValueRow = Row & { encoding: Encoding; crc: number; bytes: Uint8Array }
type StateRow = Row & { state: ReadingState; reason: string }

/** Axes kept in memory; a session has two or three. */
const KEPT_AXES = 16

const COLUMNS = `r.id, r.session, r.role, r.kind, r.patch, r.name, r.device, r.axis, r.quantity,
  r.integration_ms AS integrationMs, r.scans, r.max_counts AS maxCounts, r.dark, r.white, r.level, r.at, r.flags, r.model, r.unit`
const WITH_VALUES = `SELECT ${COLUMNS}, r.encoding, r.crc, r.bytes FROM reading r`

const STATES = `
SELECT ${COLUMNS}, i.state, coalesce((
  SELECT p.problem ->> '$.happened' FROM pair_reading l JOIN pair_state p ON p.id = l.pair
  WHERE l.reading = r.id ORDER BY p.undone, p.id DESC LIMIT 1), '') AS reason
FROM reading r JOIN reading_list i ON i.reading = r.id
WHERE `

const OWN = 'i.session = @session'
const IN_STATE = `${OWN} AND i.state = @state`
/**
 * Every word of the JSON list `@words` occurs in what names the reading. A session has few different names: they are
 * stepped through in the index, and only those looked into.
 */
const fits = (own: string): string => `${own} AND i.words IN (
  WITH RECURSIVE named (words) AS (
    SELECT min(i.words) FROM reading_list i WHERE ${own}
    UNION ALL
    SELECT (SELECT min(i.words) FROM reading_list i WHERE ${own} AND i.words > named.words)
    FROM named WHERE named.words IS NOT NULL)
  SELECT words FROM named
  WHERE NOT EXISTS (SELECT 1 FROM json_each(@words) w WHERE instr(named.words, w.value) = 0))`
const NO_WORDS = '[]'

const wordsOf = ({ words = '' }: ReadingFilter): string =>
  JSON.stringify(
    words
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== ''),
  )

const strings = (json: string): string[] => {
  const parsed: unknown = JSON.parse(json)
  return Array.isArray(parsed) ? parsed.map(String) : []
}

const common = (row: Row): Omit<ReadingSummary, 'state' | 'reason'> => ({
  id: row.id,
  session: row.session,
  role: row.role,
  kind: row.kind,
  name: row.name,
  device: row.device,
  axis: row.axis,
  quantity: row.quantity,
  at: row.at,
  flags: strings(row.flags),
  ...(row.patch !== null && { patch: row.patch }),
  ...(row.integrationMs !== null && { integrationMs: row.integrationMs }),
  ...(row.scans !== null && { scans: row.scans }),
  ...(row.maxCounts !== null && { maxCounts: row.maxCounts }),
  ...(row.dark !== null && { dark: row.dark }),
  ...(row.white !== null && { white: row.white }),
  ...(row.level !== null && { level: row.level }),
  ...(row.model !== null && { model: row.model }),
  ...(row.unit !== null && { unit: row.unit }),
})

const summary = (row: StateRow): ReadingSummary => ({ ...common(row), state: row.state, reason: row.reason })

/** Readings: added, never changed. */
export function readingStore(database: Database, appendFor: AppendFor): ReadingStore {
  const insert = database.prepare(`
    INSERT INTO reading (session, role, kind, patch, name, device, axis, quantity, encoding, crc, integration_ms,
      scans, max_counts, dark, white, level, at, flags, model, bytes, unit)
    VALUES (@session, @role, @kind, @patch, @name, @device, @axis, @quantity, @encoding, @crc, @integrationMs,
      @scans, @maxCounts, @dark, @white, @level, @at, @flags, @model, @bytes, @unit)`)
  const axis = database.prepare<{ bytes: Uint8Array }>(
    'SELECT wavelength_nm AS bytes FROM axis WHERE id = @id',
  )
  const axisLength = database.prepare<{ n: number }>(
    'SELECT length(wavelength_nm) / 8 AS n FROM axis WHERE id = @id',
  )
  const byId = database.prepare<ValueRow>(`${WITH_VALUES} WHERE r.id = @id`)
  const latest = database.prepare<ValueRow>(`${WITH_VALUES}
    WHERE r.session = @session AND r.kind = @kind AND r.role = @role
      AND (@integrationMs IS NULL OR abs(r.integration_ms - @integrationMs) < 1e-6)
      AND NOT EXISTS (SELECT 1 FROM taken_reference t JOIN decision d ON d.id = t.decision
        WHERE t.reading = r.id AND d.undone = 1) ORDER BY r.id DESC LIMIT 1`)
  const listed = (which: string) => ({
    count: database.prepare<{ n: number }>(`SELECT count(*) AS n FROM reading_list i WHERE ${which}`),
    page: database.prepare<StateRow>(
      `${STATES} r.id IN (SELECT i.reading FROM reading_list i WHERE ${which} ORDER BY i.reading LIMIT @limit OFFSET @offset)
       ORDER BY r.id`,
    ),
  })
  const lists = {
    all: listed(OWN),
    fitting: listed(fits(OWN)),
    inState: listed(IN_STATE),
    fittingInState: listed(fits(IN_STATE)),
  }
  const oneState = database.prepare<StateRow>(`${STATES} r.id = @id`)

  // An axis never changes and a session has few: every reading of one shares the same array.
  const axes = new Map<number, Float64Array>()
  const wavelengthsOf = (id: number): Float64Array => {
    const known = axes.get(id)
    if (known) return known
    const row = axis.get({ id })
    if (row === undefined) throw notFound(`wavelength axis ${id}`)
    const wavelengthNm = decodeAxis(row.bytes)
    if (axes.size >= KEPT_AXES) axes.clear()
    axes.set(id, wavelengthNm)
    return wavelengthNm
  }
  const reading = (row: ValueRow): Reading => ({
    ...common(row),
    wavelengthNm: wavelengthsOf(row.axis),
    values: decodeValues(row, `reading ${row.id}`, database.file),
  })
  const rowOf = (id: number): ValueRow => {
    const row = byId.get({ id })
    if (row === undefined) throw notFound(`reading ${id}`)
    return row
  }

  return {
    insertReading: (given, events) => {
      const bands = axisLength.get({ id: given.axis })?.n
      if (bands === undefined) throw notFound(`wavelength axis ${given.axis}`)
      if (given.values.length !== bands)
        throw badRequest(`The reading has ${given.values.length} values, its wavelength axis ${bands}.`)
      const blob = encodeValues(given.values)
      return database.transaction(() => {
        const { id } = insert.run({
          session: given.session,
          role: given.role,
          kind: given.kind,
          patch: given.patch ?? null,
          name: given.name ?? given.patch ?? '',
          device: given.device,
          axis: given.axis,
          quantity: given.quantity,
          ...blob,
          integrationMs: given.integrationMs ?? null,
          scans: given.scans ?? null,
          maxCounts: given.maxCounts ?? null,
          dark: given.dark ?? null,
          white: given.white ?? null,
          level: given.level ?? null,
          at: given.at,
          flags: JSON.stringify(given.flags ?? []),
          model: given.model ?? null,
          unit: given.unit ?? null,
        })
        appendFor(events, id)
        return id
      })
    },
    getReading: (id) => reading(rowOf(id)),
    getReadings: (ids) => ids.map((id) => reading(rowOf(id))),
    listReadings: (session, offset, limit, filter = {}) => {
      const words = wordsOf(filter)
      const asked = {
        session,
        ...(words !== NO_WORDS && { words }),
        ...(filter.state !== undefined && { state: filter.state }),
      }
      const { count, page } =
        words === NO_WORDS
          ? lists[filter.state === undefined ? 'all' : 'inState']
          : lists[filter.state === undefined ? 'fitting' : 'fittingInState']
      return {
        total: count.get(asked)?.n ?? 0,
        rows: page.all({ ...asked, offset, limit }).map(summary),
      }
    },
    getReadingSummary: (id) => {
      const row = oneState.get({ id })
      if (row === undefined) throw notFound(`reading ${id}`)
      return summary(row)
    },
    latestReference: (session, kind, role, integrationMs) => {
      const row = latest.get({ session, kind, role, integrationMs: integrationMs ?? null })
      return row && reading(row)
    },
  }
}
