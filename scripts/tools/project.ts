import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Absolute path of the project folder. */
export const projectFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Absolute path of something inside the project. */
export function inProject(...parts: readonly string[]): string {
  return join(projectFolder, ...parts)
}
