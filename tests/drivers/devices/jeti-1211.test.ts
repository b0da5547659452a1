import { describe, expect, test } from 'vitest'
import { agree, tristimulusOf } from '../../../drivers/devices/radiance-check.ts'
import { jetiDriver } from '../../../drivers/devices/jeti-1211.ts'
import { memoryLine } from '../../../drivers/transports/memory.ts'
import type { ByteStream, LineEndpoint } from '../../../drivers/transports/transport.ts'
import { cancellable, failure, spectrumOf, until, within } from '../io.ts'
import { scripted, USUAL } from './scripted.ts'
import type { Answer } from './scripted.ts'

const IO = within(400)
const ACK = '\x06'
const NAK = '\x15'
const BELL = '\x07'
const ESC = '\x1b'

const AXIS = { fromNm: 380, toNm: 780, bands: 401 }
const radiance = Float64Array.from({ length: 401 }, (_, i) => 1e-3 * (1 + i / 400))
const xyz = tristimulusOf(radiance, AXIS)
const spectrumText = `Spectral radiance\rW/sr/m2/nm\r${[...radiance].map((value) => value.toExponential(6).replace('e', 'E')).join('\r')}\r\r`

/** A 1211 as its manual has it; `other` changes single answers. */
function unit(other: (command: string) => Answer | typeof USUAL = () => USUAL) {
  const usual = (command: string): Answer => {
    switch (command) {
      case ESC:
        return undefined
      case '*idn?':
        return 'JETI_SB1211\r'
      case '*para:spnum?':
        return 'spectrometer number: 2010123\r'
      case '*vers?':
        return 'version: 4.20\r'
      case '*para:wavbeg?':
        return 'Predefined start wave: 350\r'
      case '*para:wavend?':
        return 'Predefined end wave: 1000\r'
      case '*contr:mhead?':
        return 'mhead: 0\r'
      case '*contr:laser?':
        return 'laser: 0\r'
      case '*init':
        return `${ACK}\x05${BELL}`
      case '*fetch:sprad':
        return spectrumText
      case '*fetch:XYZ':
        return `X: ${xyz[0].toFixed(2)}\rY: ${xyz[1].toFixed(2)}\rZ: ${xyz[2].toFixed(2)}\r`
      default:
        return /^\*(conf|para|contr):\S+( \S+)*$/.test(command) && !command.endsWith('?') ? ACK : NAK
    }
  }
  const endpoint = scripted('\r', ESC, (command) => {
    const answer = other(command)
    return answer === USUAL ? usual(command) : answer
  })
  const open = async () => jetiDriver({ measureMs: 300 }).open(await memoryLine(endpoint).open(IO), IO)
  return { endpoint, open }
}

describe('opening a specbos', () => {
  test('sets it up as real programs do', async () => {
    const rig = unit()
    const device = await rig.open()
    expect(device.identity).toEqual({ model: 'specbos 1211', serial: '2010123', firmware: '4.20' })
    expect(rig.endpoint.heard).toEqual([
      '*idn?',
      '*para:spnum?',
      '*vers?',
      '*conf:default',
      '*para:calibn 0',
      '*para:expo 1',
      '*conf:maxtin 3000',
      '*conf:func 6',
      '*conf:form 4',
      '*conf:wran 380 780 1',
      '*conf:aver 1',
      '*para:wavbeg?',
      '*para:wavend?',
    ])
    await device.close()
  })

  test.each<[string, string, Answer, string]>([
    ['another JETI', '*idn?', 'JETI_SDCM3\r', 'WRONG_DEVICE'],
    ['another maker', '*idn?', 'ok\r\n', 'WRONG_DEVICE'],
    ['a range that is too small', '*para:wavbeg?', 'Predefined start wave: 400\r', 'DEVICE_REFUSED'],
    ['a range that is no number', '*para:wavend?', 'Predefined end wave: abc\r', 'PROTOCOL_VIOLATION'],
    ['a setting that is refused', '*conf:func 6', NAK, 'DEVICE_REFUSED'],
  ])('%s is refused', async (_, command, answer, code) => {
    const rig = unit((asked) =>
      asked === command ? answer : asked === '*stat:err?' ? 'Error Code: 21 \r' : USUAL,
    )
    expect(await failure(rig.open())).toMatchObject({ code })
    expect(await failure(rig.open())).toMatchObject({ code })
  })

  test('the rates it may be set to are tried in turn on a serial line', async () => {
    let rate = 115_200
    const tried: number[] = []
    const rig = unit((command) =>
      rate === 921_600 ? USUAL : command === ESC ? undefined : Uint8Array.of(0xfe, 0x80),
    )
    const stream = await memoryLine(rig.endpoint).open(IO)
    const line: ByteStream = {
      ...stream,
      setBaudRate: async (baudRate) => {
        rate = baudRate
        tried.push(baudRate)
      },
    }
    const device = await jetiDriver({ measureMs: 300 }).open(line, IO)
    expect(tried).toEqual([115_200, 38_400, 921_600])
    await device.close()
  })

  test('a measurement left running by a former program is aborted', async () => {
    let busy = true
    const rig = unit((command) => {
      if (command === ESC) busy = false
      return busy ? undefined : USUAL
    })
    const device = await rig.open()
    expect(rig.endpoint.heard.slice(0, 3)).toEqual(['*idn?', ESC, '*idn?'])
    await device.close()
  })
})

