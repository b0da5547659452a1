import { at } from '../../spectra/at.ts'
import type { Random } from '../../spectra/random.ts'
import { bell, SD_PER_FWHM } from './fine-grid.ts'
import { PIXEL_NM } from './optics.ts'
import { NOMINAL_INTEGRATION_MS } from './spectrometer-eye.ts'

/** Whatever shows the light of the bench on the 2,068 pixels of the fine detector, 0..65535. */
export interface FineView {
  spectrum(exposure: { integrationMs: number; scans: number; lampOn: boolean }): Uint16Array
}

/** A sensor with few and wide channels. */
export interface CoarseSensor {
  /** Centres in the order of its output, nm. */
  readonly centresNm: ArrayLike<number>
  readonly fwhmNm: number
  readonly fullScale: number
  /** Output without light, as a share of full scale. */
  readonly darkLevel: number
  /** Integration time at which the white fills it as the fine detector is filled at its own nominal time. */
  readonly nominalMs: number
}

const FINE_FULL_SCALE = 65_535
/** Filters are cut where they fall below a thousandth of their peak. */
const CUT_FWHM = 1.6
/** Read noise in counts: about one step of its converter. */
const READ_NOISE = 0.6

interface Filter {
  readonly first: number
  readonly weights: Float64Array
}

/** Weights of the fine pixels under one filter; where the fine detector ends, the light does. */
function filterAt(centreNm: number, fwhmNm: number): Filter {
  const pitchNm = (at(PIXEL_NM, PIXEL_NM.length - 1) - at(PIXEL_NM, 0)) / (PIXEL_NM.length - 1)
  const sd = fwhmNm * SD_PER_FWHM
  const whole = (sd * Math.sqrt(2 * Math.PI)) / pitchNm
  const inside = PIXEL_NM.map((nm) => (Math.abs(nm - centreNm) <= CUT_FWHM * fwhmNm ? 1 : 0))
  const first = Math.max(0, inside.indexOf(1))
  const taps = inside.reduce((sum, one) => sum + one, 0)
  return {
    first,
    weights: Float64Array.from(
      { length: taps },
      (_, i) => bell(at(PIXEL_NM, first + i), centreNm, sd) / whole,
    ),
  }
}

/** The light of the bench through wide filters: what a sensor of few channels reads, in whole counts. */
export class CoarseEye {
  readonly #view: FineView
  readonly #sensor: CoarseSensor
  readonly #filters: readonly Filter[]
  readonly #random: Random

  constructor(view: FineView, sensor: CoarseSensor, random: Random) {
    this.#view = view
    this.#sensor = sensor
    this.#filters = Array.from(sensor.centresNm, (centre) => filterAt(centre, sensor.fwhmNm))
    this.#random = random
  }

  /** One frame, one count per channel in the order of the sensor's output. */
  frame(integrationMs: number, lampOn: boolean): Uint16Array {
    const { nominalMs, fullScale, darkLevel } = this.#sensor
    const fine = this.#view.spectrum({
      integrationMs: (integrationMs * NOMINAL_INTEGRATION_MS) / nominalMs,
      scans: 1,
      lampOn,
    })
    return Uint16Array.from(this.#filters, ({ first, weights }) => {
      let light = 0
      for (let i = 0; i < weights.length; i++) light += at(weights, i) * at(fine, first + i)
      const level = darkLevel + (1 - darkLevel) * (light / FINE_FULL_SCALE)
      const counts = Math.round(fullScale * level + READ_NOISE * this.#random.normal())
      return Math.min(fullScale, Math.max(0, counts))
    })
  }
}
