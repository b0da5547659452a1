import type { Plate } from '../../contract/plate.ts'
import type { Random } from '../../spectra/random.ts'
import type { Faults } from './faults.ts'
import type { Pace } from './pace.ts'
import type { Scene } from './scene.ts'

/** What a simulated instrument is made from: what it sees and its own serial number, pace, faults and chance. */
export interface Surroundings {
  readonly scene: Scene
  readonly plate: Plate
  readonly serial: string
  readonly pace: Pace
  /** To be laid over the line: `faults.line(instrument)`. */
  readonly faults: Faults
  readonly random: Random
}
