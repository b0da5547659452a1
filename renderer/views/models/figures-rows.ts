import type { MethodFigures } from '../../../contract/figures.ts'
import type { Comparison, MethodName } from '../../../contract/model.ts'
import { methodWord } from '../../text/names.ts'
import { count, fixed, percent, significant } from '../../text/numbers.ts'

export interface FigureRow {
  readonly name: string
  readonly value: string
}

const milli = (value: number | null): string => (value === null ? 'none held out' : fixed(1000 * value, 3))

/** The errors of a method in the unit of the reference, times a thousand. */
export const errorRows = (figures: MethodFigures): FigureRow[] => [
  { name: 'RMSEC, fitted', value: milli(figures.rmsec) },
  { name: 'RMSECV, cross-validation', value: milli(figures.rmsecv) },
  { name: 'RMSEP, held out', value: milli(figures.rmsep) },
  { name: 'Bias', value: milli(figures.bias) },
  { name: 'SEP', value: milli(figures.sep) },
  { name: 'GFC, mean and least', value: `${fixed(figures.gfc.mean, 5)}, ${fixed(figures.gfc.least, 5)}` },
]

/** The floor and where the error comes from. */
export function floorRows({ floor, rmsecv }: MethodFigures): FigureRow[] {
  if (floor === null) return [{ name: 'Floor', value: 'no patch was read twice' }]
  const { budget } = floor
  return [
    { name: 'Floor', value: `${milli(floor.rmse)}, ${count(floor.readings, 'reading')}` },
    { name: 'Accuracy over floor', value: `${fixed(rmsecv / floor.rmse, 2)} ×` },
    ...(floor.dE00 === null ? [] : [{ name: 'ΔE₀₀ of repetition', value: fixed(floor.dE00, 3) }]),
    { name: 'Error: repeatability', value: percent(budget.repeatability, 0) },
    { name: 'reference', value: percent(budget.reference, 0) },
    { name: 'pairing', value: percent(budget.pairing, 0) },
    { name: 'model', value: percent(budget.model, 0) },
  ]
}

/** What a method does to unusual samples, and the test against the winner. */
export function trustRows(figures: MethodFigures, comparison: Comparison, name: MethodName): FigureRow[] {
  const { outliers, metamerism } = figures
  const test = comparison.pairedTests?.find((one) => one.name === name)
  const { domain } = comparison
  return [
    ...(metamerism === null
      ? []
      : [
          {
            name: 'Metamerism, P95',
            value: `${fixed(metamerism.mean, 3)}, ${fixed(metamerism.p95, 3)}`,
          },
        ]),
    {
      name: 'Outliers that stay so',
      value: `${fixed(outliers.kept, 0)} of ${fixed(outliers.onReference, 0)}`,
    },
    {
      name: 'Outliers made by it',
      value: `${fixed(outliers.invented, 0)} of ${fixed(outliers.samples, 0)}`,
    },
    ...(domain === undefined
      ? []
      : [
          { name: 'T² limit, held out above', value: limit(domain.t2Limit, domain.t2Above) },
          { name: 'Q limit, held out above', value: limit(domain.qLimit, domain.qAbove) },
          { name: 'Patches of high leverage', value: leverage(domain.leverageAbove) },
        ]),
    ...(test === undefined
      ? []
      : [
          {
            name: `Against ${methodWord(comparison.verdict.winner)}, signed rank`,
            value: `p ${probability(test.p)}, ${fixed(test.better, 0)} of ${fixed(test.of, 0)} better`,
          },
        ]),
  ]
}

const limit = (value: number, share: number): string => `${significant(value, 3)}, ${percent(share, 1)}`
const probability = (p: number): string => (p < 0.0001 ? '< 0.0001' : fixed(p, p < 0.01 ? 4 : 2))

function leverage(above: NonNullable<Comparison['domain']>['leverageAbove']): string {
  if (above.length === 0) return 'none'
  const names = above.slice(0, 3).map(({ patch }) => patch)
  return `${names.join(', ')}${above.length > names.length ? ', …' : ''}`
}

/** One line for each light and observer: dE00 mean, median and P95, dE94 and dE76 mean. */
export function colourRows({ colour }: MethodFigures): { name: string; cells: string[] }[] {
  return (colour ?? []).map(({ illuminant, observerDegrees, dE00, dE94, dE76 }) => ({
    name: `${illuminant}, ${fixed(observerDegrees, 0)}°`,
    cells: [dE00.mean, dE00.median, dE00.p95, dE94.mean, dE76.mean].map((value) => fixed(value, 3)),
  }))
}
