import { badFile, counted, shown } from './bad-file.ts'
import { parseCsv } from './csv.ts'
import { numberOf } from './number.ts'

/** Which fold a sample is held out in. */
export interface Fold {
  readonly id: string
  readonly fold: number
}

const NEXT = 'Write one row per sample: id,fold with whole fold numbers.'

/**
 * Folds of a cross-validation from CSV text `id,fold`; a header row is optional. At least two folds.
 * @throws Problem FORMAT_BAD with line and column
 */
export function readFolds(text: string, name = 'The file of folds'): Fold[] {
  const { records } = parseCsv(text, name)
  const hasHeader = numberOf(records[0]?.cells[1] ?? '') === undefined
  const seen = new Map<string, number>()
  const folds = records.slice(hasHeader ? 1 : 0).map(({ cells, line }): Fold => {
    const [id, label] = cells
    if (cells.length !== 2 || id === undefined || label === undefined) {
      throw badFile({ name, line }, `${counted(cells.length, 'cell')} instead of 2.`, NEXT)
    }
    const fold = numberOf(label)
    if (fold === undefined || !Number.isInteger(fold) || Math.abs(fold) > 1e6) {
      throw badFile({ name, line, column: 2 }, `${shown(label)} is no whole fold number.`, NEXT)
    }
    const before = seen.get(id)
    if (id === '' || before !== undefined) {
      const why = id === '' ? 'the sample has no name.' : `${shown(id)} stands in line ${before} already.`
      throw badFile({ name, line, column: 1 }, why, NEXT)
    }
    seen.set(id, line)
    return { id, fold }
  })
  if (new Set(folds.map(({ fold }) => fold)).size < 2) {
    throw badFile({ name }, `${counted(folds.length, 'sample')} in fewer than 2 folds.`, NEXT)
  }
  return folds
}

/** Fold of every id, numbered 0, 1, ... in the order of the file's fold numbers. @throws Problem FORMAT_BAD when an id has none */
export function foldsFor(
  ids: readonly string[],
  folds: readonly Fold[],
  name = 'The file of folds',
): Int32Array {
  const numbers = [...new Set(folds.map(({ fold }) => fold))].sort((a, b) => a - b)
  const known = new Map(folds.map(({ id, fold }) => [id, numbers.indexOf(fold)]))
  const missing = ids.filter((id) => !known.has(id))
  if (missing.length > 0) {
    throw badFile(
      { name },
      `${counted(missing.length, 'sample')} without a fold, first ${shown(missing[0] ?? '')}.`,
      NEXT,
    )
  }
  return Int32Array.from(ids, (id) => known.get(id) ?? 0)
}
