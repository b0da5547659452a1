import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = new URL('../../shared/data/', import.meta.url)

/** Absolute path of a file in the measured data sets beside the project, or undefined in a clone that has none. */
export function sharedData(path: string): string | undefined {
  const absolute = fileURLToPath(new URL(path, folder))
  return existsSync(absolute) ? absolute : undefined
}
