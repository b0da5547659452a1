import { ProblemDataSchema } from '../../contract/errors.ts'
import type { Database } from './database.ts'
import type { Decide } from './decisions.ts'
import type { PairStore } from './interface.ts'
import { badRequest, notFound } from './problems.ts'
import type { HalfPair, NewPair, PairRecord, ReadingRole } from './records.ts'
import type { AppendFor } from './runs.ts'

type Row = {
  id: number
  session: number
  patch: string
  verdict: 'accepted' | 'refused'
  problem: string | null
  control: number
  at: string
  supersedes: number | null
  superseded: number
  undone: number
  excluded: number
  spectrometer: string
  reference: string
}

const idsOf = (role: ReadingRole): string =>
  `(SELECT json_group_array(reading ORDER BY position) FROM pair_reading l WHERE l.pair = p.id AND l.role = '${role}')`
const SELECT = `SELECT p.*, ${idsOf('spectrometer')} AS spectrometer, ${idsOf('reference')} AS reference FROM pair_state p`
const STANDING = 'p.session = @session AND p.undone = 0 AND p.superseded = 0'

const numbers = (json: string): number[] => {
  const parsed: unknown = JSON.parse(json)
  return Array.isArray(parsed) ? parsed.map(Number) : []
}

const record = (row: Row): PairRecord => ({
  id: row.id,
  session: row.session,
  patch: row.patch,
  spectrometer: numbers(row.spectrometer),
  reference: numbers(row.reference),
  verdict: row.verdict,
  ...(row.problem !== null && { problem: ProblemDataSchema.parse(JSON.parse(row.problem)) }),
  control: row.control === 1,
  at: row.at,
  ...(row.supersedes !== null && { supersedes: row.supersedes }),
  superseded: row.superseded === 1,
  undone: row.undone === 1,
  excluded: row.excluded === 1,
})

const patchesInWords = (patches: readonly string[]): string =>
  patches.length === 1 ? (patches[0] ?? '') : `${patches.length} patches`

