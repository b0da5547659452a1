import type { LimitedFigure, Limits } from '../../contract/verify.ts'
import { LimitsSchema } from '../../contract/verify.ts'
import { UsageError } from './context.ts'

/** Words of the command line for the figures of a tolerance. */
const WORDS: Readonly<Record<string, LimitedFigure>> = {
  mean: 'dE00Mean',
  p95: 'dE00P95',
  max: 'dE00Max',
  rmse: 'rmse',
  gfc: 'gfc',
}

/**
 * Limits as they are typed: "mean=0.5,p95=1,max=1.5,rmse=0.005,gfc=0.999", each once, in any order; mean, p95 and max are
 * of dE00. @throws UsageError that names the part that is wrong
 */
export function parseLimits(text: string): Limits {
  const limits: Partial<Record<LimitedFigure, number>> = {}
  for (const part of text.split(',')) {
    const [word = '', value = '', ...more] = part.split('=').map((piece) => piece.trim())
    const figure = Object.hasOwn(WORDS, word.toLowerCase()) ? WORDS[word.toLowerCase()] : undefined
    if (figure === undefined || more.length > 0)
      throw new UsageError(`"${part}" is no limit. Write for example mean=0.5,p95=1,max=1.5,gfc=0.999.`)
    if (limits[figure] !== undefined) throw new UsageError(`The limit of ${word} is given twice.`)
    const number = value === '' ? NaN : Number(value)
    if (!Number.isFinite(number)) throw new UsageError(`"${value}" is no number, in "${part}".`)
    limits[figure] = number
  }
  const read = LimitsSchema.safeParse(limits)
  if (!read.success) throw new UsageError('A limit lies above 0: gfc up to 1, the others up to 100.')
  return read.data
}

/** The same as text, which `parseLimits` reads back. */
export const limitsText = (limits: Limits): string =>
  Object.entries(WORDS)
    .flatMap(([word, figure]) => {
      const limit = limits[figure]
      return limit === undefined ? [] : [`${word}=${String(limit)}`]
    })
    .join(',')
