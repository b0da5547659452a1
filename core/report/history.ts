import type { HistoryEntry } from '../../contract/session.ts'
import { html, moment, table } from './html.ts'
import type { Markup } from './html.ts'

/** Most lines of the history that a report prints. */
const MOST = 60

interface Line {
  readonly at: string
  readonly what: string
  readonly undone: boolean
  /** Patches of pairs that follow each other: one line tells of all of them. */
  readonly pairs: readonly string[]
}

const pairedPatch = (what: string): string | undefined => /^Pair (.+)$/.exec(what)?.[1]

/** Decisions in order, pairs that follow each other as one. */
function linesOf(history: readonly HistoryEntry[]): Line[] {
  const lines: Line[] = []
  for (const { at, what, undone } of history) {
    const patch = pairedPatch(what)
    const last = lines.at(-1)
    if (patch !== undefined && last !== undefined && last.pairs.length > 0 && last.undone === undone)
      lines[lines.length - 1] = { ...last, pairs: [...last.pairs, patch] }
    else lines.push({ at, what, undone, pairs: patch === undefined ? [] : [patch] })
  }
  return lines
}

const words = ({ what, pairs }: Line): string =>
  pairs.length > 1 ? `${pairs.length} pairs, ${pairs[0] ?? ''} to ${pairs.at(-1) ?? ''}` : what

/** What was decided in a session, its last lines where there are many. */
export function historyTable(history: readonly HistoryEntry[]): Markup[] {
  const lines = linesOf(history)
  return [
    table(
      ['time', 'what', ''],
      lines.slice(-MOST).map((line) => [moment(line.at), words(line), line.undone ? 'undone' : '']),
    ),
    ...(lines.length > MOST ? [html`<p>The last ${MOST} of ${lines.length} lines.</p>`] : []),
  ]
}
