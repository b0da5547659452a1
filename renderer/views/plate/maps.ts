import { SCALE_TOPS, type MapFill } from '../../components/plate/scale.ts'

/** The maps one can choose, each with the end of its scale. */
export const MAPS: readonly {
  readonly map: MapFill
  readonly top?: number
  readonly title: string
  readonly short: string
}[] = [
  ...SCALE_TOPS.error.map((top) => ({
    map: 'error' as const,
    top,
    title: `ΔE₀₀ of the pair, to ${String(top)}`,
    short: 'ΔE₀₀',
  })),
  ...SCALE_TOPS.spread.map((top) => ({
    map: 'spread' as const,
    top,
    title: `Repeatability, ΔE₀₀ to ${String(top)}`,
    short: 'Repeatability',
  })),
  { map: 'time', title: 'Time of reading', short: 'Time' },
]
