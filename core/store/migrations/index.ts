import { measurements } from './0001-measurements.ts'
import { models } from './0002-models.ts'
import { tristimulus } from './0003-tristimulus.ts'
import { tristimulusReadings } from './0004-tristimulus-readings.ts'
import { wavelengths } from './0005-wavelengths.ts'
import { verifications } from './0006-verifications.ts'
import { wordsOfReadings } from './0007-words-of-readings.ts'
import { listOfReadings } from './0008-list-of-readings.ts'
import { takenReferences } from './0009-taken-references.ts'
import type { Migration } from './migration.ts'

/** Every step in order; step i leads to version i + 1. */
export const MIGRATIONS: readonly Migration[] = [
  measurements,
  models,
  tristimulus,
  tristimulusReadings,
  wavelengths,
  verifications,
  wordsOfReadings,
  listOfReadings,
  takenReferences,
]
