import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { locateElectron } from '../../../scripts/electron/locate.ts'
import { inProject } from '../../../scripts/tools/project.ts'

/** First Electron that has all the shell needs; older ones get it from tests/electron/old-runtime. */
const FIRST_WHOLE = 36

/** The window shell in a real Electron runtime, with folders of its own. */
export interface Shell {
  readonly app: ElectronApplication
  readonly page: Page
  /** Data folder and Chromium's profile of this shell. */
  readonly folder: string
  /** Everything the shell and its bench wrote to stdout and stderr. */
  readonly output: () => string
  readonly benchPid: () => Promise<number | undefined>
  /** Quits as an operator does and waits until it has ended; the folder stays until {@link cleanUp}. */
  readonly quit: () => Promise<void>
}

const folders: string[] = []
const running = new Set<ElectronApplication>()

/** A folder for the data of one test. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'isochrome-electron-'))
  folders.push(folder)
  return folder
}

/** Removes the folders, and ends what a failed test left running. */
export function cleanUp(): void {
  for (const app of running) app.process().kill('SIGKILL')
  running.clear()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

/** Command and arguments that start the shell: the shipped main, behind the shims where the runtime needs them. */
export function shellCommand(folder: string, argv: readonly string[]): { command: string; args: string[] } {
  const runtime = locateElectron()
  if (runtime.missing !== undefined) throw new Error(runtime.missing)
  const whole = Number.parseInt(runtime.version, 10) >= FIRST_WHOLE
  const entry = whole ? inProject() : inProject('tests', 'electron', 'old-runtime', 'entry.cjs')
  // As root Chromium's own sandbox cannot start; the page's process is sandboxed from Node either way.
  const chromium = ['--no-sandbox', '--disable-gpu', `--user-data-dir=${join(folder, 'profile')}`]
  return { command: runtime.executable, args: [...chromium, entry, ...argv] }
}

/** Environment of a shell whose data lie in `folder`. */
export function shellEnvironment(folder: string): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return {
    ...Object.fromEntries(inherited),
    ISOCHROME_HOME: folder,
    ISOCHROME_TEST_NODE: process.execPath,
    // The reader of the tests must not depend on TensorFlow being there.
    ISOCHROME_TENSORFLOW: 'off',
  }
}

/** Starts the shell and waits for its window. */
export async function startShell(argv: readonly string[], folder = dataFolder()): Promise<Shell> {
  const { command, args } = shellCommand(folder, argv)
  const app = await _electron.launch({
    executablePath: command,
    args,
    env: { ...shellEnvironment(folder), ISOCHROME_TEST_DRIVER: 'playwright' },
  })
  running.add(app)
  let output = ''
  for (const stream of [app.process().stdout, app.process().stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const page = await app.firstWindow()
  page.setDefaultTimeout(30_000)
  return {
    app,
    page,
    folder,
    output: () => output,
    benchPid: () =>
      app.evaluate(
        ({ app: shell }) =>
          (globalThis as { isochromeBenchPid?: number }).isochromeBenchPid ??
          shell.getAppMetrics().find((process) => process.name === 'Isochrome bench')?.pid,
      ),
    quit: async () => {
      await app.close()
      running.delete(app)
    },
  }
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false // ESRCH: there is none
  }
}
