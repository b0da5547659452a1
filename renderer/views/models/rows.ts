import type { MethodName, MethodResult, TrainingEvent } from '../../../contract/model.ts'
import type { Said } from '../../components/lamp-state.ts'
import type { Range } from '../../components/charts/scales.ts'

type Progress = Extract<TrainingEvent, { type: 'progress' }>

/** A method of the tournament as the table shows it. */
export interface TournamentRow {
  readonly name: MethodName
  readonly title: string
  /** Absent while it runs, waits, or after it was stopped. */
  readonly result?: MethodResult
  /** Standard deviation, best and worst of the folds' RMSE. */
  readonly spread?: { readonly sd: number; readonly low: number; readonly high: number }
  /** Paired difference to the winner over the folds, as fractions of the winner's RMSE. */
  readonly against?: { readonly difference: number; readonly standardError?: number }
  readonly winner: boolean
  readonly progress?: Progress
  readonly said: Said & { readonly why?: string }
}

/** What a tournament knows so far. */
export interface TournamentState {
  readonly results: readonly MethodResult[]
  /** Undefined while it is running: nobody has won yet. */
  readonly winner: MethodName | undefined
  /** Every method that takes part, finished or not. */
  readonly methods: readonly MethodName[]
  readonly progress: Readonly<Partial<Record<MethodName, Progress>>>
  readonly stopped: Readonly<Partial<Record<MethodName, string>>>
  readonly running: boolean
  readonly folds: number
  readonly titleOf: (name: MethodName) => string
}

/** Rows by RMSE, unfinished ones last. */
export function tournamentRows(state: TournamentState): TournamentRow[] {
  const { results, methods, titleOf } = state
  const byName = new Map(results.map((result) => [result.name, result]))
  const winner = state.winner === undefined ? undefined : byName.get(state.winner)
  const none = byName.get('none')
  const names = [...new Set([...results.map((result) => result.name), ...methods])]
  const rows = names.map((name): TournamentRow => {
    const result = byName.get(name)
    const title = shortTitle(titleOf(name))
    if (result === undefined) {
      const progress = state.running ? state.progress[name] : undefined
      return { name, title, winner: false, said: unfinished(state, name), ...(progress && { progress }) }
    }
    const isWinner = winner === result
    const against = winner === undefined || isWinner ? undefined : pairedDifference(result, winner)
    const spread = spreadOf(result.rmsePerFold)
    const said = finished(result, { isWinner, against, none })
    return {
      name,
      title,
      result,
      winner: isWinner,
      said,
      ...(spread && { spread }),
      ...(against && { against }),
    }
  })
  return rows.sort((a, b) => (a.result?.rmse ?? Infinity) - (b.result?.rmse ?? Infinity))
}

function unfinished(
  { progress, stopped, running, folds }: TournamentState,
  name: MethodName,
): TournamentRow['said'] {
  const reason = stopped[name]
  // The whole reason is long; the column shows its beginning, the tooltip all of it.
  if (reason !== undefined) return { lamp: 'off', word: stoppedWord(reason), why: reason }
  const at = progress[name]
  if (!running) return { lamp: 'off', word: 'Not finished' }
  if (at === undefined) return { lamp: 'waiting', word: 'Waits' }
  return { lamp: 'working', word: `Fold ${String(at.fold)} of ${String(folds)}` }
}

/** "Given up after fold 2: RMSE 0.0061 against 0.0015 of ..." as a cell has room for. */
const stoppedWord = (reason: string): string =>
  (reason.split(':')[0] ?? reason).replace(/\.$/, '').replace(' after fold ', ', fold ')

function finished(
  result: MethodResult,
  known: {
    readonly isWinner: boolean
    readonly against: TournamentRow['against']
    readonly none: MethodResult | undefined
  },
): Said {
  const { isWinner, against, none } = known
  if (isWinner) return { lamp: 'good', word: 'Winner' }
  if (result.name === 'none') return { lamp: 'off', word: 'Baseline' }
  if (against === undefined) return { lamp: 'off', word: 'Finished' }
  const plate = comparedWord(against)
  if (result.foreign === null || none === undefined || none.foreign === null)
    return { lamp: 'off', word: plate }
  return result.foreign.rmse > none.foreign.rmse
    ? { lamp: 'attention', word: `${plate}, fails foreign` }
    : { lamp: 'off', word: `${plate}, safe foreign` }
}

/** Within one standard error of the paired difference two methods are the same. */
function comparedWord({ difference, standardError }: NonNullable<TournamentRow['against']>): string {
  if (Math.abs(difference) <= (standardError ?? 0)) return 'Equal'
  return difference > 0 ? 'Worse' : 'Better'
}

/** Difference of two methods over the same folds, as a fraction of the second one's RMSE. */
export function pairedDifference(
  one: Pick<MethodResult, 'rmse' | 'rmsePerFold'>,
  other: Pick<MethodResult, 'rmse' | 'rmsePerFold'>,
): { difference: number; standardError?: number } {
  const n = Math.min(one.rmsePerFold.length, other.rmsePerFold.length)
  if (n < 2) return { difference: one.rmse / other.rmse - 1 }
  const base = meanOf(other.rmsePerFold.slice(0, n))
  const differences = Array.from(
    { length: n },
    (_, fold) => ((one.rmsePerFold[fold] ?? 0) - (other.rmsePerFold[fold] ?? 0)) / base,
  )
  return { difference: meanOf(differences), standardError: sdOf(differences) / Math.sqrt(n) }
}

function spreadOf(perFold: readonly number[]): TournamentRow['spread'] | undefined {
  if (perFold.length < 2) return undefined
  return { sd: sdOf(perFold), low: Math.min(...perFold), high: Math.max(...perFold) }
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** Sample standard deviation. */
function sdOf(values: readonly number[]): number {
  const mean = meanOf(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}

/** Common log axis of the dot plots: everything that is drawn, with a little air. */
export function dotRange(rows: readonly TournamentRow[]): Range | undefined {
  const values = rows.flatMap((row) => [
    ...(row.result === undefined ? [] : [row.result.rmse]),
    ...(row.spread === undefined ? [] : [row.spread.low, row.spread.high]),
    ...(row.result === undefined || row.result.foreign === null ? [] : [row.result.foreign.rmse]),
  ])
  const positive = values.filter((value) => value > 0)
  if (positive.length === 0) return undefined
  return { min: Math.min(...positive) / 1.25, max: Math.max(...positive) * 1.25 }
}

/** Two methods begin alike: cut at the end of a narrow column they could not be told apart. */
const shortTitle = (title: string): string => title.replace(/^Gated physical correction and /, 'Gated and ')
