import { describe, expect, test } from 'vitest'
import { grblTable } from '../../../drivers/simulators/grbl.ts'
import { hex, hexOf, hostOf } from './host.ts'
import type { Host } from './host.ts'
import { manualPace } from './manual-pace.ts'
import type { ManualPace } from './manual-pace.ts'

const BANNER = "\r\nGrbl 1.1h ['$' for help]\r\n"
const LOCKED = "[MSG:'$H'|'$X' to unlock]\r\n"
const CTRL_X = '\x18'

interface Bench {
  readonly host: Host
  readonly pace: ManualPace
  readonly table: ReturnType<typeof grblTable>
}

function powered(): Bench {
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
function unlocked(): Bench {
  const bench = powered()
  say(bench, '$20=0')
  say(bench, '$X')
  bench.host.text()
  return bench
}
function homed(): Bench {
  const bench = powered()
  bench.host.send('$H\n')
  bench.pace.advance(60_000)
  bench.host.text()
  return bench
}
/** Sends a line and gives what is said at once. */
const say = ({ host }: Bench, line: string): string => {
  host.send(`${line}\n`)
  return host.text()
}
const status = ({ host }: Bench): string => {
  host.send('?')
  return host.text()
}

describe('start', () => {
  test('banner after the boot loader, locked because it must home first', () => {
    const pace = manualPace()
    const { line } = grblTable({
      table: { travelXMm: 300, travelYMm: 200, serial: '', startXMm: 0, startYMm: 0 },
      pace,
    })
    const host = hostOf(line)
    host.send('?')
    pace.advance(1000)
    expect(host.text()).toBe('')
    pace.advance(500)
    expect(host.text()).toBe(BANNER + LOCKED)
  })

  test('G-code is locked, settings are not; $X unlocks', () => {
    const bench = powered()
    bench.host.text()
    expect(status(bench)).toMatch(/^<Alarm\|/)
    expect(say(bench, 'G0X1')).toBe('error:9\r\n')
    expect(say(bench, '$G')).toBe('[GC:G0 G54 G17 G21 G90 G94 M5 M9 T0 F0 S0]\r\nok\r\n')
    expect(say(bench, '$X')).toBe('[MSG:Caution: Unlocked]\r\nok\r\n')
    expect(status(bench)).toMatch(/^<Idle\|/)
  })

  test('identity, in bytes', () => {
    const bench = powered()
    bench.host.text()
    bench.host.send(hex('24 49 0a'))
    expect(hexOf(bench.host.heard())).toBe(
      hexOf(Buffer.from('[VER:1.1h.20190830:SIM-XY02]\r\n[OPT:V,15,128]\r\nok\r\n')),
    )
  })

  test('a newly opened port restarts the board, which forgets where it stands but not its settings', () => {
    const bench = homed()
    say(bench, '$110=1234.5')
    const again = { ...bench, host: hostOf(bench.table.line) }
    bench.pace.advance(1500)
    expect(again.host.text()).toBe(BANNER + LOCKED)
    expect(status(again)).toContain('MPos:0.000,0.000,0.000')
    expect(say(again, '$$')).toContain('$110=1234.500\r\n')
    expect(bench.table.carriage()).toMatchObject({ xMm: 299, yMm: 199 })
  })
})

describe('homing', () => {
  test('leaves negative machine coordinates, the pull-off away from the switches; silent meanwhile', () => {
    const bench = powered()
    bench.host.text()
    bench.host.send(hex('24 48 0a'))
    bench.pace.advance(3000)
    expect(status(bench)).toBe('')
    bench.pace.advance(20_000)
    expect(hexOf(bench.host.heard())).toBe('6f6b0d0a')
    expect(status(bench)).toBe('<Idle|MPos:-1.000,-1.000,0.000|FS:0,0|WCO:-300.000,-200.000,0.000>\r\n')
    expect(bench.table.carriage()).toMatchObject({ xMm: 299, yMm: 199 })
  })

  test('towards the other corner with $23', () => {
    const bench = powered()
    say(bench, '$23=3')
    bench.host.send('$H\n')
    bench.pace.advance(60_000)
    expect(status(bench)).toContain('MPos:-299.000,-199.000,0.000')
    expect(bench.table.carriage()).toMatchObject({ xMm: 1, yMm: 1 })
  })

  test('is refused when switched off, and aborted by a reset', () => {
    const bench = powered()
    bench.host.text()
    bench.host.send('$H\n', CTRL_X)
    bench.pace.advance(100)
    expect(bench.host.text()).toBe(`ALARM:6\r\n${BANNER}${LOCKED}`)
    say(bench, '$22=0')
    expect(say(bench, '$H')).toBe('error:5\r\n')
    expect(say(bench, '$$')).toContain('$20=0\r\n')
  })
})

describe('motion', () => {
  test('ok means queued; the table takes its time; G4 waits for it', () => {
    const bench = homed()
    bench.host.send('G90G0X100Y50\n', 'G4P0.5\n')
    expect(bench.host.text()).toBe('ok\r\n')
    bench.pace.advance(500)
    expect(status(bench)).toMatch(/^<Run\|MPos:-\d+\.\d{3},-\d+\.\d{3},0\.000\|FS:\d+,0/)
    const { xMm, moves } = bench.table.carriage()
    expect(xMm).toBeGreaterThan(100)
    expect(xMm).toBeLessThan(299)
    bench.pace.advance(3000)
    expect(bench.host.text()).toBe('ok\r\n')
    expect(bench.table.carriage()).toEqual({ xMm: 100, yMm: 50, moves })
    expect(status(bench)).toContain('<Idle|MPos:-200.000,-150.000,0.000')
  })

  test('199 mm at 6000 mm/min and 500 mm/s2 take 2.19 s', () => {
    const bench = homed()
    bench.host.send('G53G0X-200\n', 'G4P0\n')
    bench.host.text()
    bench.pace.advance(2189)
    expect(bench.host.text()).toBe('')
    bench.pace.advance(2)
    expect(bench.host.text()).toBe('ok\r\n')
  })

  test('feed limits, overrides and incremental inches', () => {
    const bench = homed()
    say(bench, 'G91G20G1X-1F10')
    bench.pace.advance(1000)
    // 254 mm/min
    expect(status(bench)).toContain('FS:254,0')
    bench.pace.advance(60_000)
    expect(status(bench)).toContain('MPos:-26.400,-1.000')
    bench.host.send(hex('92 92'))
    say(bench, 'G21G1X-10F1000')
    bench.pace.advance(100)
    expect(status(bench)).toMatch(/FS:800,0/)
  })

  test('coordinate systems: G10, G92, G53, G54 and their reports', () => {
    const bench = homed()
    say(bench, 'G10L2P2X-250Y-100Z0')
    say(bench, 'G55G0X10Y10')
    bench.pace.advance(60_000)
    expect(bench.table.carriage()).toMatchObject({ xMm: 60, yMm: 110 })
    say(bench, 'G92X0')
    expect(say(bench, '$#')).toBe(
      '[G54:-300.000,-200.000,0.000]\r\n[G55:-250.000,-100.000,0.000]\r\n[G56:0.000,0.000,0.000]\r\n' +
        '[G57:0.000,0.000,0.000]\r\n[G58:0.000,0.000,0.000]\r\n[G59:0.000,0.000,0.000]\r\n[G28:0.000,0.000,0.000]\r\n' +
        '[G30:0.000,0.000,0.000]\r\n[G92:10.000,0.000,0.000]\r\n[TLO:0.000]\r\n[PRB:0.000,0.000,0.000:0]\r\nok\r\n',
    )
    expect(status(bench)).toContain('WCO:-240.000,-100.000,0.000')
    say(bench, 'G92.1')
    say(bench, 'G10L20P2X0')
    expect(status(bench)).toContain('WCO:-240.000')
    say(bench, 'G28.1')
    say(bench, 'G53G0X-1Y-1')
    say(bench, 'G28')
    bench.pace.advance(60_000)
    expect(bench.table.carriage()).toMatchObject({ xMm: 60, yMm: 110 })
  })

  test('hold, status, resume', () => {
    const bench = homed()
    say(bench, 'G0X0Y0')
    bench.pace.advance(500)
    bench.host.send('!')
    const before = bench.table.carriage()
    bench.pace.advance(5000)
    expect(bench.table.carriage()).toEqual(before)
    expect(status(bench)).toContain('<Hold:0|')
    // Lines wait while held.
    expect(say(bench, 'G4P0')).toBe('')
    bench.host.send('~')
    bench.pace.advance(10_000)
    expect(bench.host.text()).toBe('ok\r\n')
    expect(bench.table.carriage()).toMatchObject({ xMm: 0, yMm: 0 })
  })

  test('M0 stops for the operator, M2 ends the program', () => {
    const bench = homed()
    expect(say(bench, 'M0')).toBe('')
    bench.pace.advance(10)
    expect(status(bench)).toContain('<Hold:0|')
    bench.host.send('~')
    expect(bench.host.text()).toBe('ok\r\n')
    bench.host.send('M2\n')
    bench.pace.advance(10)
    expect(bench.host.text()).toBe('[MSG:Pgm End]\r\nok\r\n')
  })
})

describe('jogging', () => {
  test('moves in state Jog, and 0x85 stops it', () => {
    const bench = homed()
    expect(say(bench, '$J=G91X-100F3000')).toBe('ok\r\n')
    bench.pace.advance(500)
    expect(status(bench)).toContain('<Jog|')
    expect(say(bench, 'G0X1')).toBe('error:9\r\n')
    bench.host.send(hex('85'))
    expect(status(bench)).toContain('<Idle|')
    const { xMm } = bench.table.carriage()
    bench.pace.advance(5000)
    expect(bench.table.carriage().xMm).toBe(xMm)
    expect(xMm).toBeLessThan(299)
    expect(xMm).toBeGreaterThan(199)
  })

  test.each([
    ['$J=G91X1', 'error:22'],
    ['$J=G91X10F100', 'error:15'],
    ['$J=G91F100', 'error:16'],
    ['$J=G1X-1F100', 'error:16'],
    ['$J=X1.F', 'error:2'],
  ])('%s -> %s', (line, reply) => {
    expect(say(homed(), line)).toBe(`${reply}\r\n`)
  })

  test('does not change modes, and needs a table that knows where it is', () => {
    const bench = homed()
    say(bench, '$J=G91G20X-1F10')
    bench.pace.advance(60_000)
    expect(say(bench, '$G')).toContain('G21 G90')
    expect(say(powered(), '$J=G91X1F100')).toContain('error:9')
  })
})

describe('alarms', () => {
  test('a target outside the travel: ALARM:2, nothing but a reset helps', () => {
    const bench = homed()
    expect(say(bench, 'G0X301')).toBe('ALARM:2\r\n[MSG:Reset to continue]\r\n')
    expect(status(bench) + say(bench, '$X')).toBe('')
    bench.host.send(CTRL_X)
    bench.pace.advance(100)
    expect(bench.host.text()).toBe(BANNER + LOCKED)
    expect(status(bench)).toContain('<Alarm|MPos:-1.000,-1.000,0.000')
    say(bench, '$X')
    expect(say(bench, 'G0X299')).toBe('ok\r\n')
  })

  test('a reset in motion: ALARM:3 and locked; at rest it only restarts', () => {
    const bench = homed()
    say(bench, 'G0X0')
    bench.pace.advance(200)
    bench.host.send(CTRL_X)
    const stopped = bench.table.carriage()
    bench.pace.advance(5000)
    expect(bench.host.text()).toBe(`ALARM:3\r\n${BANNER}${LOCKED}`)
    expect(bench.table.carriage()).toEqual(stopped)
    say(bench, '$X')
    bench.host.send(CTRL_X)
    bench.pace.advance(100)
    expect(bench.host.text()).toBe(BANNER)
  })
})

test.each([
  ['1', 'error:1'],
  ['GX', 'error:2'],
  ['G2X1Y1I1', 'error:20'],
  ['Q1', 'error:20'],
  ['G0G1X1', 'error:21'],
  ['G1X1', 'error:22'],
  ['M3.5', 'error:23'],
  ['G0G92X1', 'error:24'],
  ['G0X1X2', 'error:25'],
  ['G92', 'error:26'],
  ['G4', 'error:28'],
  ['G10L2P9X1', 'error:29'],
  ['G80G53X1', 'error:30'],
  ['G0G80', 'error:21'],
  ['G80X1', 'error:31'],
  ['G0X1P2', 'error:36'],
  ['$Q', 'error:3'],
  ['$999=1', 'error:3'],
  ['$110=-1', 'error:4'],
  ['$110=fast', 'error:2'],
  ['$0=2', 'error:6'],
  [`G0${'X1'.repeat(40)}`, 'error:11'],
  ['g0 x1 (a comment)', 'ok'],
  ['', 'ok'],
])('%s -> %s', (line, reply) => {
  expect(say(unlocked(), line)).toBe(`${reply}\r\n`)
})

describe('settings', () => {
  test('$$ lists them, and a new value is kept', () => {
    const bench = homed()
    const lines = say(bench, '$$').split('\r\n')
    expect(lines).toContain('$10=1')
    expect(lines).toContain('$110=6000.000')
    expect(lines).toContain('$130=300.000')
    expect(lines.slice(-2)).toEqual(['ok', ''])
    expect(say(bench, '$130=250')).toBe('ok\r\n')
    expect(say(bench, '$$')).toContain('$130=250.000')
  })

  test('soft limits need homing; commands that need rest are refused in motion', () => {
    const bench = homed()
    say(bench, '$22=0')
    expect(say(bench, '$20=1')).toBe('error:10\r\n')
    say(bench, '$X')
    bench.host.send('G91G1X10F100\n', '$$\n')
    expect(bench.host.text()).toBe('ok\r\nerror:8\r\n')
  })

  test('$RST brings back the state of delivery and restarts', () => {
    const bench = homed()
    say(bench, '$110=100')
    expect(say(bench, '$RST=$')).toBe('[MSG:Restoring defaults]\r\nok\r\n')
    bench.pace.advance(100)
    expect(bench.host.text()).toBe(BANNER)
    expect(say(bench, '$$')).toContain('$110=6000.000')
  })

  test('start-up lines run at every start, check mode moves nothing', () => {
    const bench = homed()
    expect(say(bench, '$N0=G55')).toBe('ok\r\n')
    expect(say(bench, '$N1=G99')).toBe('error:20\r\n')
    expect(say(bench, '$N')).toBe('$N0=G55\r\n$N1=\r\nok\r\n')
    bench.host.send(CTRL_X)
    bench.pace.advance(100)
    expect(bench.host.text()).toBe(`${BANNER}>G55:ok\r\n`)
    expect(say(bench, '$C')).toBe('[MSG:Enabled]\r\nok\r\n')
    expect(say(bench, 'G0X-100') + status(bench)).toMatch(/^ok\r\n<Check\|MPos:-1\.000/)
    expect(say(bench, '$C')).toBe('[MSG:Disabled]\r\nok\r\n')
  })
})

describe('status reports', () => {
  test('the offset comes in every tenth report at rest, the overrides in the one after it', () => {
    const bench = homed()
    const reports = Array.from({ length: 21 }, () => status(bench))
    const at = (field: string): number[] =>
      reports.flatMap((report, i) => (report.includes(field) ? [i] : []))
    expect(at('WCO:')).toEqual([0, 10, 20])
    expect(at('Ov:')).toEqual([1, 11])
    expect(reports[1]).toBe('<Idle|MPos:-1.000,-1.000,0.000|FS:0,0|Ov:100,100,100>\r\n')
  })

  test('in motion the offset comes in every thirtieth', () => {
    const bench = homed()
    say(bench, 'G1X0F1')
    const reports = Array.from({ length: 61 }, () => status(bench))
    expect(reports.flatMap((report, i) => (report.includes('WCO:') ? [i] : []))).toEqual([0, 30, 60])
  })

  test('$10 chooses work positions and buffer state, $13 inches', () => {
    const bench = homed()
    say(bench, '$10=2')
    expect(status(bench)).toContain('|WPos:299.000,199.000,0.000|Bf:15,128|')
    say(bench, '$13=1')
    expect(status(bench)).toContain('WPos:11.7717,7.8346,0.0000')
  })

  test('real-time bytes are not part of a line, and unknown ones are dropped', () => {
    const bench = homed()
    bench.host.send('G0', '?', 'X2', hex('a5'), '90\n')
    expect(bench.host.text()).toMatch(/^<Idle\|.*>\r\nok\r\n$/)
  })
})

describe('receive buffer', () => {
  const line = 'G4P1\n'

  test('a host that counts characters loses nothing', () => {
    const bench = homed()
    let oks = 0
    const open: number[] = []
    for (let sent = 0; oks < 60;) {
      while (sent < 60 && open.reduce((sum, bytes) => sum + bytes, line.length) < 128) {
        bench.host.send(line)
        open.push(line.length)
        sent++
      }
      bench.pace.advance(250)
      const answered = bench.host.text().match(/ok\r\n/g)?.length ?? 0
      open.splice(0, answered)
      oks += answered
    }
    expect([oks, open.length]).toEqual([60, 0])
  })

  test('a host that does not, loses what does not fit', () => {
    const bench = homed()
    // One line is being executed, 128 bytes = 25 lines and a piece wait, the rest is gone.
    for (let i = 0; i < 60; i++) bench.host.send(line)
    bench.pace.advance(200_000)
    expect(bench.host.text().match(/ok\r\n/g)?.length).toBe(26)
  })

  test('fifteen lines wait in the planner behind the one that runs, then ok waits too', () => {
    const bench = homed()
    say(bench, 'G91')
    for (let i = 0; i < 20; i++) bench.host.send('G1X-1F60\n')
    expect(bench.host.text().match(/ok\r\n/g)).toHaveLength(16)
    bench.pace.advance(60_000)
    expect(bench.host.text().match(/ok\r\n/g)).toHaveLength(4)
    expect(bench.table.carriage().xMm).toBeCloseTo(279, 9)
  })
})
