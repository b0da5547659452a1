import { WORKING_AXIS } from '../../../contract/spectrum.ts'
import { axisWavelengths } from '../../../spectra/axis.ts'
import { averageIntoBands, bandPlan } from '../../../spectra/bands.ts'
import { averageSpectra } from '../../../spectra/counts.ts'
import { resampleLinear } from '../../../spectra/interpolate.ts'
import { makePlate } from '../../../spectra/plate.ts'
import { PIXEL_NM } from '../../../drivers/simulators/optics.ts'
import type { Scene } from '../../../drivers/simulators/scene.ts'
import { truthFrom } from '../../../drivers/simulators/simulated-bench.ts'
import type { SimulatedPlate } from '../../../drivers/simulators/simulated-bench.ts'

const PLAN = bandPlan(PIXEL_NM, WORKING_AXIS)
const BANDS = axisWavelengths(WORKING_AXIS)
const REFERENCE_NM = Float64Array.from({ length: 401 }, (_, i) => 380 + i)
export const TILE = 0.985

/** Band signal in full scales. */
export const banded = (counts: Uint16Array): Float64Array =>
  averageIntoBands(PLAN, counts).map((value) => value / 65535)
export const lit = (scans: number, integrationMs = 12) => ({ integrationMs, scans, lampOn: true })
export const rms = (values: ArrayLike<number>): number =>
  Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0) / values.length)

/**
 * Every patch as a host would measure it: new references every 66 patches, reflectance by division. `white` is the mean
 * dark-subtracted white, fraction of full scale.
 */
export function scan(
  scene: Scene,
  plate: SimulatedPlate['plate'],
): { x: Float64Array[]; y: Float64Array[]; white: Float64Array } {
  const scans = scene.unit.navg
  scene.place('white')
  const referenceWhite = scene.radiance(16)
  let white = new Float64Array()
  let dark = new Float64Array()
  const lights: Float64Array[] = []
  const rows = plate.patches.map((patch, i) => {
    if (i % 66 === 0) {
      scene.place('white')
      white = Float64Array.from(banded(scene.spectrum(lit(4 * scans))))
      dark = Float64Array.from(banded(scene.spectrum({ ...lit(4 * scans), lampOn: false })))
      lights.push(white.map((value, k) => value - dark[k]!))
    }
    scene.place(patch.id)
    const x = banded(scene.spectrum(lit(scans))).map(
      (value, k) => ((value - dark[k]!) / (white[k]! - dark[k]!)) * TILE,
    )
    const reference = scene.radiance(1).map((value, k) => (value / referenceWhite[k]!) * TILE)
    return { x, y: resampleLinear(reference, REFERENCE_NM, BANDS) }
  })
  return { x: rows.map((row) => row.x), y: rows.map((row) => row.y), white: averageSpectra(lights) }
}
/** Root mean square of x - y over all patches and bands. */
export const rawRmse = ({ x, y }: Pick<ReturnType<typeof scan>, 'x' | 'y'>): number =>
  Math.sqrt(x.reduce((sum, row, i) => sum + rms(row.map((value, k) => value - y[i]![k]!)) ** 2, 0) / x.length)

/** Matt colours by formula with the edges and slopes of painted chips. */
export function paints(rows: number, columns: number): SimulatedPlate {
  const wavelengthNm = Float64Array.from({ length: 81 }, (_, i) => 380 + 5 * i)
  const cells = Array.from({ length: rows * columns }, (_, i) => ({
    row: Math.floor(i / columns),
    column: i % columns,
  }))
  const plate = makePlate('paints', cells)
  const spectra = new Map(
    plate.patches.map(({ id }, i) => {
      const level = 0.08 + 0.5 * ((i * 0.618) % 1)
      const edge = 440 + 240 * ((i * 0.382) % 1)
      const rise = (i % 2 === 0 ? 1 : -1) * (0.5 * level)
      return [id, wavelengthNm.map((nm) => level + rise / (1 + Math.exp(-(nm - edge) / 18)) - rise / 2)]
    }),
  )
  return { plate, truth: truthFrom(wavelengthNm, spectra) }
}
