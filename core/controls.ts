import type { ControlPoint } from '../contract/plate.ts'
import { DEFAULT_CONTROL_CHART, controlLimit, controlPoint, controlSigma } from '../spectra/control-chart.ts'
import type { ControlChart } from '../spectra/control-chart.ts'

/** From here on the chart knows the scatter of this bench better than the textbook does. */
const ENOUGH_POINTS = 8

/** One reading of a control patch, in the order of time. */
export interface ControlReading {
  readonly patch: string
  /** Lightness L* seen by the spectrometer. */
  readonly lightness: number
  /** Pairs committed before it. */
  readonly pair: number
  /** The white it was divided by: a new one begins a new average. */
  readonly white: number | undefined
}

/** The control chart of one session, fed reading by reading. */
export class ControlSeries {
  readonly #first = new Map<string, number>()
  readonly #points: ControlPoint[] = []
  #white: number | undefined

  get points(): readonly ControlPoint[] {
    return this.#points
  }

  /** Largest average that is still no drift, L*. */
  get limit(): number {
    return controlLimit(this.#chart())
  }

  /** A first reading only sets what later ones are compared with. */
  add(reading: ControlReading): ControlPoint | undefined {
    const first = this.#first.get(reading.patch)
    if (first === undefined) {
      this.#first.set(reading.patch, reading.lightness)
      return undefined
    }
    const previous = this.#white === reading.white ? this.#points.at(-1) : undefined
    this.#white = reading.white
    const { patch, pair } = reading
    const point = controlPoint(previous, { pair, patch, deltaL: reading.lightness - first }, this.#chart())
    this.#points.push(point)
    return point
  }

  #chart(): ControlChart {
    if (this.#points.length < ENOUGH_POINTS) return DEFAULT_CONTROL_CHART
    const sigma = controlSigma(
      this.#points.map((point) => point.deltaL),
      DEFAULT_CONTROL_CHART.sigma,
    )
    return { ...DEFAULT_CONTROL_CHART, sigma }
  }
}
