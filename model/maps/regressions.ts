import type { MapMethod } from '../../contract/maps.ts'
import type { Matrix } from '../service.ts'
import { type CubePixels, meanSpectrum } from './cube-pixels.ts'
import { edgeFilter } from './edge-filter.ts'
import { locallyScaled } from './local-scale.ts'
import { fitPlsMap, type PlsMapModel, plsMap } from './pls-map.ts'
import type { MapLesson } from './service.ts'

/** A cube to learn from, as it is and locally scaled. */
export interface MapExample extends MapLesson {
  readonly scaled: CubePixels
}

/** PLS from mean spectra of cubes as they are, and of locally scaled ones. */
export interface Regressions {
  readonly plain: PlsMapModel
  readonly local: PlsMapModel
}

/** The example of a lesson. */
export const exampleOf = (lesson: MapLesson): MapExample => ({
  ...lesson,
  scaled: locallyScaled(lesson.pixels),
})

function fitted(cubes: readonly CubePixels[], references: readonly number[], seed: number): PlsMapModel {
  const spectra = cubes.map(meanSpectrum)
  const columns = spectra[0]?.length ?? 0
  const x: Matrix = { rows: spectra.length, columns, data: new Float64Array(spectra.length * columns) }
  for (const [row, spectrum] of spectra.entries()) x.data.set(spectrum, row * columns)
  return fitPlsMap(x, Float64Array.from(references), seed)
}

/** Both regressions from the means of some cubes. */
export function fitRegressions(examples: readonly MapExample[], seed: number): Regressions {
  const references = examples.map(({ reference }) => reference)
  return {
    plain: fitted(
      examples.map(({ pixels }) => pixels),
      references,
      seed,
    ),
    local: fitted(
      examples.map(({ scaled }) => scaled),
      references,
      seed,
    ),
  }
}

/** Whether cross-validation on the cubes they were fitted on prefers locally scaled spectra. */
export const prefersLocal = ({ plain, local }: Regressions): boolean =>
  Math.min(...local.errors) < Math.min(...plain.errors)

const behindFilter = (values: Float32Array, { mask, height, width }: CubePixels): Float32Array =>
  edgeFilter(values, mask, height, width)

/** The map of a regression behind the edge-preserving filter. */
export const filteredMap = (model: PlsMapModel, pixels: CubePixels): Float32Array =>
  behindFilter(plsMap(model, pixels), pixels)

/** The maps of a cube that need no network. */
export function regressionMaps(
  { plain, local }: Regressions,
  { pixels, scaled }: MapExample,
): Readonly<Record<Exclude<MapMethod, 'unet'>, Float32Array>> {
  const pls = plsMap(plain, pixels)
  return { pls, 'pls-filter': behindFilter(pls, pixels), 'pls-local': filteredMap(local, scaled) }
}
