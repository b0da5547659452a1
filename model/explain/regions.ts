import { at } from '../../spectra/at.ts'

/** A stretch of bands that counts for or against an output. */
export interface Region {
  /** First and last band, both included. */
  readonly first: number
  readonly last: number
  /** Band of its largest relevance. */
  readonly peak: number
  /** Relevance there; negative = against. */
  readonly relevance: number
  /** Its share of the sum of all absolute relevance, 0..1. */
  readonly share: number
}

/** Less than this share of the largest relevance is no region. */
const LEAST = 0.2

/**
 * Where relevance is: around every maximum of its size, as far as it stays above half of that maximum, as the width of
 * a line is measured. A shoulder of a larger region is part of that one. Ordered along the axis.
 */
export function regionsOf(relevance: Float64Array): Region[] {
  const size = relevance.map((value) => Math.abs(value))
  const total = size.reduce((sum, value) => sum + value, 0)
  const largest = size.reduce((most, value) => Math.max(most, value), 0)
  if (!(largest > 0)) return []
  const order = Array.from(size.keys()).sort((a, b) => at(size, b) - at(size, a))
  const taken = new Uint8Array(size.length)
  const regions: Region[] = []
  for (const peak of order) {
    const height = at(size, peak)
    if (height < LEAST * largest) break
    if (at(taken, peak) === 1) continue
    const sign = Math.sign(at(relevance, peak))
    const inside = (band: number): boolean =>
      Math.sign(at(relevance, band)) === sign && at(size, band) >= height / 2
    let [first, last] = [peak, peak]
    while (first > 0 && inside(first - 1)) first--
    while (last < size.length - 1 && inside(last + 1)) last++
    const shoulder = taken.subarray(first, last + 1).includes(1)
    taken.fill(1, first, last + 1)
    if (shoulder) continue
    const share = size.subarray(first, last + 1).reduce((sum, value) => sum + value, 0) / total
    regions.push({ first, last, peak, relevance: at(relevance, peak), share })
  }
  return regions.sort((a, b) => a.first - b.first)
}
