import type { Random } from '../../../spectra/random.ts'
import type { Range } from './parameters.ts'

/** Evenly between the ends of a range. */
export const within = (random: Random, [from, to]: Range): number => random.uniform(from, to)

/** Evenly in the logarithm: as often between 0.1 and 1 as between 1 and 10. */
export const factorWithin = (random: Random, [from, to]: Range): number => from * (to / from) ** random.next()

/** 1 give or take: a log-normal factor. */
export const about = (random: Random, spread: number): number => Math.exp(spread * random.normal())

/** One of the items. @throws RangeError for an empty list */
export function oneOf<T>(random: Random, items: readonly T[]): T {
  const item = items[random.integer(items.length)]
  if (item === undefined) throw new RangeError('nothing to choose from')
  return item
}
