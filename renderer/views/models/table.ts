import { saveText } from '../../text/save.ts'
import type { TournamentRow } from './rows.ts'

const HEAD = [
  'method',
  'rmse',
  'sd',
  'best fold',
  'worst fold',
  'dE00 mean',
  'dE00 p95',
  'dE00 max',
  'foreign rmse',
  'foreign dE00 mean',
  'against winner',
  'standard error',
  'fit s',
  'result',
]

/** The tournament as tab-separated text with full precision; an empty field is a figure that was not made. */
export function tournamentText(rows: readonly TournamentRow[]): string {
  const lines = rows.map(({ title, result, spread, against, said }) => [
    title,
    result?.rmse,
    spread?.sd,
    spread?.low,
    spread?.high,
    result?.dE00?.mean,
    result?.dE00?.p95,
    result?.dE00?.max,
    result?.foreign?.rmse,
    result?.foreign?.dE00?.mean,
    against?.difference,
    against?.standardError,
    result === undefined ? undefined : result.fitMs / 1000,
    said.word,
  ])
  return [HEAD, ...lines].map((cells) => cells.map((cell) => cell ?? '').join('\t')).join('\n') + '\n'
}

/** Writes the tournament to a file. */
export const saveTournament = (rows: readonly TournamentRow[]): void =>
  saveText('tournament.tsv', tournamentText(rows))
