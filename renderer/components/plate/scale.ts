import type { PatchView } from '../../../contract/plate.ts'
import { fixed } from '../../text/numbers.ts'
import { cividis } from '../charts/colour-maps.ts'
import { cssColour } from '../colour.ts'

/** What a map of the plate can show instead of colours: dE00 of the pair, spread of its readings, when it was read. */
export type MapFill = 'error' | 'spread' | 'time'

/** Fixed ends of the maps in dE00; the operator picks one, it never adapts by itself, so that two pictures compare. */
export const SCALE_TOPS = { error: [0.5, 1, 2, 5], spread: [0.05, 0.1, 0.2, 0.5] } as const

/** A map's scale: what it draws of a patch, where it ends, how its bar is labelled. */
export interface PlateScale {
  /** On the scale from 0 to `top`; undefined = nothing to show. */
  valueOf(patch: PatchView): number | undefined
  readonly top: number
  readonly quantity: string
  /** Words beside the bar, top to bottom, evenly apart. */
  readonly marks: readonly string[]
}

/** Scale of a map that ends at `top` dE00. */
export function differenceScale(fill: 'error' | 'spread', top: number): PlateScale {
  return {
    valueOf:
      fill === 'error'
        ? (patch) => patch.deltaECorrected ?? patch.deltaERaw
        : (patch) => (patch.pairedAt === undefined ? undefined : patch.spread),
    top,
    quantity: fill === 'error' ? 'ΔE₀₀ of the pair' : 'ΔE₀₀ among its readings',
    marks: [top, top / 2, 0].map((value) => fixed(value, top < 0.2 ? 3 : 2)),
  }
}

/** Ends of the time map, minutes: it grows from one to the next. */
const MINUTES = [1, 2, 5, 10, 20, 30, 60, 120, 240, 480, 1440] as const
const MINUTE_MS = 60_000

/** The first of the ends that takes in so many minutes. */
export const minutesEnd = (minutes: number): number =>
  MINUTES.find((end) => end >= minutes) ?? Math.ceil(minutes / 1440) * 1440

/** Scale of the time since the first pair. */
export const timeScale = (firstMs: number, topMinutes: number): PlateScale => ({
  valueOf: ({ pairedAt }) =>
    pairedAt === undefined ? undefined : (new Date(pairedAt).getTime() - firstMs) / MINUTE_MS,
  top: topMinutes,
  quantity: 'minutes after the first pair',
  marks: [topMinutes, topMinutes / 2, 0].map(
    (value) => `${fixed(value, topMinutes === 1 || topMinutes === 5 ? 1 : 0)} min`,
  ),
})

/** Colour of a value on a scale that ends at `top`. */
export function scaleColour(value: number, top: number): string {
  const [r, g, b] = cividis(value / top)
  return cssColour([r / 255, g / 255, b / 255])
}
