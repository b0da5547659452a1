import { describe, expect, test } from 'vitest'
import { jeti1211 } from '../../../drivers/simulators/jeti-1211.ts'
import { scientific } from '../../../drivers/simulators/jeti-spectrum.ts'
import { hexOf, hostOf } from './host.ts'
import type { Host } from './host.ts'
import { manualPace } from './manual-pace.ts'

const [ACK, NAK, BELL, ENQ, ESC] = ['\x06', '\x15', '\x07', '\x05', '\x1b']

function bench() {
  const pace = manualPace()
  const seen = { brightness: 0.5, averages: [] as number[] }
  const view = {
    brightness: () => seen.brightness,
    // An equal-energy spectrum: X, Y and Z are alike and x = y = 1/3.
    radiance: (averages: number) => {
      seen.averages.push(averages)
      return Float64Array.from({ length: 401 }, (_, i) => 0.001 + 0.000001 * i * 0)
    },
  }
  const endpoint = jeti1211({ view, serial: '2010123', pace })
  return { endpoint, host: hostOf(endpoint), pace, seen }
}
const ask = (host: Host, command: string): string => {
  host.send(`${command}\r`)
  return host.text()
}

describe('dialogue', () => {
  test('the other program looks for another instrument first, then asks who this is', () => {
    const { host } = bench()
    host.send(';', 'D024\r\n')
    expect(host.text()).toBe('')
    host.send(Uint8Array.of(0x2a, 0x69, 0x64, 0x6e, 0x3f, 0x0d))
    expect(hexOf(host.heard())).toBe('4a4554495f5342313231310d')
  })

  test.each([
    ['*para:spnum?', 'spectrometer number: 2010123\r'],
    ['*para:wavbeg?', 'Predefined start wave: 380\r'],
    ['*para:wavend?', 'Predefined end wave: 780\r'],
    ['*contr:mhead?', 'mhead: 0\r'],
    ['*contr:laser?', 'laser: 0\r'],
    ['*CONF:AVER?', 'aver: 1\r'],
  ])('%s', (query, reply) => {
    expect(ask(bench().host, query)).toBe(reply)
  })

  test.each([
    '*conf:default',
    '*para:calibn 0',
    '*para:expo 1',
    '*conf:maxtin 3000',
    '*conf:func 6',
    '*conf:form 4',
    '*conf:wran 380 780 1',
    '*conf:aver 1',
    '*contr:laser 0',
    '*CONF:CYCMOD 1',
    '*conf:cyctim 16670',
    '*para:baud 384',
    '*para:save',
  ])('%s is accepted', (setting) => {
    expect(ask(bench().host, setting)).toBe(ACK)
  })

  test('what was set is read back, and the defaults return', () => {
    const { host } = bench()
    for (const line of [
      '*conf:aver 4',
      '*conf:maxtin 6000',
      '*conf:wran 400 700 10',
      '*para:expo 0',
      '*contr:laser 1',
    ])
      expect(ask(host, line)).toBe(ACK)
    expect(
      ask(host, '*conf:aver?') +
        ask(host, '*conf:maxtin?') +
        ask(host, '*conf:wran?') +
        ask(host, '*para:expo?'),
    ).toBe('aver: 4\rmaxtin: 6000\rwran: 400 700 10\rexpo: 0\r')
    expect(ask(host, '*contr:laser?')).toBe('laser: 1\r')
    ask(host, '*conf:default')
    expect(ask(host, '*conf:aver?') + ask(host, '*conf:wran?')).toBe('aver: 1\rwran: 380 780 1\r')
  })
})

describe('errors', () => {
  test.each([
    ['*conf:nothing', 4],
    ['*conf:aver', 10],
    ['*conf:aver x', 8],
    ['*conf:aver 0', 21],
    ['*conf:form 9', 21],
    ['*contr:laser 2', 22],
    ['*conf:wran 300 780 1', 141],
    ['*conf:wran 780 380 1', 21],
    ['*contr:cyctim 200 4000', 161],
    ['*fetch:sprad', 138],
  ])('%s is refused with %i', (command, error) => {
    const { host } = bench()
    expect(ask(host, command)).toBe(NAK)
    expect(ask(host, '*stat:err?')).toBe(`Error Code: ${error} \r`)
    expect(ask(host, '*stat:err?')).toBe('Error Code: 0 \r')
  })

  test('no measurement with the aiming laser on', () => {
    const { host } = bench()
    ask(host, '*contr:laser 1')
    expect(ask(host, '*init')).toBe(NAK)
    expect(ask(host, '*stat:err?')).toBe('Error Code: 25 \r')
  })
})

