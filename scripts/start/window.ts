import type { ElectronLocation } from '../electron/locate.ts'

/** The facts that decide where the application opens. */
export interface Surroundings {
  readonly electron: ElectronLocation
  readonly platform: NodeJS.Platform
  /** X11 or Wayland display, Linux only. */
  readonly display: string | undefined
  /** Whether this process has the rights of the administrator, under which Electron refuses its sandbox. */
  readonly isRoot: boolean
}

/** How the application opens: own window with own bench, own window on a web host, or the browser. */
export type Opening =
  | { readonly kind: 'local' | 'attach'; readonly executable: string }
  | { readonly kind: 'browser'; readonly because: string }

/** First Electron whose utility process can load better-sqlite3 13 (Node-API 10) and that knows `protocol.handle`. */
const firstWithBench = 36

/** Decides where the application opens on this machine. */
export function chooseOpening({ electron, platform, display, isRoot }: Surroundings): Opening {
  if (electron.missing !== undefined) return { kind: 'browser', because: electron.missing }
  if (platform === 'linux' && display === undefined)
    return { kind: 'browser', because: 'there is no display here' }
  if (platform === 'linux' && isRoot) {
    return {
      kind: 'browser',
      because: 'Electron keeps its sandbox only for ordinary users, and this is root',
    }
  }
  const major = Number.parseInt(electron.version, 10)
  return { kind: major >= firstWithBench ? 'local' : 'attach', executable: electron.executable }
}
