import type { Comparison, Evaluation } from '../../contract/model.ts'
import { isMatrixMethod } from '../../model/tristimulus/methods.ts'
import { figuresText } from './figures-text.ts'
import { table } from './output.ts'

/** RMSE in units of 10^-3, three significant places. */
export const milli = (value: number): string => (value * 1000).toFixed(3)

/** One line of accuracy for people. */
export function evaluationText(figures: Evaluation): string {
  const colour =
    figures.dE00 === null
      ? 'no colour'
      : `dE00 ${figures.dE00.mean.toFixed(3)} mean, ${figures.dE00.p95.toFixed(3)} P95, ${figures.dE00.max.toFixed(2)} max`
  return `RMSE ${milli(figures.rmse)} x10^-3, P95 ${milli(figures.p95)}, GFC ${figures.gfc.toFixed(6)}, ${colour}`
}

/** The tournament as a table and the verdict under it. */
export function comparisonText(comparison: Comparison): string {
  const rows = comparison.methods.map((row) => [
    row.name,
    milli(row.rmse),
    milli(row.p95),
    row.gfc.toFixed(6),
    row.dE00?.mean.toFixed(3) ?? '-',
    row.dE00?.p95.toFixed(3) ?? '-',
    row.dE00?.max.toFixed(2) ?? '-',
    row.foreign === null ? 'not tested' : milli(row.foreign.rmse),
    row.foreign?.dE00?.mean.toFixed(3) ?? '-',
    Math.round(row.fitMs),
  ])
  const grid =
    comparison.grid === null
      ? 'plain indices'
      : `${comparison.grid.fromNm.toFixed(0)} to ${comparison.grid.toNm.toFixed(0)} nm`
  const values = comparison.methods.some(({ name }) => isMatrixMethod(name))
    ? 'X, Y and Z'
    : `${String(comparison.bands)} bands (${grid})`
  return [
    `${String(comparison.samples)} samples, ${values}, ${String(comparison.folds)} shared folds; RMSE x10^-3`,
    table(['method', 'RMSE', 'P95', 'GFC', 'dE00', 'dE P95', 'dE max', 'foreign', 'dE00', 'fit ms'], rows),
    ...figuresText(comparison),
    comparison.verdict.sentence,
  ].join('\n')
}
