import { homedir } from 'node:os'
import { posix, win32 } from 'node:path'

/** What decides where a folder lies; the defaults are this process's own. */
export interface Place {
  readonly environment?: Readonly<Record<string, string | undefined>>
  readonly platform?: NodeJS.Platform
  readonly home?: string
}

/**
 * Absolute path of the folder for large downloads, which may be deleted at any time and is shared by all copies of
 * the program: `$ISOCHROME_HOME/cache`, else the system's cache folder (XDG Base Directory Specification 0.8,
 * `%LOCALAPPDATA%`, `~/Library/Caches`). A relative XDG_CACHE_HOME is ignored, as that specification asks.
 */
export function cacheFolder(place: Place = {}): string {
  const { environment = process.env, platform = process.platform, home = homedir() } = place
  const path = platform === 'win32' ? win32 : posix
  const own = environment['ISOCHROME_HOME']
  if (own !== undefined && own !== '') return path.join(path.resolve(own), 'cache')
  if (platform === 'win32') {
    const local = environment['LOCALAPPDATA']
    const base = local === undefined || local === '' ? path.join(home, 'AppData', 'Local') : local
    return path.join(base, 'Isochrome', 'Cache')
  }
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'Isochrome')
  const xdg = environment['XDG_CACHE_HOME']
  return path.join(xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(home, '.cache'), 'isochrome')
}
