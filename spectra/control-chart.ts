import type { ControlPoint } from '../contract/plate.ts'
import { at } from './at.ts'

/** Exponentially weighted moving average chart (Roberts 1959; Montgomery, Statistical Quality Control, ch. 9). */
export interface ControlChart {
  /** Weight of the newest reading, 0..1. */
  readonly weight: number
  /** Width of the limits in standard deviations of the average. */
  readonly width: number
  /** Standard deviation of one control reading in L*. */
  readonly sigma: number
}

/** Limit +-0.12 in L*: three standard deviations of an average of readings that repeat within 0.12. */
export const DEFAULT_CONTROL_CHART: ControlChart = { weight: 0.2, width: 3, sigma: 0.12 }

/** Largest |average| that is still no drift, in L*, once enough readings are in. */
export const controlLimit = (chart: ControlChart): number =>
  chart.width * chart.sigma * Math.sqrt(chart.weight / (2 - chart.weight))

/** The next point of the chart. `deltaL` is the lightness of a control patch minus its first reading. */
export function controlPoint(
  previous: ControlPoint | undefined,
  reading: { readonly pair: number; readonly patch: string; readonly deltaL: number },
  chart: ControlChart = DEFAULT_CONTROL_CHART,
): ControlPoint {
  const ewma = chart.weight * reading.deltaL + (1 - chart.weight) * (previous?.ewma ?? 0)
  return { ...reading, ewma, outside: Math.abs(ewma) > controlLimit(chart) }
}

/** Standard deviation of one reading from the moving ranges of a stable series (d2 = 1.128), never below `floor`. */
export function controlSigma(deltaL: readonly number[], floor = 0.02): number {
  if (deltaL.length < 2) return floor
  let sum = 0
  for (let i = 1; i < deltaL.length; i++) sum += Math.abs(at(deltaL, i) - at(deltaL, i - 1))
  return Math.max(floor, sum / (deltaL.length - 1) / 1.128)
}

/** Slack and limit of the cumulative sums in standard deviations: a drift of one is found after some ten readings. */
const CUSUM_SLACK = 0.5
export const CUSUM_LIMIT = 5

/**
 * Tabular cumulative sums about 0 (Page 1954; Montgomery, Statistical Quality Control, ch. 9): what lies more than half a
 * standard deviation to one side adds up, so that a slow drift shows before any single reading does.
 * @returns sums in standard deviations, one for each value
 */
export function cumulativeSums(
  values: readonly number[],
  sigma: number,
): { readonly above: Float64Array; readonly below: Float64Array } {
  const above = new Float64Array(values.length)
  const below = new Float64Array(values.length)
  let [high, low] = [0, 0]
  for (const [i, value] of values.entries()) {
    high = Math.max(0, high + value / sigma - CUSUM_SLACK)
    low = Math.max(0, low - value / sigma - CUSUM_SLACK)
    above[i] = high
    below[i] = low
  }
  return { above, below }
}

/** One value of a long history in its chart: deviation from the baseline, average, sums in standard deviations. */
export interface ChartedValue {
  readonly deviation: number
  readonly ewma: number
  readonly above: number
  readonly below: number
  readonly outside: boolean
}

/** A history with its limits. */
export interface ChartedHistory {
  readonly points: readonly ChartedValue[]
  readonly sigma: number
  readonly ewmaLimit: number
  readonly cusumLimit: number
}

/**
 * Moving average and cumulative sums of a history, the oldest value first. A slow drift crosses the sums first, a jump
 * the average. `sigma` is the standard deviation of one value while nothing happens.
 */
export function chartHistory(values: readonly number[], baseline: number, sigma: number): ChartedHistory {
  const { weight, width } = DEFAULT_CONTROL_CHART
  const deviations = values.map((value) => value - baseline)
  const ewmaLimit = controlLimit({ weight, width, sigma })
  const sums = cumulativeSums(deviations, sigma)
  let ewma = 0
  const points = deviations.map((deviation, i): ChartedValue => {
    ewma = weight * deviation + (1 - weight) * ewma
    const [above, below] = [at(sums.above, i), at(sums.below, i)]
    const outside = Math.abs(ewma) > ewmaLimit || Math.max(above, below) > CUSUM_LIMIT
    return { deviation, ewma, above, below, outside }
  })
  return { points, sigma, ewmaLimit, cusumLimit: CUSUM_LIMIT }
}
