import { WORKING_AXIS } from '../../../contract/spectrum.ts'
import { Scene } from '../../../drivers/simulators/scene.ts'
import { builtinSimulatedPlate } from '../../../drivers/simulators/simulated-bench.ts'
import { unitParameters } from '../../../drivers/simulators/units.ts'
import type { PairTable } from '../../../model/service.ts'
import { axisWavelengths } from '../../../spectra/axis.ts'
import { scan } from '../../drivers/simulators/scan-scene.ts'
import { matrixOf } from './pairs.ts'

const simulated = builtinSimulatedPlate()

/** Names of all patches of the built-in plate. */
export const PATCHES: readonly string[] = simulated.plate.patches.map(({ id }) => id)

/** The simulated bench at the level of the light: a low-cost unit and a reference over the built-in plate. */
export const benchScene = (unit: number, seed = 1): Scene =>
  new Scene({ ...simulated, unit: unitParameters(unit), seed })

/** Pairs of the named patches as a host would measure them, with new references first. */
export function measure(scene: Scene, patches: readonly string[]): PairTable {
  const wanted = new Map(simulated.plate.patches.map((patch) => [patch.id, patch]))
  const listed = patches.flatMap((id) => wanted.get(id) ?? [])
  const { x, y, white } = scan(scene, { ...simulated.plate, patches: listed })
  return {
    ids: listed.map(({ id }) => id),
    x: matrixOf(x),
    y: matrixOf(y),
    wavelengthNm: axisWavelengths(WORKING_AXIS),
    quantity: 'reflectance',
    white,
  }
}
