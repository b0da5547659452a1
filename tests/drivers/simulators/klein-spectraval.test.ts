import { describe, expect, test } from 'vitest'
import { jeti1511 } from '../../../drivers/simulators/jeti-1511.ts'
import { kleinK10 } from '../../../drivers/simulators/klein-k10.ts'
import { kleinBytes, rangeByte } from '../../../drivers/simulators/klein-numbers.ts'
import { hexOf, hostOf } from './host.ts'
import type { Host } from './host.ts'
import { manualPace } from './manual-pace.ts'

function bench() {
  const pace = manualPace()
  const seen = { brightness: 0.5 }
  const view = {
    brightness: () => seen.brightness,
    radiance: () => new Float64Array(401).fill(0.001),
  }
  return { pace, seen, view }
}

describe('Klein K10-A', () => {
  const { pace, seen, view } = bench()
  const host = hostOf(kleinK10({ view, pace, serial: '000012345' }))
  const ask = (command: string): string => {
    host.send(`${command}\r`)
    return host.text()
  }

  test('how another program finds it', () => {
    host.send(';', 'D024\r\n')
    expect(host.text()).toMatch(/^D4/)
    expect(ask('P0')).toBe('P0K-10-A 000012345<0>')
    expect(ask('P2')).toBe('P2v01.09fh<0>')
    host.send('D7\r')
    expect(host.heard()).toHaveLength(1925)
  })

  test('aiming lights and ranges', () => {
    expect(ask('L0') + ask('L1') + ask('J8') + ask('J3')).toBe('L0<0>L1<0>J8<0>J3<0>')
    expect(ask('ZZ')).toBe('')
  })

  test('a reading takes half a second, longer in the dark', () => {
    ask('J1')
    const time = (): number => {
      host.send('N5\r')
      for (let ms = 0; ; ms += 10) {
        const heard = host.heard()
        if (heard.length > 0) {
          expect(heard).toHaveLength(15)
          return ms
        }
        pace.advance(10)
      }
    }
    seen.brightness = 1
    expect(time()).toBeLessThan(550)
    seen.brightness = 0.01
    expect(time()).toBeGreaterThan(900)
    host.send('N5\r')
    pace.advance(5_000)
    const heard = hexOf(host.heard())
    // Y = 72.98 = 18683 / 256 = 48FB 08
    expect(heard).toMatch(/^4e35(48..08){3}003c303e$/)
    seen.brightness = 0
    host.send('N5\r')
    pace.advance(5_000)
    expect(host.text()).toMatch(/<u>$/)
    seen.brightness = 0.5
  })

  test('the flicker stream sends packets of 96 bytes until a reading is asked for', async () => {
    host.send('T2\r')
    await host.hears(2 * 96)
    expect(ask('P0')).toBe('')
    host.send('N5\r')
    host.text()
    pace.advance(5_000)
    expect(host.heard()).toHaveLength(15)
    expect(ask('P0')).toContain('K-10-A')
  })

  test.each([
    [95, '5f0008'],
    [100, '640008'],
    [108, '6c0008'],
    [0, '000000'],
    [-95, 'df0008'],
    [1, '400002'],
  ])('%f is %s', (value, bytes) => {
    expect(hexOf(kleinBytes(value))).toBe(bytes)
  })

  test('range bytes', () => {
    expect([1, 2, 3, 6].map(rangeByte)).toEqual([0, 0xe0, 13, 0xe0 + 26])
  })
})

describe('spectraval 1511', () => {
  const { pace, view } = bench()
  const host: Host = hostOf(jeti1511({ view, pace, serial: '2015123' }))
  const ask = (command: string): string => {
    host.send(`${command}\r`)
    return host.text()
  }

  test('answers are bare, and errors too', () => {
    expect(ask('*idn?')).toBe('SPECFIRM_JETI_1501\r')
    expect(ask('*para:spnum?')).toBe('2015123\r')
    expect(ask('*conf:dispen?')).toBe('1\r')
    expect(ask('*conf:func 6')).toBe('\x15')
    expect(ask('*stat:err?')).toBe('4 \r')
    expect(ask('*para:wran 380 780 1') + ask('*para:wran?')).toBe('\x06380 780 1\r')
  })

  test('measures and gives lines of wavelength and value, then ETX', () => {
    expect(ask('*meas:refer')).toBe('\x06')
    pace.advance(5_000)
    expect(host.text()).toBe('\x07')
    expect(Number(ask('*calc:PHOTOmetric'))).toBeCloseTo(72.98, 1)
    expect(ask('*calc:CHROMXY')).toMatch(/^0\.333\d+ 0\.333\d+\r$/)
    const lines = ask('*calc:sprad').split('\r')
    expect(lines).toHaveLength(401 + 1)
    expect([lines[0], lines[400], lines[401]]).toEqual(['380 1.000000E-03', '780 1.000000E-03', '\x03'])
  })
})
