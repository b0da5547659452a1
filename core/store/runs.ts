import { RunEventSchema } from '../../contract/run.ts'
import type { RunEvent, RunKind, RunState } from '../../contract/run.ts'
import type { Database } from './database.ts'
import type { RunStore } from './interface.ts'
import { notFound } from './problems.ts'
import type { EventsFor, RunRecord } from './records.ts'

type Row = {
  id: number
  session: number
  kind: RunKind
  options: string
  state: RunState
  started: string
  events: number
}

const SELECT = `SELECT r.*, (SELECT count(*) FROM event e WHERE e.run = r.id) AS events FROM run r`

/** Stores the events that belong to the row `id`, in the caller's transaction. */
export type AppendFor = (events: EventsFor | undefined, id: number) => void

/** Runs and their events, which are the record of everything that happened. */
export function runStore(database: Database): { appendFor: AppendFor; store: RunStore } {
  const insert = database.prepare(
    `INSERT INTO run (session, kind, options, state, started) VALUES (@session, @kind, @options, 'running', @started)`,
  )
  const byId = database.prepare<Row>(`${SELECT} WHERE r.id = @id`)
  const last = database.prepare<Row>(
    `${SELECT} WHERE r.kind = coalesce(@kind, r.kind) AND r.session = coalesce(@session, r.session)
     ORDER BY r.id DESC LIMIT 1`,
  )
  const ofSession = database.prepare<Row>(`${SELECT} WHERE r.session = @session ORDER BY r.id`)
  const setState = database.prepare('UPDATE run SET state = @state WHERE id = @id')
  const append = database.prepare('INSERT INTO event (run, seq, json) VALUES (@run, @seq, @json)')
  const since = database.prepare<{ json: string }>(
    'SELECT json FROM event WHERE run = @run AND seq >= @from ORDER BY seq LIMIT @limit',
  )

  const record = (row: Row): RunRecord => ({ ...row, options: JSON.parse(row.options) })
  const appendEvent = (event: RunEvent): void => {
    append.run({ run: event.run, seq: event.seq, json: JSON.stringify(event) })
  }

  return {
    appendFor: (events = [], id) => {
      for (const event of typeof events === 'function' ? events(id) : events) appendEvent(event)
    },
    store: {
      createRun: ({ session, kind, options, started }) =>
        insert.run({ session, kind, options: JSON.stringify(options ?? null), started }).id,
      getRun: (id) => {
        const row = byId.get({ id })
        if (row === undefined) throw notFound(`run ${id}`)
        return record(row)
      },
      setRunState: (id, state) => {
        if (setState.run({ id, state }).changes === 0) throw notFound(`run ${id}`)
      },
      // What an event reports is a row that is on the disk already; a scan need not wait for it once more.
      appendEvent: (event) => database.lazily(() => appendEvent(event)),
      eventsSince: (run, from, limit = -1) =>
        since.all({ run, from, limit }).map(({ json }) => RunEventSchema.parse(JSON.parse(json))),
      runsOf: (session) => ofSession.all({ session }).map(record),
      lastRun: ({ kind, session } = {}) => {
        const row = last.get({ kind: kind ?? null, session: session ?? null })
        return row && record(row)
      },
    },
  }
}
