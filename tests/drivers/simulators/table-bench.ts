import { grblTable } from '../../../drivers/simulators/grbl.ts'
import { hostOf } from './host.ts'
import type { Host } from './host.ts'
import { manualPace } from './manual-pace.ts'
import type { ManualPace } from './manual-pace.ts'

/** First words after a start. */
export const BANNER = "\r\nGrbl 1.1h ['$' for help]\r\n"
/** They go on so while the table has not homed. */
export const LOCKED = "[MSG:'$H'|'$X' to unlock]\r\n"
export const CTRL_X = '\x18'

/** A table 300 x 200 mm standing at 120, 80 mm, its host, and its time. */
export interface Bench {
  readonly host: Host
  readonly pace: ManualPace
  readonly table: ReturnType<typeof grblTable>
}

/** Just switched on. */
export function powered(): Bench {
  const pace = manualPace()
  const table = grblTable({
    table: { travelXMm: 300, travelYMm: 200, serial: 'SIM-XY02', startXMm: 120, startYMm: 80 },
    pace,
  })
  const host = hostOf(table.line)
  pace.advance(1500)
  return { host, pace, table }
}
/** Started and unlocked without homing: machine zero is where the table stands. */
export function unlocked(): Bench {
  const bench = powered()
  say(bench, '$20=0')
  say(bench, '$X')
  bench.host.text()
  return bench
}
export function homed(): Bench {
  const bench = powered()
  bench.host.send('$H\n')
  bench.pace.advance(60_000)
  bench.host.text()
  return bench
}
/** Sends a line and gives what is said at once. */
export const say = ({ host }: Bench, line: string): string => {
  host.send(`${line}\n`)
  return host.text()
}
export const status = ({ host }: Bench): string => {
  host.send('?')
  return host.text()
}
