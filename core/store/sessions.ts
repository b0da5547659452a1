import { PlateSchema } from '../../contract/plate.ts'
import type { Session } from '../../contract/session.ts'
import type { Database } from './database.ts'
import type { SessionStore } from './interface.ts'
import { notFound } from './problems.ts'

type Row = Omit<Session, 'instruments' | 'tags' | 'simulated'> & {
  instruments: string
  tags: string
  simulated: number
}

const SELECT = `
SELECT s.id, s.name, s.started, s.simulated, s.notes, s.tags, s.plate ->> '$.name' AS plate,
  (SELECT json_group_array(d.model || ' ' || d.serial) FROM device d
    WHERE EXISTS (SELECT 1 FROM reading r WHERE r.session = s.id AND r.device = d.id)) AS instruments,
  (SELECT count(*) FROM reading r WHERE r.session = s.id) AS readings,
  (SELECT count(DISTINCT p.id) FROM reading_list i
    JOIN pair_reading l ON l.reading = i.reading JOIN pair_state p ON p.id = l.pair
    WHERE i.session = s.id AND i.state IN ('accepted', 'excluded') AND p.verdict = 'accepted'
    AND p.control = 0 AND p.undone = 0 AND p.superseded = 0) AS pairs,
  coalesce(
    (SELECT o.model FROM spot o JOIN decision d ON d.id = o.decision
      WHERE o.session = s.id AND o.model IS NOT NULL AND d.undone = 0 ORDER BY o.id DESC LIMIT 1),
    (SELECT m.version FROM model m WHERE m.session = s.id AND m.pending = 0 ORDER BY m.id DESC LIMIT 1)
  ) AS model
FROM session s`

const strings = (json: string): string[] => {
  const parsed: unknown = JSON.parse(json)
  return Array.isArray(parsed) ? parsed.map(String) : []
}

/** Sessions; `model` is the one that corrected the newest spot, else the newest trained on the session. */
export function sessionStore(database: Database, now: () => Date): SessionStore {
  const insert = database.prepare(
    'INSERT INTO session (name, started, simulated, plate, notes, tags) VALUES (@name, @started, @simulated, @plate, @notes, @tags)',
  )
  const byId = database.prepare<Row>(`${SELECT} WHERE s.id = @id`)
  const all = database.prepare<Row>(`${SELECT} ORDER BY s.started DESC, s.id DESC`)
  const latest = database.prepare<Row>(`${SELECT} ORDER BY s.started DESC, s.id DESC LIMIT 1`)
  const rename = database.prepare(
    'UPDATE session SET name = @name, notes = coalesce(@notes, notes), tags = coalesce(@tags, tags) WHERE id = @id',
  )
  const setPlate = database.prepare('UPDATE session SET plate = @plate WHERE id = @id')
  const plateOf = database.prepare<{ plate: string | null }>('SELECT plate FROM session WHERE id = @id')

  const session = (row: Row): Session => ({
    ...row,
    instruments: strings(row.instruments),
    tags: strings(row.tags),
    simulated: row.simulated === 1,
  })
  const changed = (id: number, changes: number): void => {
    if (changes === 0) throw notFound(`session ${id}`)
  }
  const getSession = (id: number): Session => {
    const row = byId.get({ id })
    if (row === undefined) throw notFound(`session ${id}`)
    return session(row)
  }

  return {
    createSession: ({ name, started, simulated, notes = '', tags = [], plate }) => {
      const { id } = insert.run({
        name,
        started: started ?? now().toISOString(),
        simulated: Number(simulated),
        plate: plate === undefined ? null : JSON.stringify(plate),
        notes,
        tags: JSON.stringify(tags),
      })
      return getSession(id)
    },
    getSession,
    listSessions: () => all.all().map(session),
    latestSession: () => {
      const row = latest.get()
      return row && session(row)
    },
    renameSession: (id, { name, notes, tags }) =>
      changed(
        id,
        rename.run({
          id,
          name,
          notes: notes ?? null,
          tags: tags === undefined ? null : JSON.stringify(tags),
        }).changes,
      ),
    setSessionPlate: (id, plate) => changed(id, setPlate.run({ id, plate: JSON.stringify(plate) }).changes),
    sessionPlate: (id) => {
      const row = plateOf.get({ id })
      if (row === undefined) throw notFound(`session ${id}`)
      return row.plate === null ? undefined : PlateSchema.parse(JSON.parse(row.plate))
    },
  }
}
