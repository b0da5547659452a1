import { DARK_LEVEL, SATURATION_LEVEL } from './counts.ts'

/** White peak the automatic integration time aims at, fraction of full scale. */
export const TARGET_LEVEL = 0.85
/** Levels of a white peak that need no further change. */
const GOOD_LEVELS = { from: 0.78, to: 0.92 }
/** Largest change of one step: a level near the dark says little about how much is missing. */
const LARGEST_FACTOR = 20

export interface ExposureStep {
  readonly integrationMs: number
  /** `good`: keep it; `limit`: the instrument can go no further; the others: try `integrationMs`. */
  readonly state: 'good' | 'shorten' | 'lengthen' | 'limit'
}

/**
 * Next integration time from the white peak of the last one. `level` and `darkLevel` are fractions of full scale
 * (dark included in `level`). A saturated detector tells nothing but "too long", so the time is quartered; otherwise
 * the light alone is scaled to the target.
 */
export function nextExposure(
  integrationMs: number,
  level: number,
  limitsMs: readonly [number, number],
  darkLevel = 0,
): ExposureStep {
  if (level >= GOOD_LEVELS.from && level <= GOOD_LEVELS.to) return { integrationMs, state: 'good' }
  const light = Math.max(level - darkLevel, 1e-6)
  const factor =
    level >= SATURATION_LEVEL ? 0.25 : Math.min((TARGET_LEVEL - darkLevel) / light, LARGEST_FACTOR)
  const wanted = Math.min(Math.max(integrationMs * factor, limitsMs[0]), limitsMs[1])
  const rounded = Math.min(Math.max(roundDown(wanted), limitsMs[0]), limitsMs[1])
  if (rounded === integrationMs || factor > 1 !== rounded > integrationMs)
    return { integrationMs, state: 'limit' }
  return { integrationMs: rounded, state: factor < 1 ? 'shorten' : 'lengthen' }
}

/** Two significant figures, three where the first is a 1: steps of at most 5 %. */
const figures = (ms: number): number => (ms / 10 ** Math.floor(Math.log10(ms)) < 2 ? 3 : 2)

/** Never up: an exposure that was rounded up could saturate. */
function roundDown(ms: number): number {
  const step = 10 ** (Math.floor(Math.log10(ms)) + 1 - figures(ms))
  return Number((Math.floor(ms / step + 1e-9) * step).toPrecision(figures(ms)))
}

/** Integration time for reading and for sentences: "2.6 ms", "38 ms", "0.01 ms". */
export const formatMs = (ms: number): string => `${Number(ms.toPrecision(ms >= 200 ? 3 : figures(ms)))} ms`

/** What a white peak means for measuring. */
export function levelState(level: number): 'saturated' | 'dark' | 'good' {
  if (level >= SATURATION_LEVEL) return 'saturated'
  return level < DARK_LEVEL ? 'dark' : 'good'
}

/** What to do about a white peak that is no good: "Shorten to 2.6 ms", "Set 38 ms"; undefined when nothing need change. */
export function exposureAdvice(step: ExposureStep): string | undefined {
  if (step.state === 'shorten') return `Shorten to ${formatMs(step.integrationMs)}`
  return step.state === 'lengthen' ? `Set ${formatMs(step.integrationMs)}` : undefined
}
