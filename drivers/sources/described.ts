import { readdirSync, readFileSync } from 'node:fs'
import { join, parse } from 'node:path'
import { Problem } from '../../contract/errors.ts'
import type { ProblemData } from '../../contract/errors.ts'
import { numberBoardDriver } from '../devices/number-board.ts'
import { boardOf } from '../devices/number-description.ts'
import type { Driver } from '../device.ts'

/** More than any description has. */
const LARGEST_CHARACTERS = 1_000_000

/** Instruments that their owners described in files, and what is wrong with the other files. */
export interface Described {
  readonly drivers: readonly Driver[]
  readonly problems: readonly ProblemData[]
}

function problemOf(file: string, error: unknown): ProblemData {
  if (error instanceof Problem) return error.data
  return {
    code: 'FILE_UNREADABLE',
    title: 'The description of an instrument cannot be read',
    happened: `${file}: ${error instanceof Error ? error.message : String(error)}`,
    kept: 'All other instruments.',
    next: 'Check that your account may read it.',
  }
}

/** Reads every `*.json` in the folder; no folder means no files. Read once: a changed file needs a new start. */
export function describedDrivers(folder: string): Described {
  const drivers: Driver[] = []
  const problems: ProblemData[] = []
  const names = ((): string[] => {
    try {
      return readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .sort()
    } catch (error) {
      const none = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      if (!none) problems.push(problemOf(folder, error))
      return []
    }
  })()
  for (const file of names) {
    try {
      const text = readFileSync(join(folder, file), 'utf8').slice(0, LARGEST_CHARACTERS)
      drivers.push(numberBoardDriver(boardOf(text, parse(file).name)))
    } catch (error) {
      problems.push(problemOf(join(folder, file), error))
    }
  }
  return { drivers, problems }
}
