import { describe, expect, test } from 'vitest'
import { cl200aDriver } from '../../../drivers/devices/cl-200a.ts'
import { cs100aDriver } from '../../../drivers/devices/cs-100a.ts'
import { cs2000Driver } from '../../../drivers/devices/cs-2000.ts'
import { jeti1511Driver } from '../../../drivers/devices/jeti-1511.ts'
import { jetiDriver } from '../../../drivers/devices/jeti-1211.ts'
import { kleinDriver } from '../../../drivers/devices/klein-k10.ts'
import { pr650Driver } from '../../../drivers/devices/pr-650.ts'
import { pr655Driver } from '../../../drivers/devices/pr-655.ts'
import type { Driver, OpenDevice } from '../../../drivers/device.ts'
import { memoryLine } from '../../../drivers/transports/memory.ts'
import { cancellable, failure, spectrumOf, until, within } from '../io.ts'
import { scripted, USUAL } from './scripted.ts'
import type { Answer, Scripted } from './scripted.ts'

const IO = within(400)
const PATIENCE = { measureMs: 2000, pauseMs: 0, identifyMs: 60 }

interface Rig {
  readonly endpoint: Scripted
  open(): Promise<OpenDevice>
}

/** An instrument that answers from a table; `other` changes single answers. */
function rig(
  driver: Driver,
  end: string,
  usual: (command: string) => Answer,
  other: (command: string) => Answer | typeof USUAL = () => USUAL,
): Rig {
  const endpoint = scripted(end, '', (command) => {
    const answer = other(command)
    return answer === USUAL ? usual(command) : answer
  })
  return { endpoint, open: async () => driver.open(await memoryLine(endpoint).open(IO), IO) }
}

const lines = (step: number, head: number, change: (text: string) => string = (text) => text): string => {
  const values = Array.from({ length: 400 / step + 1 }, (_, i) => `${380 + i * step},1.000E-03`)
  return change([...Array<string>(head).fill('0000,0'), ...values].join('\r\n') + '\r\n')
}

const pr650Usual = (command: string): Answer => {
  if (command === 'd2') return '00,0,7.298E+01,7.298E+01,7.298E+01\r\n'
  return command === 'd5' ? lines(4, 2) : '000\r\n'
}
const pr655Usual = (command: string): Answer => {
  if (command === 'D111') return '0000,PR-655\r\n'
  if (command === 'D110') return '0000,123\r\n'
  if (command === 'D2') return '0000,0,7.298E+01,7.298E+01,7.298E+01\r\n'
  return command === 'D5' ? lines(4, 2) : '0000\r\n'
}
const block = (count: number): string => `OK00,${Array<string>(count).fill('1.000E-03').join(',')}\n`
const cs2000Usual = (command: string): Answer => {
  if (command === 'IDDR') return 'OK00,CS-2000,1,777\n'
  if (command === 'MEAS,1') return 'OK00,1\nOK00\n'
  if (command === 'MEDR,2,0,0') return 'OK00,0.401,72.98,72.98,72.98,72.98,.33,.33\n'
  if (command.startsWith('MEDR,1,0,')) return block(command.endsWith('4') ? 101 : 100)
  return 'OK00\n'
}

