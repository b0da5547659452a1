import { describe, expect, test } from 'vitest'
import { cl200a, cl200aField } from '../../../drivers/simulators/cl-200a.ts'
import { cs100a } from '../../../drivers/simulators/cs-100a.ts'
import { cs2000 } from '../../../drivers/simulators/cs-2000.ts'
import { hex, hexOf, hostOf } from './host.ts'
import type { Host } from './host.ts'
import { manualPace } from './manual-pace.ts'

const pace = manualPace()
const seen = { brightness: 0.5, radiance: 0.001 }
const view = {
  brightness: () => seen.brightness,
  radiance: () => new Float64Array(401).fill(seen.radiance),
}

function ask(host: Host, command: string, waitMs = 20_000): string {
  host.send(command)
  pace.advance(waitMs)
  return host.text()
}

describe('CS-2000', () => {
  const host = hostOf(cs2000({ view, pace, serial: '12345678' }))

  test('the documented bytes; nothing before remote mode', () => {
    expect(ask(host, 'IDDR\n')).toBe('ER00\n')
    host.send(hex('52 4D 54 53 2C 31 0A'))
    expect(hexOf(host.heard())).toBe('4f4b30300a')
    expect(ask(host, 'IDDR\r\n')).toBe('OK00,CS-2000,1,12345678\n')
  })

  test.each([
    ['SCMS,1,6000', 'SCMR', 'OK00,1,6000'],
    ['SCMS,0', 'SCMR', 'OK00,0'],
    ['SPMS,2,16,2', 'SPMR', 'OK00,2,16,2'],
    ['SPMS,3,000500000,2', 'SPMR', 'OK00,3,000500000,2'],
    ['SPMS,0,2', 'SPMR', 'OK00,0,2'],
  ])('%s is kept', (setting, query, answer) => {
    expect(ask(host, `${setting}\n`)).toBe('OK00\n')
    expect(ask(host, `${query}\n`)).toBe(`${answer}\n`)
  })

  test.each([
    ['SPMS,9,2', 'ER17'],
    ['SCMS,1', 'ER17'],
    ['RMTS,7', 'ER17'],
    ['WHAT', 'ER00'],
    ['MEDR,1,0,1', 'ER02'],
  ])('%s is refused with %s', (command, error) => {
    expect(ask(host, `${command}\n`)).toBe(`${error}\n`)
  })

  test('says how long it will take, then that it is done; data come only after that', () => {
    expect(ask(host, 'MEAS,1\n', 0)).toMatch(/^OK00,[12]\n$/)
    expect(ask(host, 'MEDR,1,0,1\n', 0)).toBe('ER02\n')
    pace.advance(5_000)
    expect(host.text()).toBe('OK00\n')
    const [block, last] = [1, 4].map((n) => ask(host, `MEDR,1,0,${n}\n`).trim().split(','))
    expect(block).toHaveLength(1 + 100)
    expect(last).toHaveLength(1 + 101)
    expect(block?.[1]).toBe('1.000E-03')
    // IEEE-754: 0.001 = 3A83126F
    expect(ask(host, 'MEDR,1,1,2\n').trim().split(',').slice(0, 2)).toEqual(['OK00', '3A83126F'])
    const [, , luminance, x, y, z] = ask(host, 'MEDR,2,0,0\n').split(',').map(Number)
    for (const value of [luminance, x, y, z]) expect(value).toBeCloseTo(72.98, 0)
    expect(ask(host, 'MEDR,0,0,1\n')).toMatch(/^OK00,0,0,\d+\n$/)
  })

  test('MEAS,0 ends a measurement without its second line', () => {
    ask(host, 'MEAS,1\n', 0)
    expect(ask(host, 'MEAS,0\n')).toBe('OK00\n')
    expect(ask(host, 'MEDR,1,0,1\n')).toBe('ER02\n')
  })
})

describe('CS-100A', () => {
  const host = hostOf(cs100a({ view, pace }))

  test('settings and a reading', () => {
    expect(ask(host, 'MDS,04\r\n') + ask(host, 'CLE\r\n')).toBe('OK00\r\nOK00\r\n')
    expect(ask(host, 'MDS,77\r\n') + ask(host, 'HEY\r\n')).toBe('ER01\r\nER00\r\n')
    host.send(hex('4D 45 53 0D 0A'))
    expect(host.text()).toBe('')
    pace.advance(5_000)
    expect(host.text()).toMatch(/^OK00, 72\.\d+,\.333\d,\.333\d\r\n$/)
  })

  test('a dark sample is below its range', () => {
    seen.radiance = 1e-7
    expect(ask(host, 'MES\r\n')).toMatch(/^OK13/)
    seen.radiance = 0.001
  })
})

describe('CL-200A', () => {
  const host = hostOf(cl200a({ view, pace }))
  const PC = '02 30 30 35 34 31 20 20 20 03 31 33 0D 0A'

  test('the documented bytes; nothing before PC mode, nor for a wrong sum', () => {
    host.send('\x0200011200\x0301\r\n')
    expect(host.text()).toBe('')
    host.send(hex(PC))
    expect(host.text()).toBe('\x020054    \x0302\r\n')
    host.send('\x0200541   \x0314\r\n')
    expect(host.text()).toBe('')
  })

  test('hold, external, take, read: X, Y and Z are pi times those of the sample', () => {
    host.send('\x0299551  0\x0302\r\n')
    expect(host.text()).toBe('')
    host.send('\x02004010  \x0306\r\n')
    expect(host.text()).toContain('0040    ')
    host.send('\x02994021  \x0304\r\n\x0200011200\x0301\r\n')
    expect(host.text()).toBe('')
    pace.advance(2_000)
    // pi x 72.98 = 229.3
    const answer = host.text()
    expect(answer.slice(1, -5)).toMatch(/^0001 {4}\+229\d3\+229\d3\+229\d3$/)
    expect([answer[0], answer.at(-5)]).toEqual(['\x02', '\x03'])
  })

  test('the documented fields', () => {
    expect([100.2, 105.2, 90.2, 0, 12_340].map(cl200aField)).toEqual([
      '+10023',
      '+10523',
      '+ 9023',
      '+   03',
      '+12345',
    ])
  })
})
