import { describe, expect, test } from 'vitest'
import { pr650 } from '../../../drivers/simulators/pr-650.ts'
import { pr655, pr670 } from '../../../drivers/simulators/pr-655.ts'
import { hex, hexOf, hostOf } from './host.ts'
import type { Host } from './host.ts'
import { manualPace } from './manual-pace.ts'

const pace = manualPace()
const seen = { brightness: 0.5 }
// Equal energy, brighter by a tenth at 560 nm alone.
const radiance = (): Float64Array =>
  Float64Array.from({ length: 401 }, (_, i) => (i === 180 ? 0.0011 : 0.001))
const view = { brightness: () => seen.brightness, radiance }

function ask(host: Host, command: string): string {
  host.send(command)
  pace.advance(20_000)
  return host.text()
}

describe('PR-650', () => {
  const host = hostOf(pr650({ view, pace }))

  test('the documented bytes', () => {
    host.send(hex('6D 30 0A'))
    pace.advance(20_000)
    expect(hexOf(host.heard())).toBe('3030300d0a')
    expect(ask(host, 'b1\n')).toBe('000\r\n')
    expect(ask(host, 's01,,,,,,01,1\n')).toBe('000\r\n')
    expect(ask(host, 'x9\n')).not.toMatch(/^000/)
  })

  test('luminance is the third value behind the quality; the spectrum has 101 lines in 4 nm', () => {
    const [quality, units, , luminance] = ask(host, 'd2\n').split(',')
    expect([quality, units]).toEqual(['00', '0'])
    // 683 lm/W x 0.001 W/(sr m2 nm) x 106.86 nm, and 0.1 mW at 560 nm (V = 0.995)
    expect(Number(luminance)).toBeCloseTo(72.98 + 0.068, 1)
    const lines = ask(host, 'd5\n').split('\r\n')
    expect(lines).toHaveLength(2 + 101 + 1)
    expect([lines[2], lines[102], lines[103]]).toEqual(['0380,1.000E-03', '0780,1.000E-03', ''])
    // A line of 1 nm is spread over a step of 4 nm.
    expect(lines[2 + 45]).toBe('0560,1.025E-03')
  })

  test('measures for seconds; commands wait for the end', () => {
    host.send('m0\nb1\n')
    expect(host.text()).toBe('')
    pace.advance(1_000)
    expect(host.text()).toBe('')
    pace.advance(20_000)
    expect(host.text()).toBe('000\r\n000\r\n')
  })

  test('too little light shows in the quality', () => {
    seen.brightness = 0
    ask(host, 'm0\n')
    expect(ask(host, 'd2\n')).toMatch(/^18/)
    seen.brightness = 0.5
    expect(ask(host, 'm0\n')).toBe('000\r\n')
    expect(ask(host, 'd2\n')).toMatch(/^00/)
  })
})

describe.each([
  ['PR-655', pr655, 4, 101],
  ['PR-670', pr670, 2, 201],
] as const)('%s', (model, make, step, values) => {
  const host = hostOf(make({ view, pace, serial: '67060123' }))

  test('is deaf until PHOTO was sent, letter by letter', () => {
    expect(ask(host, 'D111\n')).toBe('')
    for (const letter of 'PHOTO') host.send(letter)
    expect(host.text()).toBe(' REMOTE MODE\r\n')
    expect(ask(host, 'D111\n')).toBe(`0000,${model}\r\n`)
    expect(ask(host, 'D110\n')).toBe('0000,67060123\r\n')
  })

  test('measures, then tells XYZ and spectrum', () => {
    expect(ask(host, 'D5\n')).not.toMatch(/^0000/)
    expect(ask(host, 'M0\n')).toBe('0000\r\n')
    const [status, units, x, y, z] = ask(host, 'D2\n').trim().split(',')
    expect([status, units]).toEqual(['0000', '0'])
    for (const value of [x, y, z]) expect(Number(value)).toBeCloseTo(73, 0)
    const lines = ask(host, 'D5\n').split('\r\n')
    expect(lines).toHaveLength(2 + values + 1)
    expect(lines[2]).toBe('380,1.000E-03')
    expect(lines[3]).toBe(`${380 + step},1.000E-03`)
    expect(lines[2 + values - 1]).toBe('780,1.000E-03')
  })

  test('Q leaves remote mode', () => {
    host.send('Q')
    expect(ask(host, 'D111\n')).toBe('')
  })
})
