import { homedir } from 'node:os'
import path from 'node:path'

/** Where the application keeps its files. */
export type AppPaths = {
  /** Readings, models, copies and the log. */
  data: string
  database: string
  models: string
  backups: string
  logs: string
  /** Descriptions of instruments written by their owners. */
  instruments: string
  /** Large downloads that can be fetched again. */
  cache: string
}

export type PathOptions = {
  /** --db FILE, relative to `cwd`. */
  database?: string | undefined
  env?: Readonly<Record<string, string | undefined>>
  platform?: NodeJS.Platform
  home?: string
  cwd?: string
}

const DATABASE = 'isochrome.db'

function folders(
  { posix, win32 }: { posix: path.PlatformPath; win32: path.PlatformPath },
  { env, platform, home }: { env: NonNullable<PathOptions['env']>; platform: NodeJS.Platform; home: string },
): { data: string; cache: string } {
  // The XDG specification has relative paths ignored.
  const absolute = (paths: path.PlatformPath, name: string, ...fallback: string[]): string => {
    const value = env[name] ?? ''
    return paths.isAbsolute(value) ? value : paths.join(home, ...fallback)
  }
  if (platform === 'win32')
    return {
      data: win32.join(absolute(win32, 'APPDATA', 'AppData', 'Roaming'), 'Isochrome'),
      cache: win32.join(absolute(win32, 'LOCALAPPDATA', 'AppData', 'Local'), 'Isochrome', 'Cache'),
    }
  if (platform === 'darwin')
    return {
      data: posix.join(home, 'Library', 'Application Support', 'Isochrome'),
      cache: posix.join(home, 'Library', 'Caches', 'Isochrome'),
    }
  return {
    data: posix.join(absolute(posix, 'XDG_DATA_HOME', '.local', 'share'), 'isochrome'),
    cache: posix.join(absolute(posix, 'XDG_CACHE_HOME', '.cache'), 'isochrome'),
  }
}

/**
 * Folders and files by the rules of each system: $XDG_DATA_HOME/isochrome, %APPDATA%\Isochrome,
 * ~/Library/Application Support/Isochrome; ISOCHROME_HOME holds everything where it is set. A database named
 * otherwise has its models in a folder of its own beside it, so that no two databases share a bundle.
 */
export function appPaths(options: PathOptions = {}): AppPaths {
  const { env = process.env, platform = process.platform, home = homedir(), cwd = process.cwd() } = options
  const own = platform === 'win32' ? path.win32 : path.posix
  const forced = env['ISOCHROME_HOME'] ?? ''
  const { data, cache } =
    forced === ''
      ? folders(path, { env, platform, home })
      : { data: own.resolve(cwd, forced), cache: own.join(own.resolve(cwd, forced), 'cache') }
  const database = own.resolve(cwd, options.database ?? own.join(data, DATABASE))
  const beside = own.dirname(database)
  const { base, name } = own.parse(database)
  return {
    data,
    database,
    models: own.join(beside, base === DATABASE ? 'models' : `${name}-models`),
    backups: own.join(beside, 'backups'),
    logs: own.join(data, 'logs'),
    instruments: own.join(data, 'instruments'),
    cache,
  }
}
