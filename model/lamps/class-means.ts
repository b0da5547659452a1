import { LAMP_CLASSES } from '../../contract/lamps.ts'
import { seededRandom } from '../../spectra/random.ts'
import type { Matrix } from '../service.ts'
import { type LampLight, gaussian, powerAt } from './render/lamp.ts'
import { drawLight } from './render/render.ts'
import { PICTURE_NM } from './spectrum-picture.ts'

/** Lamps of a class whose mean is taken. */
const LAMPS = 60
/** How wide lines are drawn, standard deviation: what a small spectrometer shows. */
const LINE_NM = 1.2

/** Power of a lamp at the columns of a spectrum's picture, peak at 1. */
function spectrumOf({ smooth, lines }: LampLight): Float64Array {
  const height = 1 / (LINE_NM * Math.sqrt(2 * Math.PI))
  const values = PICTURE_NM.map((nm) =>
    lines.reduce(
      (sum, line) => sum + line.strength * height * gaussian(nm, line.nm, LINE_NM),
      powerAt(smooth, nm),
    ),
  )
  const peak = values.reduce((most, value) => Math.max(most, value), 0)
  return values.map((value) => value / (peak || 1))
}

let means: Matrix | undefined

/** The mean spectrum of each class over computed lamps, peak at 1: [7 x 480] at PICTURE_NM. */
export function classMeans(): Matrix {
  if (means) return means
  const random = seededRandom(1)
  const columns = PICTURE_NM.length
  const data = new Float64Array(LAMP_CLASSES.length * columns)
  for (const { label, name } of LAMP_CLASSES) {
    const chance = random.fork(`mean ${name}`)
    const sum = new Float64Array(columns)
    for (let lamp = 0; lamp < LAMPS; lamp++) {
      const one = spectrumOf(drawLight(chance, label))
      for (let i = 0; i < columns; i++) sum[i] = (sum[i] ?? 0) + (one[i] ?? 0)
    }
    const peak = sum.reduce((most, value) => Math.max(most, value), 0)
    data.set(
      sum.map((value) => value / peak),
      label * columns,
    )
  }
  means = { rows: LAMP_CLASSES.length, columns, data }
  return means
}
