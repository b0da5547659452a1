import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../../model/cache-folder.ts'
import { inProject } from '../tools/project.ts'

/** An Electron runtime: its folder (Electron's `dist` layout), executable and version. */
export interface ElectronRuntime {
  readonly folder: string
  readonly executable: string
  readonly version: string
  readonly missing?: never
}

/** A runtime, or in words why there is none. */
export type ElectronLocation = ElectronRuntime | { readonly missing: string }

/** The folder a fetched runtime is kept in. */
export function electronFolder(): string {
  return join(cacheFolder(), 'electron')
}

/** Where the executable lies inside Electron's `dist` layout. */
export function executableIn(folder: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'darwin') return join(folder, 'Electron.app', 'Contents', 'MacOS', 'Electron')
  return join(folder, platform === 'win32' ? 'electron.exe' : 'electron')
}

function runtimeIn(folder: string): ElectronRuntime | undefined {
  const executable = executableIn(folder)
  const note = join(folder, 'version')
  if (!existsSync(executable) || !existsSync(note)) return undefined
  return { folder, executable, version: readFileSync(note, 'utf8').trim().replace(/^v/, '') }
}

/**
 * Finds an Electron runtime without fetching one: `ELECTRON_OVERRIDE_DIST_PATH`, else the one the package electron has
 * installed for itself, else the one in the cache.
 */
export function locateElectron(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  usual: readonly string[] = [
    inProject('node_modules', 'electron', 'dist'),
    join(electronFolder(), 'runtime'),
  ],
): ElectronLocation {
  if (environment['ISOCHROME_ELECTRON'] === 'off')
    return { missing: 'Electron is declined by ISOCHROME_ELECTRON=off' }
  const named = environment['ELECTRON_OVERRIDE_DIST_PATH']
  if (named !== undefined && named !== '') {
    return runtimeIn(named) ?? { missing: `ELECTRON_OVERRIDE_DIST_PATH holds no Electron (${named})` }
  }
  for (const folder of usual) {
    const runtime = runtimeIn(folder)
    if (runtime !== undefined) return runtime
  }
  return { missing: 'there is no Electron runtime here (ISOCHROME_ELECTRON=fetch fetches one, about 115 MB)' }
}

/** Whether this environment allows fetching a runtime. */
export function mayFetchElectron(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  const wish = environment['ISOCHROME_ELECTRON']
  return wish === 'fetch' || (environment['CI'] === 'true' && wish !== 'off')
}
