import type { Database } from '../database.ts'

type Row = Record<string, string | number | Uint8Array | null>

/**
 * For a session that went on in two places: of a patch read in both, the pair read last stands, and the other one
 * is superseded by it or stays behind it. `wholeSessions` came over complete and keep their own order.
 */
export function newestPairStands(into: Database, wholeSessions: ReadonlySet<number>): (pair: Row) => void {
  const tip = into.prepare<{ id: number; at: string; verdict: string }>(`
    SELECT p.id, p.at, p.verdict FROM pair_state p
    WHERE p.session = @session AND p.patch = @patch AND p.control = 0 AND p.undone = 0 AND p.superseded = 0
    ORDER BY p.verdict = 'accepted' DESC, p.id DESC LIMIT 1`)
  const setAside = into.prepare(`
    INSERT INTO decision (session, at, what, undone, given_up) VALUES (@session, @at, @what, 1, 1)`)
  return (pair) => {
    const { session, patch, at, verdict, control } = pair
    if (typeof session !== 'number' || typeof patch !== 'string' || typeof at !== 'string') return
    if (control === 1 || wholeSessions.has(session)) return
    const here = tip.get({ session, patch })
    if (here === undefined) return
    const replaces =
      verdict === 'accepted' ? here.verdict === 'refused' || here.at <= at : here.verdict === 'refused'
    if (replaces) pair['supersedes'] = here.id
    else if (verdict === 'accepted')
      pair['decision'] = setAside.run({
        session,
        at,
        what: `Pair ${patch}, older than the one merged with`,
      }).id
  }
}
