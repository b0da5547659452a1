import { run } from './run.ts'

async function works(command: string, argv: readonly string[]): Promise<boolean> {
  try {
    return (await run(command, argv)).code === 0
  } catch {
    // Not installed: an answer, not a failure.
    return false
  }
}

/** The first of the commands that runs with these arguments. */
export async function firstWorking(
  commands: readonly string[],
  argv: readonly string[],
): Promise<string | undefined> {
  for (const command of commands) if (await works(command, argv)) return command
  return undefined
}

/** A Python that has pip. */
export function findPython(): Promise<string | undefined> {
  return firstWorking(['python3', 'python'], ['-m', 'pip', '--version'])
}

/** Arguments of Python that download the wheels a file of requirements names, each with its hash. */
export const pipDownload = (requirements: string, folder: string): readonly string[] => [
  ...['-m', 'pip', 'download', '--no-deps', '--no-cache-dir', '--progress-bar', 'off', '--require-hashes'],
  ...['--disable-pip-version-check', '--dest', folder, '--requirement', requirements],
]