describe('Photo Research', () => {
  test('PR-655 that is in remote mode already is not asked for it', async () => {
    const { endpoint, open } = rig(pr655Driver('PR-655', PATIENCE), '\n', pr655Usual)
    const device = await open()
    expect(endpoint.heard).toEqual(['D111', 'D110'])
    await device.close()
  })

  test('another model is refused by its name', async () => {
    const { open } = rig(pr655Driver('PR-670', PATIENCE), '\n', pr655Usual)
    expect(await failure(open())).toMatchObject({
      code: 'WRONG_DEVICE',
      data: { happened: expect.stringContaining('PR-655') as string },
    })
  })

  test.each<[string, (text: string) => string]>([
    ['lost a line', (text) => text.replace('420,1.000E-03\r\n', '')],
    ['lost characters of an exponent', (text) => text.replace('560,1.000E-03', '560,1.000E+03')],
    ['broke off', (text) => text.slice(0, 900)],
  ])('a spectrum that %s is fetched again', async (_, damage) => {
    let fetches = 0
    const { open } = rig(pr655Driver('PR-655', PATIENCE), '\n', pr655Usual, (command) =>
      command === 'D5' && fetches++ === 0 ? lines(4, 2, damage) : USUAL,
    )
    const device = await open()
    const reading = spectrumOf(await device.reference!.measure({ ...IO, deadlineMs: 4000 }))
    expect(fetches).toBe(2)
    expect(reading.values.every((value) => value === 1e-3)).toBe(true)
    await device.close()
  })

  test('a luminance in other units is noticed', async () => {
    // 72.98 cd/m2 are 21.30 footlamberts.
    const { open } = rig(pr650Driver(PATIENCE), '\n', pr650Usual, (command) =>
      command === 'd2' ? '00,1,2.130E+01,2.130E+01,2.130E+01\r\n' : USUAL,
    )
    const device = await open()
    expect(await failure(device.reference!.measure(IO))).toMatchObject({
      code: 'PROTOCOL_VIOLATION',
      data: { happened: expect.stringContaining('SI units') as string },
    })
    await device.close()
  })

  test('the answer to a reading that was given up is not taken for the next one', async () => {
    let late = true
    const endpoint = scripted('\n', '', (command) => {
      if (command !== 'm0' || !late) return pr650Usual(command)
      return undefined
    })
    const talk: { send?: (bytes: Uint8Array) => void } = {}
    const device = await pr650Driver(PATIENCE).open(
      await memoryLine({
        connect: (send, hangUp) => {
          talk.send = send
          return endpoint.connect(send, hangUp)
        },
      }).open(IO),
      IO,
    )
    const io = cancellable(5000)
    const reading = failure(device.reference!.measure(io))
    await until(() => endpoint.heard.includes('m0'), 'the measurement')
    io.cancel()
    expect(await reading).toMatchObject({ name: 'AbortError' })
    late = false
    endpoint.heard.length = 0
    const next = device.reference!.measure({ ...IO, deadlineMs: 4000 })
    await until(() => endpoint.heard.length > 0, 'a hello')
    // The end of the old measurement looks like the answer to the hello.
    talk.send?.(Uint8Array.from(Buffer.from('000\r\n')))
    expect((await next).xyz[1]).toBeCloseTo(72.98, 0)
    // One hello was answered twice, so there was another; then the one before the measurement.
    expect(endpoint.heard.filter((command) => command === 'b1').length).toBeGreaterThanOrEqual(3)
    await device.close()
  })
})

describe('Konica Minolta CS-2000', () => {
  test.each<[string, string, Answer, string]>([
    ['another instrument', 'IDDR', 'OK00,CM-700,1,3\n', 'WRONG_DEVICE'],
    ['an unknown variant', 'IDDR', 'OK00,CS-2000,9,3\n', 'WRONG_DEVICE'],
    ['a setting that is refused', 'SPMS,0,2', 'ER17\n', 'DEVICE_REFUSED'],
  ])('%s is refused at open', async (_, command, answer, code) => {
    const { open } = rig(cs2000Driver(PATIENCE), '\n', cs2000Usual, (asked) =>
      asked === command ? answer : USUAL,
    )
    expect(await failure(open())).toMatchObject({ code })
  })

  test.each([
    ['OK00,1\nER10\n', 'SATURATED'],
    ['OK00,1\nER71\n', 'DEVICE_REFUSED'],
    ['ER52\n', 'DEVICE_REFUSED'],
    ['OK00,1\nOK00,5\n', 'PROTOCOL_VIOLATION'],
  ])('a measurement that ends with %j is %s, and the next one works', async (answer, code) => {
    let failing = true
    const { open } = rig(cs2000Driver(PATIENCE), '\n', cs2000Usual, (command) =>
      command === 'MEAS,1' && failing ? answer : USUAL,
    )
    const device = await open()
    expect(await failure(device.reference!.measure(IO))).toMatchObject({ code })
    failing = false
    expect(spectrumOf(await device.reference!.measure(IO)).values).toHaveLength(401)
    await device.close()
  })

  test('a cancelled measurement is cancelled in the instrument, too', async () => {
    const { endpoint, open } = rig(cs2000Driver(PATIENCE), '\n', cs2000Usual, (command) =>
      command === 'MEAS,1' ? 'OK00,60\n' : USUAL,
    )
    const device = await open()
    endpoint.heard.length = 0
    const io = cancellable(5000)
    const measuring = failure(device.reference!.measure(io))
    await until(() => endpoint.heard.includes('MEAS,1'), 'the measurement')
    io.cancel()
    expect(await measuring).toMatchObject({ name: 'AbortError' })
    await until(() => endpoint.heard.at(-1) === 'MEAS,0', 'the cancellation')
    await device.close()
  })

  test('a block with a value too few is asked for again', async () => {
    let fetches = 0
    const { open } = rig(cs2000Driver(PATIENCE), '\n', cs2000Usual, (command) =>
      command === 'MEDR,1,0,3' && fetches++ === 0 ? block(99) : USUAL,
    )
    const device = await open()
    expect(spectrumOf(await device.reference!.measure(IO)).values).toHaveLength(401)
    expect(fetches).toBe(2)
    await device.close()
  })
})

