import type { Conditions } from '../../contract/provenance.ts'
import type { Database } from './database.ts'
import type { ConditionStore } from './interface.ts'

type Row = Omit<Conditions, 'integrationMs' | 'scans'> & {
  shortestMs: number | null
  longestMs: number | null
  fewest: number | null
  most: number | null
}

const range = (from: number | null, to: number | null): readonly [number, number] | null =>
  from === null || to === null ? null : [from, to]

/** What the readings of a session themselves tell of how they were taken. */
export function conditionStore(database: Database): ConditionStore {
  const conditions = database.prepare<Row>(`
    SELECT role, kind, count(*) AS readings, min(at) AS first, max(at) AS last, min(integration_ms) AS shortestMs,
      max(integration_ms) AS longestMs, min(scans) AS fewest, max(scans) AS most
    FROM reading WHERE session = @session GROUP BY role, kind ORDER BY role DESC, kind`)
  const whiteAge = database.prepare<{ days: number | null }>(`
    SELECT max(julianday(r.at) - julianday(w.at)) AS days FROM reading r JOIN reading w ON w.id = r.white
    WHERE r.session = @session AND r.kind = 'sample'`)
  return {
    conditions: (session) =>
      conditions.all({ session }).map(({ shortestMs, longestMs, fewest, most, ...row }) => ({
        ...row,
        integrationMs: range(shortestMs, longestMs),
        scans: range(fewest, most),
      })),
    oldestWhiteMs: (session) => {
      const days = whiteAge.get({ session })?.days ?? null
      return days === null ? null : Math.round(days * 86_400_000)
    },
  }
}