describe('measuring', () => {
  test('gives radiance and XYZ', async () => {
    const device = await unit().open()
    const reading = spectrumOf(await device.reference!.measure(IO))
    expect(reading).toMatchObject({ quantity: 'radiance', axis: AXIS })
    expect([...reading.values]).toEqual([...radiance].map((value) => Number(value.toExponential(6))))
    expect(reading.xyz[1]).toBeCloseTo(xyz[1], 1)
    await device.close()
  })

  test('the aiming laser is switched off first', async () => {
    let laser = '1'
    const rig = unit((command) => {
      if (command === '*contr:laser?') return `laser: ${laser}\r`
      if (command === '*contr:laser 0') laser = '0'
      return USUAL
    })
    const device = await rig.open()
    await device.reference!.measure(IO)
    const { heard } = rig.endpoint
    expect(heard.indexOf('*contr:laser 0')).toBeGreaterThan(0)
    expect(heard.indexOf('*contr:laser 0')).toBeLessThan(heard.indexOf('*init'))
    await device.close()
  })

  test.each([
    [120, 'SATURATED', /overexposed/],
    [121, 'LEVEL_LOW', /underexposed/],
    [123, 'DEVICE_REFUSED', /light changes too fast/],
    [280, 'DEVICE_REFUSED', /battery/],
    [777, 'DEVICE_REFUSED', /error 777/],
  ])('error %i is %s in words, and the next reading works', async (number, code, words) => {
    let failing = true
    const rig = unit((command) => {
      if (command === '*init' && failing) return `${ACK}${NAK}`
      return command === '*stat:err?' ? `Error Code: ${String(number)} \r` : USUAL
    })
    const device = await rig.open()
    const problem = await failure(device.reference!.measure(IO))
    expect(problem).toMatchObject({ code })
    expect((problem as Error).message).toMatch(words)
    failing = false
    await device.reference!.measure(IO)
    expect(rig.endpoint.heard).not.toContain(ESC)
    await device.close()
  })

  test.each<[string, (text: string) => string]>([
    ['lost a line', (text) => text.replace(/\r[^\r]*\r/, '\r')],
    ['lost characters of an exponent', (text) => text.replace('1.500000E-3', '1.500000E+3')],
    ['has a letter in a number', (text) => text.replace('1.5', '1.S')],
    ['broke off', (text) => text.slice(0, 2000)],
  ])('a spectrum that %s is fetched again', async (_, damage) => {
    let fetches = 0
    const rig = unit((command) =>
      command === '*fetch:sprad' && fetches++ === 0 ? damage(spectrumText) : USUAL,
    )
    const device = await rig.open()
    const reading = spectrumOf(await device.reference!.measure({ ...IO, deadlineMs: 4000 }))
    expect(fetches).toBe(2)
    expect(agree(reading.values, AXIS, xyz)).toBe(true)
    await device.close()
  })

  test('a spectrum that stays broken is given up after three fetches', async () => {
    let fetches = 0
    const rig = unit((command) => {
      if (command !== '*fetch:sprad') return USUAL
      fetches++
      return spectrumText.replace('1.5', '1.S')
    })
    const device = await rig.open()
    expect(await failure(device.reference!.measure(IO))).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
    expect(fetches).toBe(3)
    await device.close()
  })

  test('old firmware without XYZ gives luminance and chromaticity', async () => {
    const sum = xyz[0] + xyz[1] + xyz[2]
    const rig = unit((command) => {
      if (command === '*fetch:XYZ') return NAK
      if (command === '*stat:err?') return 'Error Code: 24 \r'
      if (command === '*fetch:PHOTOmetric') return `Luminance[cd/m^2]: ${xyz[1].toFixed(3)}\r`
      if (command === '*fetch:CHROMXY')
        return `Chrom_x: ${(xyz[0] / sum).toFixed(4)} Chrom_y: ${(xyz[1] / sum).toFixed(4)}\r`
      return USUAL
    })
    const device = await rig.open()
    const reading = await device.reference!.measure(IO)
    for (const i of [0, 1, 2]) expect(reading.xyz[i]! / xyz[i]!).toBeCloseTo(1, 2)
    await device.close()
  })

  test('no BELL within the patience is DEVICE_TIMEOUT; a cancelled measurement is aborted with ESC at once', async () => {
    const rig = unit((command) => (command === '*init' ? ACK : USUAL))
    const device = await rig.open()
    expect(await failure(device.reference!.measure(within(50)))).toMatchObject({
      code: 'DEVICE_TIMEOUT',
      data: { happened: expect.stringContaining('end of the measurement') as string },
    })
    const io = cancellable(5000)
    rig.endpoint.heard.length = 0
    const measuring = failure(device.reference!.measure(io))
    await until(() => rig.endpoint.heard.includes('*init'), 'the measurement')
    io.cancel()
    expect(await measuring).toMatchObject({ name: 'AbortError' })
    await until(() => rig.endpoint.heard.at(-1) === ESC, 'the abort')
    await device.close()
  })

  test('a fitted diffuser shows in the settings', async () => {
    const device = await unit((command) => (command === '*contr:mhead?' ? 'mhead: 1\r' : USUAL)).open()
    expect((await device.settings(IO)).find(({ name }) => name === 'Head')).toMatchObject({
      readBack: 'diffuser fitted',
      ok: false,
    })
    await device.close()
  })
})

