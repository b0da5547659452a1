import type { LampLabel } from '../../contract/lamps.ts'
import { at } from '../../spectra/at.ts'
import { resampleLinear } from '../../spectra/interpolate.ts'
import { rowOf } from '../linear/matrix.ts'
import { classMeans } from './class-means.ts'
import { PREPARED_WIDTH } from './prepared.ts'
import { cameraAt, PICTURE_NM } from './spectrum-picture.ts'

/** The mean of a class laid over a picture. */
export interface LaidMean {
  /** One value a column, peak 1. */
  readonly values: Float64Array
  /** Wavelengths of the first and the last column that fit best; falling where red comes first. */
  readonly fromNm: number
  readonly toNm: number
  /** Correlation with the brightness of the picture, -1..1. */
  readonly correlation: number
}

interface Steps {
  readonly from: number
  readonly to: number
  readonly step: number
}
/** Ends of the axes that are tried, nm. */
const STARTS: Steps = { from: 360, to: 450, step: 10 }
const ENDS: Steps = { from: 630, to: 790, step: 16 }
const GAMMA = 2.2
/** How wide the slit may be: columns of the mean's picture averaged, twice. */
const SLITS = [1, 7, 17]

/** A running mean over an odd number of columns; the ends see fewer. */
function averaged(values: Float64Array, columns: number): Float64Array {
  const half = (columns - 1) / 2
  return values.map((_, i) => {
    const part = values.subarray(Math.max(0, i - half), i + half + 1)
    return part.reduce((sum, value) => sum + value, 0) / part.length
  })
}

/** Mean brightness of the three channels in every column. */
const brightness = (rows: ArrayLike<number>): Float64Array =>
  Float64Array.from(
    { length: PREPARED_WIDTH },
    (_, x) => ((rows[3 * x] ?? 0) + (rows[3 * x + 1] ?? 0) + (rows[3 * x + 2] ?? 0)) / 3,
  )

function standardised(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const size = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0))
  return values.map((value) => (size > 0 ? (value - mean) / size : 0))
}

/**
 * The mean of a class as a plain camera would show it, on the axis along which it fits a picture best. The axis of a
 * photograph is not known: this is a guess that shows what the class looks like, no calibration.
 */
export function laidMean(rows: ArrayLike<number>, label: LampLabel): LaidMean {
  const mean = rowOf(classMeans(), label)
  const pictures = SLITS.map((slit) =>
    averaged(averaged(mean, slit), slit).map((value, i) => {
      const channels = cameraAt(at(PICTURE_NM, i))
      return channels.reduce((sum, share) => sum + (value * share) ** (1 / GAMMA), 0) / 3
    }),
  )
  const seen = standardised(brightness(rows))
  const turned = seen.slice().reverse()
  let best: LaidMean | undefined
  for (const shown of pictures)
    for (let start = STARTS.from; start <= STARTS.to; start += STARTS.step)
      for (let end = ENDS.from; end <= ENDS.to; end += ENDS.step) {
        const columns = Float64Array.from(
          { length: PREPARED_WIDTH },
          (_, x) => start + ((x + 0.5) * (end - start)) / PREPARED_WIDTH,
        )
        const [first, last] = [at(PICTURE_NM, 0), at(PICTURE_NM, PICTURE_NM.length - 1)]
        const values = resampleLinear(shown, PICTURE_NM, columns).map((value, x) =>
          at(columns, x) < first || at(columns, x) > last ? 0 : value,
        )
        const own = standardised(values)
        for (const mirrored of [false, true]) {
          const picture = mirrored ? turned : seen
          const correlation = own.reduce((sum, value, x) => sum + value * at(picture, x), 0)
          if (best && best.correlation >= correlation) continue
          const [fromNm, toNm] = mirrored ? [end, start] : [start, end]
          best = { values: mirrored ? values.slice().reverse() : values, fromNm, toNm, correlation }
        }
      }
  if (!best) throw new RangeError('no axis was tried')
  const peak = best.values.reduce((most, value) => Math.max(most, value), 0)
  return { ...best, values: best.values.map((value) => value / (peak || 1)) }
}
