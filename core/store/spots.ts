import { z } from 'zod'
import { TripleSchema } from '../../contract/spectrum.ts'
import type { Domain } from '../../contract/spectrum.ts'
import type { Database } from './database.ts'
import type { Decide } from './decisions.ts'
import type { SpotStore } from './interface.ts'
import { notFound } from './problems.ts'
import type { SpotRecord } from './records.ts'
import type { AppendFor } from './runs.ts'

type Row = {
  id: number
  session: number
  name: string
  at: string
  spectrometer: number
  reference: number | null
  model: string | null
  domain: Domain
  domainDetail: string
  tristimulus: string | null
}

const Tristimulus = z.object({
  device: z.number().int(),
  xyz: TripleSchema,
  white: z.number().int().optional(),
  unit: z.enum(['cd/m2', 'lx']),
})

const SELECT = `SELECT o.id, o.session, o.name, o.at, o.spectrometer, o.reference, o.model, o.domain,
  o.domain_detail AS domainDetail, o.tristimulus FROM spot o JOIN decision d ON d.id = o.decision`

const record = ({ reference, model, tristimulus, ...rest }: Row): SpotRecord => ({
  ...rest,
  ...(reference !== null && { reference }),
  ...(model !== null && { model }),
  ...(tristimulus !== null && { tristimulus: Tristimulus.parse(JSON.parse(tristimulus)) }),
})

/** Named spot readings. */
export function spotStore(
  database: Database,
  { decide, appendFor }: { decide: Decide; appendFor: AppendFor },
): SpotStore {
  const insert = database.prepare(`
    INSERT INTO spot (session, name, at, spectrometer, reference, model, domain, domain_detail, decision, tristimulus)
    VALUES (@session, @name, @at, @spectrometer, @reference, @model, @domain, @domainDetail, @decision, @tristimulus)`)
  const byId = database.prepare<Row>(`${SELECT} WHERE o.id = @id`)
  const all = database.prepare<Row>(`${SELECT} WHERE o.session = @session AND d.undone = 0 ORDER BY o.id`)
  const rename = database.prepare('UPDATE spot SET name = @name WHERE id = @id')

  return {
    insertSpot: (spot, events) =>
      database.transaction(() => {
        const { id } = insert.run({
          session: spot.session,
          name: spot.name,
          at: spot.at,
          spectrometer: spot.spectrometer,
          reference: spot.reference ?? null,
          model: spot.model ?? null,
          domain: spot.domain,
          domainDetail: spot.domainDetail,
          tristimulus: spot.tristimulus === undefined ? null : JSON.stringify(spot.tristimulus),
          decision: decide(spot.session, /^spot\b/i.test(spot.name) ? spot.name : `Spot ${spot.name}`),
        })
        appendFor(events, id)
        return id
      }),
    getSpot: (id) => {
      const row = byId.get({ id })
      if (row === undefined) throw notFound(`spot ${id}`)
      return record(row)
    },
    listSpots: (session) => all.all({ session }).map(record),
    renameSpot: (id, name) => {
      if (rename.run({ id, name }).changes === 0) throw notFound(`spot ${id}`)
    },
  }
}