describe('spectrum against XYZ', () => {
  test('equal energy gives equal X, Y, Z near 683 lm/W times the sum of the observer', () => {
    const [x, y, z] = tristimulusOf(new Float64Array(401).fill(1), AXIS)
    // CIE 018: the curves of the 1931 observer sum to 106.86 nm each.
    for (const value of [x, y, z]) expect(value / (683 * 106.86)).toBeCloseTo(1, 3)
  })

  test('small differences pass, wrong digits do not, dark samples are not accused of rounding', () => {
    expect(agree(radiance, AXIS, [xyz[0] * 1.005, xyz[1] * 0.995, xyz[2]])).toBe(true)
    expect(agree(radiance, AXIS, [xyz[0], xyz[1] * 1.05, xyz[2]])).toBe(false)
    expect(agree(radiance, AXIS, [NaN, xyz[1], xyz[2]])).toBe(false)
    expect(
      agree(
        radiance.map((value) => value / 1e4),
        AXIS,
        [0, 0, 0],
      ),
    ).toBe(true)
  })
})

test('a silent line says what was asked and how long was waited', async () => {
  const silent: LineEndpoint = {
    connect: () => ({ receive: () => undefined, disconnected: () => undefined }),
  }
  const link = await memoryLine(silent).open(IO)
  expect(await failure(jetiDriver({ measureMs: 1 }).open(link, within(50)))).toMatchObject({
    code: 'DEVICE_TIMEOUT',
    data: { happened: 'No reply to *idn? within 50 ms.' },
  })
})
