import { fixed, percent, THIN } from '../../text/numbers.ts'
import type { TournamentRow } from './rows.ts'

export type ColumnId =
  'method' | 'rmse' | 'sd' | 'dots' | 'dE' | 'p95' | 'foreign' | 'foreignDE' | 'against' | 'fit' | 'result'

/** A column of the tournament table. */
export interface TournamentColumn {
  readonly id: ColumnId
  readonly title: string
  /** Design pixels; absent = shares the rest. */
  readonly width?: number
  /** Width where there is plenty of room. */
  readonly wide?: number
  readonly align?: 'right'
  readonly tone?: 'strong' | 'quiet'
  readonly group?: 'plate' | 'foreign'
  /** The narrowest table it still belongs to, design pixels; the verdict and what it rests on stay longest. */
  readonly from: number
}

/** Every column in its order; a foreign figure stands beside the plate's at the same size. */
export const COLUMNS: readonly TournamentColumn[] = [
  { id: 'method', title: 'Method', width: 208, wide: 222, from: 0 },
  { id: 'rmse', title: 'RMSE', width: 82, align: 'right', tone: 'strong', group: 'plate', from: 0 },
  { id: 'sd', title: 'sd', width: 44, align: 'right', tone: 'quiet', group: 'plate', from: 1000 },
  { id: 'dots', title: 'RMSE', group: 'plate', from: 0 },
  { id: 'dE', title: 'dE00', width: 58, align: 'right', tone: 'strong', group: 'plate', from: 0 },
  { id: 'p95', title: 'P95', width: 52, align: 'right', tone: 'quiet', group: 'plate', from: 860 },
  { id: 'foreign', title: 'RMSE', width: 74, align: 'right', tone: 'strong', group: 'foreign', from: 640 },
  { id: 'foreignDE', title: 'dE00', width: 74, align: 'right', tone: 'strong', group: 'foreign', from: 740 },
  { id: 'against', title: 'Against winner', width: 104, align: 'right', from: 780 },
  { id: 'fit', title: 'Fit', width: 68, align: 'right', tone: 'quiet', from: 1000 },
  { id: 'result', title: 'Result', width: 160, from: 0 },
]

/** From here on the wide columns have room. */
const PLENTY = 1060

/** The columns there is room for, with their widths. */
export const roomFor = (width: number): readonly TournamentColumn[] =>
  COLUMNS.filter((column) => width === 0 || width >= column.from).map((column) =>
    width >= PLENTY && column.wide !== undefined ? { ...column, width: column.wide } : column,
  )

/** Rows in the order of a column; by RMSE as given where nothing is chosen. Rows without a figure come last. */
export function sortedRows(
  rows: readonly TournamentRow[],
  sorting: { readonly column: ColumnId; readonly down: boolean } | undefined,
): readonly TournamentRow[] {
  if (sorting === undefined) return rows
  const sign = sorting.down ? -1 : 1
  return [...rows].sort((a, b) => {
    const [x, y] = [orderOf(a, sorting.column), orderOf(b, sorting.column)]
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined)
    return (
      sign * (typeof x === 'string' || typeof y === 'string' ? String(x).localeCompare(String(y)) : x - y)
    )
  })
}

function orderOf(row: TournamentRow, column: ColumnId): number | string | undefined {
  const { result } = row
  switch (column) {
    case 'method':
      return row.title
    case 'result':
      return row.said.word
    case 'rmse':
    case 'dots':
      return result?.rmse
    case 'sd':
      return row.spread?.sd
    case 'dE':
      return result?.dE00?.mean
    case 'p95':
      return result?.dE00?.p95
    case 'foreign':
      return result?.foreign?.rmse
    case 'foreignDE':
      return result?.foreign?.dE00?.mean
    case 'against':
      return row.winner ? 0 : row.against?.difference
    case 'fit':
      return result?.fitMs
  }
}

/** Time of a fit with the digits that matter: "0.01 s", "1.1 s", "124 s"; what took less than can be said is no nought. */
export function fitWord(fitMs: number): string {
  const seconds = fitMs / 1000
  if (seconds > 0 && seconds < 0.005) return `< 0.01${THIN}s`
  return `${fixed(seconds, seconds >= 10 || seconds === 0 ? 0 : seconds >= 0.095 ? 1 : 2)}${THIN}s`
}

/** What the dot plot of a row shows, for the ear. */
export function dotWords({ result, spread, progress }: TournamentRow): string {
  if (result === undefined)
    return progress === undefined ? 'no figure yet' : `${percent(progress.fraction, 0)} done`
  const folds =
    spread === undefined
      ? ''
      : `, folds from ${fixed(spread.low * 1000, 2)} to ${fixed(spread.high * 1000, 2)}`
  const foreign = result.foreign === null ? '' : `, foreign chart ${fixed(result.foreign.rmse * 1000, 2)}`
  return `RMSE ${fixed(result.rmse * 1000, 2)} thousandths${folds}${foreign}`
}
