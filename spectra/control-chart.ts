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
