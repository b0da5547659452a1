import type { Offsets } from './grbl-coordinates.ts'
import type { Modal } from './grbl-gcode.ts'
import { modalLine, offsetLines } from './grbl-report.ts'
import { settingLines, settingOf, storeSetting } from './grbl-settings.ts'
import type { GrblSettings } from './grbl-settings.ts'

/** Error numbers of GRBL 1.1 for `$` commands. */
export const SYSTEM_ERROR = {
  number: 2,
  statement: 3,
  homingOff: 5,
  notIdle: 8,
  locked: 9,
  travel: 15,
  jogFormat: 16,
} as const

/** What `$` commands see and do of the controller. */
export interface SystemHost {
  readonly settings: GrblSettings
  readonly offsets: Offsets
  readonly modal: Modal
  readonly startupLines: string[]
  buildInfo: string
  /** 'Idle', 'Alarm', 'Check', 'Run', ... without detail */
  readonly stateName: string
  say(line: string): void
  unlock(): void
  home(): void
  toggleCheck(): void
  sleep(): void
  /** @returns error number, 0 = planned */
  jog(line: string): number
  /** Back to the state of delivery: 'settings', 'offsets' or 'all'; the controller restarts. */
  restore(what: 'settings' | 'offsets' | 'all'): void
  /** Whether a line of G-code could run; error number or 0. */
  tryLine(line: string): number
}

/** The command has said its own last word (or will), so no `ok` follows here. */
const SILENT = -1

const HELP = '[HLP:$$ $# $G $I $N $x=val $Nx=line $J=line $SLP $C $X $H ~ ! ? ctrl-x]'
const VERSION = '1.1h.20190830'
const RESTORE = new Map([
  ['$', 'settings'],
  ['#', 'offsets'],
  ['*', 'all'],
] as const)

const say = (host: SystemHost, lines: readonly string[]): number => {
  for (const line of lines) host.say(line)
  return 0
}

/** Commands without arguments that only report or switch; they need Idle or Alarm where `calm`. */
const PLAIN: ReadonlyMap<string, { calm: boolean; run: (host: SystemHost) => number }> = new Map([
  ['$', { calm: false, run: (host: SystemHost) => say(host, [HELP]) }],
  ['$$', { calm: true, run: (host: SystemHost) => say(host, settingLines(host.settings)) }],
  [
    '$#',
    {
      calm: true,
      run: (host: SystemHost) => say(host, offsetLines(host.offsets, settingOf(host.settings, 13) === 1)),
    },
  ],
  ['$G', { calm: false, run: (host: SystemHost) => say(host, [modalLine(host.modal)]) }],
  [
    '$I',
    {
      calm: true,
      run: (host: SystemHost) => say(host, [`[VER:${VERSION}:${host.buildInfo}]`, '[OPT:V,15,128]']),
    },
  ],
  [
    '$N',
    {
      calm: true,
      run: (host: SystemHost) =>
        say(
          host,
          host.startupLines.map((line, i) => `$N${i}=${line}`),
        ),
    },
  ],
  ['$C', { calm: false, run: toggleCheck }],
  ['$X', { calm: false, run: unlock }],
  ['$H', { calm: true, run: home }],
  ['$SLP', { calm: true, run: sleep }],
])

function toggleCheck(host: SystemHost): number {
  if (host.stateName !== 'Idle' && host.stateName !== 'Check') return SYSTEM_ERROR.notIdle
  host.toggleCheck()
  return 0
}

function unlock(host: SystemHost): number {
  if (host.stateName === 'Alarm') {
    host.say('[MSG:Caution: Unlocked]')
    host.unlock()
  }
  return 0
}

function home(host: SystemHost): number {
  if (settingOf(host.settings, 22) === 0) return SYSTEM_ERROR.homingOff
  host.home()
  return SILENT
}

function sleep(host: SystemHost): number {
  host.sleep()
  return 0
}

function restore(host: SystemHost, key: string): number {
  const what = [...RESTORE].find(([letter]) => letter === key)?.[1]
  if (what === undefined) return SYSTEM_ERROR.statement
  host.say('[MSG:Restoring defaults]')
  host.restore(what)
  return 0
}

function storeStartup(host: SystemHost, index: number, line: string): number {
  if (index >= host.startupLines.length) return SYSTEM_ERROR.statement
  const refusal = host.tryLine(line)
  if (refusal === 0) host.startupLines[index] = line
  return refusal
}

/**
 * Carries out a line that begins with `$` (upper case, no blanks). Returns the error number, 0 for `ok`, or -1 where
 * the answer comes later.
 */
export function runSystemCommand(line: string, host: SystemHost): number {
  const calm = host.stateName === 'Idle' || host.stateName === 'Alarm'
  const plain = PLAIN.get(line)
  if (plain) return plain.calm && !calm ? SYSTEM_ERROR.notIdle : plain.run(host)
  if (line.startsWith('$J=')) return host.jog(line.slice(3))
  const assigned = /^\$(RST|I|N\d|\d+(?:\.\d+)?|[^=]*)=(.*)$/.exec(line)
  if (!assigned) return SYSTEM_ERROR.statement
  const [, name = '', value = ''] = assigned
  if (!calm) return SYSTEM_ERROR.notIdle
  if (name === 'RST') return restore(host, value)
  if (name === 'I') {
    host.buildInfo = value
    return 0
  }
  if (/^N\d$/.test(name)) return storeStartup(host, Number(name.slice(1)), value)
  if (/^\d+$/.test(name)) return storeSetting(host.settings, Number(name), value)
  return name === '' ? SYSTEM_ERROR.number : SYSTEM_ERROR.statement
}