describe('measuring', () => {
  test('ACK at once, BELL when finished; ENQ now and then', () => {
    const { host, pace } = bench()
    const heard = Array.from({ length: 6 }, () => {
      expect(ask(host, '*init')).toBe(ACK)
      pace.advance(5000)
      return host.text()
    })
    expect(heard).toEqual([BELL, BELL, ENQ + BELL, BELL, BELL, ENQ + BELL])
  })

  test('takes about 0.8 s on white and longer on dark samples; averages count', () => {
    const { host, pace, seen } = bench()
    const duration = (): number => {
      ask(host, '*init')
      for (let ms = 0; ; ms += 10) {
        if (host.text().endsWith(BELL)) return ms
        pace.advance(10)
      }
    }
    seen.brightness = 1
    expect(duration()).toBeGreaterThan(650)
    seen.brightness = 1
    expect(duration()).toBeLessThan(800)
    seen.brightness = 0.05
    expect(duration()).toBeGreaterThan(1500)
    seen.brightness = 1
    ask(host, '*conf:aver 10')
    expect(duration()).toBeGreaterThan(1100)
    expect(seen.averages).toEqual([1, 1, 1, 10])
  })

  test('commands wait for the end of a measurement; ESC ends it without a word', () => {
    const { host, pace } = bench()
    host.send('*init\r*idn?\r')
    expect(host.text()).toBe(ACK)
    pace.advance(5000)
    expect(host.text()).toBe(`${BELL}JETI_SB1211\r`)
    host.send('*init\r', ESC)
    pace.advance(5000)
    expect(host.text()).toBe(ACK)
    expect(ask(host, '*idn?')).toBe('JETI_SB1211\r')
  })

  test.each([
    ['nothing to see', 0, '*para:expo 1', '*conf:maxtin 60000', 121],
    ['too dark for the longest exposure', 0.01, '*para:expo 1', '*conf:maxtin 1000', 121],
    ['fixed exposure too long', 1, '*para:expo 0', '*conf:tint 200', 120],
    ['fixed exposure too short', 0.01, '*para:expo 0', '*conf:tint 1', 121],
  ])('%s', (_, brightness, mode, time, error) => {
    const { host, pace, seen } = bench()
    seen.brightness = brightness
    ask(host, mode)
    ask(host, time)
    expect(ask(host, '*init')).toBe(ACK)
    pace.advance(70_000)
    expect(host.text()).toBe(NAK)
    expect(ask(host, '*stat:err?')).toBe(`Error Code: ${error} \r`)
    expect(ask(host, '*fetch:XYZ')).toBe(NAK)
  })
})

describe('results', () => {
  const measured = () => {
    const made = bench()
    ask(made.host, '*init')
    made.pace.advance(5000)
    made.host.text()
    return made
  }

  test('the spectrum: two headings, 401 values, an empty line', () => {
    const { host } = measured()
    const text = ask(host, '*fetch:sprad')
    const lines = text.split('\r')
    expect(text.match(/\r/g)).toHaveLength(2 + 401 + 1)
    expect(lines[2]).toBe('1.000000E-03')
    expect(lines.slice(403)).toEqual(['', ''])
  })

  test('a coarser range gives fewer values', () => {
    const { host } = measured()
    ask(host, '*conf:wran 400 700 10')
    expect(ask(host, '*fetch:sprad').match(/\r/g)).toHaveLength(2 + 31 + 1)
  })

  test('XYZ, luminance and chromaticity of equal energy', () => {
    const { host } = measured()
    const [x, y, z] = ask(host, '*fetch:XYZ')
      .split('\r')
      .map((line) => Number(line.slice(3)))
    // 683 lm/W x 0.001 W/(sr m2 nm) x 106.86 nm (sum of the 1931 functions over 380..780 nm)
    expect(y).toBeCloseTo(72.98, 1)
    expect(x! / y!).toBeCloseTo(1, 2)
    expect(z! / y!).toBeCloseTo(1, 2)
    expect(ask(host, '*fetch:PHOTOmetric')).toBe(`Luminance[cd/m^2]: ${y!.toFixed(4)}\r`)
    expect(ask(host, '*fetch:CHROMXY')).toMatch(/^Chrom_x: 0\.333\d Chrom_y: 0\.333\d\r$/)
  })

  test.each([
    [3.262725e-7, '3.262725E-07'],
    [0, '0.000000E+00'],
    [-0.00123456789, '-1.234568E-03'],
    [1.5e12, '1.500000E+12'],
  ])('%d is printed as %s', (value, text) => {
    expect(scientific(value)).toBe(text)
  })
})

test('a vanished host ends its measurement; the next one finds the instrument ready', () => {
  const { endpoint, host, pace, seen } = bench()
  host.send('*init\r*conf')
  host.close()
  pace.advance(5000)
  expect(seen.averages).toEqual([])
  expect(ask(hostOf(endpoint), '*idn?')).toBe('JETI_SB1211\r')
})