/** Pairs: added, never changed; what stands follows from supersede links and the journal. */
export function pairStore(
  database: Database,
  { decide, appendFor, now }: { decide: Decide; appendFor: AppendFor; now: () => Date },
): PairStore {
  const insert = database.prepare(`
    INSERT INTO pair (session, patch, verdict, problem, control, at, supersedes, decision)
    VALUES (@session, @patch, @verdict, @problem, @control, @at, @supersedes, @decision)`)
  const link = database.prepare(
    'INSERT INTO pair_reading (pair, role, position, reading) VALUES (@pair, @role, @position, @reading)',
  )
  const fitting = database.prepare<{ n: number }>(`
    SELECT count(*) AS n FROM reading WHERE id IN (SELECT value FROM json_each(@ids))
      AND session = @session AND role = @role AND kind = 'sample' AND patch = @patch`)
  const taken = database.prepare<{ patch: string }>(`
    SELECT p.patch FROM pair_reading l JOIN pair p ON p.id = l.pair
    WHERE l.reading IN (SELECT value FROM json_each(@ids)) LIMIT 1`)
  // An accepted pair stands before a refused one, whatever their order.
  const tip = database.prepare<Row>(
    `${SELECT} WHERE ${STANDING} AND p.patch = @patch AND p.control = 0 ORDER BY p.verdict = 'accepted' DESC, p.id DESC LIMIT 1`,
  )
  const standing = database.prepare<Row>(
    `${SELECT} WHERE ${STANDING} AND p.verdict = @verdict AND p.control = @control ORDER BY p.id`,
  )
  const ofPatch = database.prepare<Row>(
    `${SELECT} WHERE p.session = @session AND p.patch = @patch ORDER BY p.id`,
  )
  const ofSession = database.prepare<Row>(`${SELECT} WHERE p.session = @session ORDER BY p.id`)
  const holding = database.prepare<Row>(
    `${SELECT} JOIN pair_reading own ON own.pair = p.id AND own.reading = @reading
     ORDER BY p.undone, p.id DESC LIMIT 1`,
  )
  const halves = database.prepare<{ id: number; patch: string; role: ReadingRole }>(`
    SELECT r.id, r.patch, r.role FROM reading r
    WHERE r.session = @session AND r.kind = 'sample' AND r.patch IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM pair_reading WHERE reading = r.id)
      AND NOT EXISTS (SELECT 1 FROM spot WHERE spectrometer = r.id)
      AND NOT EXISTS (SELECT 1 FROM spot WHERE reference = r.id)
      AND r.id > coalesce((SELECT max(l.reading) FROM pair p JOIN pair_reading l ON l.pair = p.id
        WHERE p.session = r.session AND p.patch = r.patch), 0)
    ORDER BY r.id`)
  const exclude = database.prepare(
    'INSERT INTO exclusion (session, patch, excluded, decision) VALUES (@session, @patch, @excluded, @decision)',
  )
  const excluded = database.prepare<{ patch: string; excluded: number }>(`
    SELECT e.patch, e.excluded, max(e.id) FROM exclusion e JOIN decision d ON d.id = e.decision
    WHERE e.session = @session AND d.undone = 0 GROUP BY e.patch ORDER BY e.patch`)

  const checkReadings = (pair: NewPair, role: ReadingRole): void => {
    const ids = JSON.stringify(pair[role])
    const wanted = new Set(pair[role])
    if (fitting.get({ ids, role, session: pair.session, patch: pair.patch })?.n !== wanted.size)
      throw badRequest(
        `A ${role} reading of the pair is not a sample reading of ${pair.patch} in this session.`,
      )
    if (pair.verdict === 'accepted' && wanted.size === 0)
      throw badRequest(`The pair of ${pair.patch} has no ${role} reading.`)
  }
  const add = (pair: NewPair, supersedes: number | null, what: string | null): number => {
    const { id } = insert.run({
      session: pair.session,
      patch: pair.patch,
      verdict: pair.verdict,
      problem: pair.problem === undefined ? null : JSON.stringify(pair.problem),
      control: Number(pair.control ?? false),
      at: pair.at,
      supersedes,
      decision: what === null ? null : decide(pair.session, what),
    })
    for (const role of ['spectrometer', 'reference'] as const)
      pair[role].forEach((reading, position) => link.run({ pair: id, role, position, reading }))
    return id
  }
  /** The readings of a pair as an accepted one of this moment. */
  const again = (row: Row): NewPair => {
    const { session, patch, spectrometer, reference } = record(row)
    return { session, patch, spectrometer, reference, verdict: 'accepted', at: now().toISOString() }
  }
  const list = (session: number, verdict: string, control: 0 | 1): PairRecord[] =>
    standing.all({ session, verdict, control }).map(record)
  const currentPairs = (session: number): PairRecord[] => list(session, 'accepted', 0)

  return {
    commitPair: (pair, events) =>
      database.transaction(() => {
        checkReadings(pair, 'spectrometer')
        checkReadings(pair, 'reference')
        if (taken.get({ ids: JSON.stringify([...pair.spectrometer, ...pair.reference]) }) !== undefined)
          throw badRequest(`A reading of the pair of ${pair.patch} already belongs to another pair.`)
        const before = pair.control ? undefined : tip.get({ session: pair.session, patch: pair.patch })
        const replaces = before !== undefined && (pair.verdict === 'accepted' || before.verdict === 'refused')
        // What the program refused or read for control is no decision of the operator.
        const undoable = pair.verdict === 'accepted' && pair.control !== true
        const what = `${before?.verdict === 'accepted' ? 'Repeated pair' : 'Pair'} ${pair.patch}`
        const id = add(pair, replaces ? before.id : null, undoable ? what : null)
        appendFor(events, id)
        return id
      }),
    currentPairs,
    refusedPairs: (session) => {
      const paired = new Set(currentPairs(session).map(({ patch }) => patch))
      const newest = new Map(list(session, 'refused', 0).map((pair) => [pair.patch, pair]))
      return [...newest.values()].filter(({ patch }) => !paired.has(patch))
    },
    controlPairs: (session) =>
      [...list(session, 'accepted', 1), ...list(session, 'refused', 1)].sort((a, b) => a.id - b.id),
    allPairs: (session) => ofSession.all({ session }).map(record),
    pairsOf: (session, patch) => ofPatch.all({ session, patch }).map(record),
    halfPairs: (session) => {
      const found = new Map<string, HalfPair>()
      for (const { id, patch, role } of halves.all({ session })) {
        const half = found.get(patch) ?? { patch, spectrometer: [], reference: [] }
        half[role].push(id)
        found.set(patch, half)
      }
      return [...found.values()]
    },
    acceptRefused: (session, patch, events) =>
      database.transaction(() => {
        const row = tip.get({ session, patch })
        if (row?.verdict !== 'refused') throw notFound(`refused pair of ${patch}`)
        const pair = again(row)
        checkReadings(pair, 'reference')
        const id = add(pair, row.id, `Accepted ${patch} as measured`)
        appendFor(events, id)
        return id
      }),
    restorePair: (reading, events) =>
      database.transaction(() => {
        const row = holding.get({ reading })
        if (row === undefined) throw notFound(`pair with reading ${reading}`)
        const { session, patch, superseded, undone } = record(row)
        if (row.verdict === 'refused' || row.control === 1 || !(superseded || undone))
          throw badRequest(`The pair of ${patch} with this reading needs no restoring.`)
        const before = tip.get({ session, patch })
        appendFor(events, add(again(row), before?.id ?? null, `Restored pair ${patch}`))
        return patch
      }),
    excludePatches: (session, patches, leaveOut) => {
      if (patches.length === 0) return
      database.transaction(() => {
        const what = `${leaveOut ? 'Excluded' : 'Included'} ${patchesInWords(patches)}`
        const decision = decide(session, what)
        for (const patch of patches) exclude.run({ session, patch, excluded: Number(leaveOut), decision })
      })
    },
    excludedPatches: (session) =>
      excluded
        .all({ session })
        .filter((row) => row.excluded === 1)
        .map(({ patch }) => patch),
    pairTable: (session) => currentPairs(session).filter((pair) => !pair.excluded),
  }
}
