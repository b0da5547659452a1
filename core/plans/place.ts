import { Problem } from '../../contract/errors.ts'
import type { Patch } from '../../contract/plate.ts'
import { patchPosition } from '../../spectra/plate.ts'
import { patient } from './kit.ts'
import type { Kit, Piece, StagePlace } from './kit.ts'

/** Moves the probe over a patch. Only in motorised mode. */
export async function* moveToPatch(kit: Kit, patch: Patch): Piece {
  yield* moveTo(kit, { ...patchPosition(kit.plate, patch), name: patch.id })
}

/** Moves the probe over the white tile. Only in motorised mode. */
export async function* moveToWhite(kit: Kit): Piece {
  yield* moveTo(kit, { xMm: kit.plate.whiteXMm, yMm: kit.plate.whiteYMm, name: 'white' })
}

/** Moves the probe to a place; an alarm is ended by homing once. @throws Problem STAGE_ALARM */
export async function* moveTo(kit: Kit, place: StagePlace): Piece {
  const go = async (): Promise<void> => {
    await homed(kit)
    await kit.measure.moveTo(place, kit.signal)
    kit.stage.at = place
  }
  try {
    yield* patient(kit, 'stage', go, place.name)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'STAGE_ALARM') throw error
    // Homing ends an alarm; a second one in a row is for the operator.
    yield { type: 'problem', problem: error.data }
    kit.stage.homedOn = undefined
    yield* patient(kit, 'stage', go, place.name)
  }
}

/** A stage that was opened again does not know where it is. */
async function homed(kit: Kit): Promise<void> {
  const { generation } = kit.bench.require('stage')
  if (kit.stage.homedOn === generation) return
  kit.stage.at = undefined
  await kit.measure.home(kit.signal)
  kit.stage.homedOn = generation
}
