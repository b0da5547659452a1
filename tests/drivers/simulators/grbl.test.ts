import { describe, expect, test } from 'vitest'
import { grblTable } from '../../../drivers/simulators/grbl.ts'
import { hex, hexOf, hostOf } from './host.ts'
import { manualPace } from './manual-pace.ts'
import { BANNER, CTRL_X, homed, LOCKED, powered, say, status } from './table-bench.ts'

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

  test('hold, then reset: the move is forgotten and the position is not', () => {
    const bench = homed()
    say(bench, 'G0X0')
    bench.pace.advance(500)
    bench.host.send('!')
    const stopped = bench.table.carriage()
    bench.host.send(CTRL_X)
    bench.pace.advance(5000)
    expect(bench.host.text()).toBe(BANNER)
    expect(bench.table.carriage()).toEqual(stopped)
    expect(status(bench)).toContain(`<Idle|MPos:${(stopped.xMm - 300).toFixed(3)},`)
    expect(say(bench, 'G0X0')).toBe('ok\r\n')
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
