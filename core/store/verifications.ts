import { VerificationRecordSchema, VerificationSchema } from '../../contract/verify.ts'
import type { Verification } from '../../contract/verify.ts'
import type { Database } from './database.ts'
import type { VerificationStore } from './interface.ts'
import { notFound } from './problems.ts'

type Row = {
  id: number
  session: number
  at: string
  instrument: string
  reference: string
  model: string
  json: string
}

/** Verifications by instrument and model. */
export function verificationStore(database: Database): VerificationStore {
  const insert = database.prepare(`
    INSERT INTO verification (session, at, instrument, reference, model, json)
    VALUES (@session, @at, @instrument, @reference, @model, @json)`)
  const byId = database.prepare<Row>('SELECT * FROM verification WHERE id = @id')
  const filtered = database.prepare<Row>(`
    SELECT * FROM verification
    WHERE instrument = coalesce(@instrument, instrument) AND model = coalesce(@model, model)
    ORDER BY at DESC, id DESC`)
  const since = database.prepare<{ n: number }>(`
    SELECT count(*) AS n FROM session s
    WHERE s.started > @since
      AND NOT EXISTS (SELECT 1 FROM verification v WHERE v.session = s.id)
      AND EXISTS (
        SELECT 1 FROM reading r JOIN device d ON d.id = r.device
        WHERE r.session = s.id AND d.serial = @instrument)`)

  // What is looked up by stands in its own columns only: a merge may have renamed the model.
  const record = ({ json, ...place }: Row): Verification =>
    VerificationSchema.parse({ ...(JSON.parse(json) as object), ...place })
  const getVerification = (id: number): Verification => {
    const row = byId.get({ id })
    if (row === undefined) throw notFound(`verification ${id}`)
    return record(row)
  }
  return {
    insertVerification: ({ session, at, instrument, reference, model, ...rest }) => {
      const json = JSON.stringify(VerificationRecordSchema.parse(rest))
      return getVerification(insert.run({ session, at, instrument, reference, model, json }).id)
    },
    getVerification,
    listVerifications: ({ instrument, model } = {}) =>
      filtered.all({ instrument: instrument ?? null, model: model ?? null }).map(record),
    sessionsSince: (instrument, from) => since.get({ instrument, since: from })?.n ?? 0,
  }
}
