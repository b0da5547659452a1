import type { RecalibrationForecast } from '../../../contract/insight.ts'
import { fixed } from '../../text/numbers.ts'

type Point = RecalibrationForecast['points'][number]
/** dE00 where there is colour, else RMSE x 1000. */
export const forecastFigure = ({ dE00, rmse }: Pick<Point, 'dE00' | 'rmse'>): number => dE00 ?? 1000 * rmse

/** The error expected with so many patches, straight between the numbers that were played through. */
export function expectedWith({ points }: RecalibrationForecast, patches: number): number | undefined {
  const [first] = points
  if (first === undefined) return undefined
  let before = first
  for (const point of points) {
    if (point.patches >= patches) {
      const width = point.patches - before.patches
      const share = width === 0 ? 0 : (patches - before.patches) / width
      const [low, high] = [forecastFigure(before), forecastFigure(point)]
      return low + Math.min(1, Math.max(0, share)) * (high - low)
    }
    before = point
  }
  return forecastFigure(before)
}

/** "ΔE 0.150 expected with 12 patches after a season's drift, 0.284 without an update." */
export function forecastSentence(forecast: RecalibrationForecast, patches: number): string {
  const expected = expectedWith(forecast, patches)
  if (expected === undefined) return 'No forecast.'
  const colour = forecast.drifted.dE00 !== null
  const said = (value: number): string => (colour ? fixed(value, 3) : fixed(value, 2))
  const name = colour ? 'ΔE' : 'RMSE × 10³'
  return `${name} ${said(expected)} expected with ${fixed(patches, 0)} patches after a season's drift, ${said(forecastFigure(forecast.drifted))} without an update.`
}
