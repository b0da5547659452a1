import type { MapLesson } from '../../../model/maps/service.ts'
import { MEAT } from '../../../model/maps/synthetic/end-members.ts'
import { type GeneratorName, syntheticCube } from '../../../model/maps/synthetic/generate.ts'
import { CAMERA } from '../../../model/maps/synthetic/parameters.ts'

/** Evenly spaced bands over the synthetic camera's range. */
export const bandsNm = (bands: number): Float64Array =>
  Float64Array.from(
    { length: bands },
    (_, i) => CAMERA.fromNm + ((CAMERA.toNm - CAMERA.fromNm) * i) / (bands - 1),
  )

/** Synthetic cubes to learn from. */
export function lessons(
  generator: GeneratorName,
  { cubes, side, bands, seed = 1 }: { cubes: number; side: number; bands: number; seed?: number },
): MapLesson[] {
  const wavelengthNm = bandsNm(bands)
  return Array.from({ length: cubes }, (_, index) => {
    const made = syntheticCube({
      generator,
      materials: MEAT,
      wavelengthNm,
      height: side,
      width: side,
      seed,
      index,
    })
    return { name: `cube ${String(index)}`, ...made }
  })
}
