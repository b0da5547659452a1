import type { Evaluation } from '../../contract/model.ts'
import type { JudgedFigure, LimitedFigure, Tolerance } from '../../contract/verify.ts'

/**
 * What an instrument has to keep to until somebody says otherwise. A mean of 0.5 is half of what an eye can tell in
 * neighbouring patches; 0.99 is called an acceptable goodness of fit (Hernandez-Andres, Romero and Lee 2001).
 */
export const USUAL_TOLERANCE: Tolerance = {
  standard: 'House tolerance',
  limits: { dE00Mean: 0.5, dE00P95: 1, dE00Max: 1.5, gfc: 0.99 },
}

const FIGURES: readonly (readonly [LimitedFigure, (found: Evaluation) => number | null])[] = [
  ['dE00Mean', ({ dE00 }) => dE00?.mean ?? null],
  ['dE00P95', ({ dE00 }) => dE00?.p95 ?? null],
  ['dE00Max', ({ dE00 }) => dE00?.max ?? null],
  ['rmse', ({ rmse }) => rmse],
  ['gfc', ({ gfc }) => gfc],
]

/** Words for a figure, as sentences name it. */
const NAMES: Record<JudgedFigure['name'], string> = {
  dE00Mean: 'mean dE00',
  dE00P95: '95th percentile of dE00',
  dE00Max: 'largest dE00',
  rmse: 'RMSE',
  gfc: 'goodness of fit',
  patches: 'patches read',
}

/** A figure as it is printed: never rounded onto the other side of its limit. */
export const figureText = (name: JudgedFigure['name'], value: number | null): string => {
  if (value === null) return 'not known'
  if (name === 'patches') return String(value)
  return value.toFixed(name === 'rmse' || name === 'gfc' ? 5 : 3)
}

/** Every figure beside its limit; one that has a limit and no value has not been kept to. */
export function judgeFigures(
  found: Evaluation,
  { limits }: Tolerance,
  patches: { readonly asked: number; readonly read: number },
): JudgedFigure[] {
  const figures = FIGURES.map(([name, of]): JudgedFigure => {
    const [value, limit] = [of(found), limits[name] ?? null]
    const kept = value !== null && (limit === null || (name === 'gfc' ? value >= limit : value <= limit))
    return { name, value, limit, passed: limit === null || kept }
  })
  const { asked, read } = patches
  return [...figures, { name: 'patches', value: read, limit: asked, passed: read >= asked }]
}

/** The outcome in one sentence. */
export function outcomeSentence(figures: readonly JudgedFigure[], standard: string): string {
  const failed = figures.filter(({ passed }) => !passed)
  const limited = figures.filter(({ limit, name }) => limit !== null && name !== 'patches')
  if (failed.length === 0) return `All ${limited.length} limits of "${standard}" are kept.`
  const parts = failed.map(({ name, value, limit }) =>
    name === 'patches'
      ? `${String(value)} of ${String(limit)} patches could be read`
      : `${NAMES[name]} is ${figureText(name, value)}, limit ${String(limit)}`,
  )
  return `"${standard}" is not kept: ${parts.join('; ')}.`
}