describe('references without a spectrum', () => {
  test('an LS-100 answers like a CS-100A until its first reading', async () => {
    const { open } = rig(cs100aDriver(PATIENCE), '\n', (command) =>
      command.startsWith('MES') ? 'OK00, 123.4\r\n' : 'OK00\r\n',
    )
    const device = await open()
    expect(await failure(device.reference!.measure(IO))).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
    await device.close()
  })

  test('a CL-200A is held, triggered and read in this order', async () => {
    const { endpoint, open } = rig(cl200aDriver(PATIENCE), '\n', (frame) => {
      const command = frame.slice(3, 5)
      if (command === '01') return '\x020001    +10023+10523+ 9023\x0309\r\n'
      return command === '54'
        ? '\x020054    \x0302\r\n'
        : command === '40'
          ? '\x020040    \x0307\r\n'
          : undefined
    })
    const device = await open()
    // The sum of the reading is wrong on purpose: it must not be believed.
    expect(await failure(device.reference!.measure(IO))).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
    expect(endpoint.heard.map((frame) => frame.slice(1, 9))).toEqual([
      '00541   ',
      '00541   ',
      '99551  0',
      '004010  ',
      '994021  ',
      '00011200',
    ])
    await device.close()
  })

  const klein = (other: (command: string) => Answer | typeof USUAL): Rig =>
    rig(
      kleinDriver({ measureMs: 2000 }),
      '\r',
      (command) => {
        if (command === 'P0') return 'P0K-10   000000001<0>'
        if (command === 'P2') return 'P2v01.09fh<0>'
        return command === 'N5' ? `N5\x5f\x00\x08\x64\x00\x08\x6c\x00\x08\x00<0>` : `${command}<0>`
      },
      other,
    )

  test('a flicker stream that a former program left running is ended', async () => {
    let streaming = true
    const { open } = klein((command) => {
      if (command === 'N5') streaming = false
      return streaming ? 'x'.repeat(96) : USUAL
    })
    const device = await open()
    expect(device.identity).toEqual({ model: 'Klein K-10', serial: '000000001', firmware: 'v01.09fh' })
    await device.close()
  })

  test.each([
    ['P0', 'P0K-99   000000001<0>', 'WRONG_DEVICE'],
    ['P0', 'P0\xffK-10  000000001<0>', 'PROTOCOL_VIOLATION'],
    ['J8', 'J8<B>', 'DEVICE_REFUSED'],
  ])('%s answered with %j is refused at open', async (asked, answer, code) => {
    const { open } = klein((command) => (command === asked ? answer : USUAL))
    expect(await failure(open())).toMatchObject({ code })
  })

  test('the status of the aiming lights means nothing, that of a reading does', async () => {
    let status = '0'
    const { open } = klein((command) => {
      if (command === 'L0') return 'L0<b>'
      return command === 'N5' ? `N5\x5f\x00\x08\x64\x00\x08\x6c\x00\x08\x00<${status}>` : USUAL
    })
    const device = await open()
    expect((await device.reference!.measure(IO)).xyz).toEqual([95, 100, 108])
    status = 'b'
    expect(await failure(device.reference!.measure(IO))).toMatchObject({
      code: 'DEVICE_REFUSED',
      data: { happened: expect.stringContaining('black calibration') as string },
    })
    await device.close()
  })
})

describe('other JETI models', () => {
  const usual = (command: string): Answer => {
    if (command === '\x1b') return undefined
    if (command === '*idn?') return 'SB05\r'
    if (command === '*para:wavbeg?') return 'Predefined start wave: 380\r'
    if (command === '*para:wavend?') return 'Predefined end wave: 780\r'
    return command.endsWith('?') ? '1\r' : '\x06'
  }

  test('an old specbos 1201 says SB05 and need not know the longest exposure', async () => {
    const { open } = rig(jetiDriver({ measureMs: 300 }), '\r', usual, (command) => {
      if (command.startsWith('*conf:maxtin')) return '\x15'
      return command === '*stat:err?' ? 'Error Code: 4 \r' : USUAL
    })
    const device = await open()
    expect(device.identity.model).toBe('specbos 1201')
    await device.close()
  })

  test('a spectraval without a display is a 1501; a specbos is none', async () => {
    const answering = (name: string): Rig =>
      rig(jeti1511Driver({ measureMs: 300 }), '\r', usual, (command) => {
        if (command === '*idn?') return `${name}\r`
        if (command === '*para:wran?') return '380 780 1\r'
        if (command === '*conf:dispen?') return '\x15'
        return command === '*stat:err?' ? '4 \r' : USUAL
      })
    const device = await answering('JETI_SDCM3 2015123').open()
    expect(device.identity.model).toBe('spectraval 1501')
    await device.close()
    expect(await failure(answering('JETI_SB1211').open())).toMatchObject({ code: 'WRONG_DEVICE' })
  })
})
