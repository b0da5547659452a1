import { describe, expect, test } from 'vitest'
import { hex } from './host.ts'
import { BANNER, CTRL_X, homed, say, status, unlocked } from './table-bench.ts'

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
