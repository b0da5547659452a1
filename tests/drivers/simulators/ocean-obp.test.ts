import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { OBP_INSTRUMENTS } from '../../../drivers/simulators/obp-models.ts'
import { oceanObp } from '../../../drivers/simulators/ocean-obp.ts'
import { hex, hexOf, hostOf } from './host.ts'
import type { Host } from './host.ts'
import { manualPace } from './manual-pace.ts'

const PIXELS = 2068
const ZERO16 = '00'.repeat(16)
const FOOTER = 'c5c4c3c2'

/** A 64-byte host message: type and flags as on the wire, immediate data padded. */
const message = (type: string, data = '', flags = '0000'): Uint8Array =>
  hex(
    `c1c0 0011 ${flags} 0000 ${type} 00000000 000000000000 00 ${(data.length / 2).toString(16).padStart(2, '0')} ${data.padEnd(32, '0')} 14000000 ${ZERO16} ${FOOTER}`,
  )
/** The expected 64-byte answer. */
const answer = (type: string, flags: string, error = '0000', data = ''): string =>
  hexOf(
    hex(
      `c1c0 0011 ${flags} ${error} ${type} 00000000 000000000000 00 ${(data.length / 2).toString(16).padStart(2, '0')} ${data.padEnd(32, '0')} 14000000 ${ZERO16} ${FOOTER}`,
    ),
  )
const ACK_WANTED = '0400'
const DATA = '0100'
const ACK = '0300'
const NACK = '0900'

function bench() {
  const pace = manualPace()
  const exposures: { integrationMs: number; scans: number; lampOn: boolean }[] = []
  const view = {
    wavelengthCoefficients: [350, 0.45, -1e-6, 0].map(Math.fround),
    spectrum: (exposure: { integrationMs: number; scans: number; lampOn: boolean }) => {
      exposures.push(exposure)
      return Uint16Array.from({ length: PIXELS }, (_, i) => i * 30)
    },
  }
  const endpoint = oceanObp({ instrument: OBP_INSTRUMENTS.hdx, view, serial: 'S00123', pace })
  return { endpoint, host: hostOf(endpoint), pace, exposures }
}
const ask = (host: Host, bytes: Uint8Array): string => {
  host.send(bytes)
  return hexOf(host.heard())
}

describe('worked messages of the protocol', () => {
  test('serial number', () => {
    const { host } = bench()
    host.send(
      hex(
        'C1C0 0011 0000 0000 00010000 00000000 000000000000 00 00 00000000000000000000000000000000 14000000 00000000000000000000000000000000 C5C4C3C2',
      ),
    )
    expect(hexOf(host.heard())).toBe(
      hexOf(
        hex(
          'C1C0 0011 0100 0000 00010000 00000000 000000000000 00 06 53303031323300000000000000000000 14000000 00000000000000000000000000000000 C5C4C3C2',
        ),
      ),
    )
  })

  test('integration time is set with an acknowledgement, silently without, and read back', () => {
    const { host } = bench()
    expect(ask(host, message('10001100', 'a0860100', ACK_WANTED))).toBe(answer('10001100', ACK))
    expect(ask(host, message('10001100', '70170000'))).toBe('')
    expect(ask(host, message('00001100'))).toBe(answer('00001100', DATA, '0000', '70170000'))
  })

  test('wavelength coefficient 1 is 0.45 as float32', () => {
    const { host } = bench()
    expect(ask(host, message('01011800', '01'))).toBe(answer('01011800', DATA, '0000', '6666e63e'))
  })

  test('the regarding field comes back', () => {
    const { host } = bench()
    const request = message('01010000')
    request.set([0xde, 0xad, 0xbe, 0xef], 12)
    host.send(request)
    expect(hexOf(host.heard().subarray(12, 16))).toBe('deadbeef')
  })
})

test.each([
  ['01010000', '06', 'length of the serial number'],
  ['80000000', '03', 'hardware revision'],
  ['90000000', '2201', 'firmware revision'],
  ['000e0000', '5724', 'vendor id'],
  ['010e0000', '0320', 'product id'],
  ['01001100', '70170000', 'shortest integration time, 6 000 us'],
  ['02001100', '80969800', 'longest integration time, 10 000 000 us'],
  ['20021100', '14080000', 'pixels'],
  ['21021100', '0000000013080000', 'active pixels'],
  ['00001200', '0100', 'scans to average'],
  ['00011800', '04', 'number of wavelength coefficients'],
  ['00111800', '08', 'number of linearity coefficients'],
  ['01111800 00', '0000803f', 'first linearity coefficient'],
  ['00311800', '00', 'no stray light coefficients'],
  ['00004000', '02', 'temperature sensors'],
  ['01004000 00', '0000fa41', 'first temperature, 31.25 degrees'],
  ['02004000', '0000fa410000e441', 'all temperatures'],
])('query %s answers %s (%s)', (query, data) => {
  const [type = '', sent = ''] = query.split(' ')
  const { host } = bench()
  expect(ask(host, message(type, sent))).toBe(answer(type, DATA, '0000', data))
})

describe('refusals', () => {
  test.each([
    ['unknown type', message('99000700'), '99000700', '0200'],
    ['a type other models have', message('80021100'), '80021100', '0200'],
    ['data too short', message('10001100', 'a086'), '10001100', '0500'],
    ['data where none belongs', message('00010000', '01'), '00010000', '0500'],
    ['integration time too short', message('10001100', '6f170000', ACK_WANTED), '10001100', '0600'],
    ['integration time too long', message('10001100', '81969800', ACK_WANTED), '10001100', '0600'],
    ['no scans', message('10001200', '0000', ACK_WANTED), '10001200', '0600'],
    ['unknown trigger mode', message('10011100', '02', ACK_WANTED), '10011100', '0600'],
    ['coefficient that does not exist', message('01011800', '04'), '01011800', '0c00'],
  ])('%s', (_, request, type, error) => {
    const { host } = bench()
    expect(ask(host, request)).toBe(answer(type, NACK, error))
    // and the conversation goes on
    expect(ask(host, message('01010000'))).toBe(answer('01010000', DATA, '0000', '06'))
  })

  test('another protocol version', () => {
    const { host } = bench()
    const request = message('00010000')
    request.set([0x00, 0x20], 2)
    expect(ask(host, request)).toBe(answer('00010000', NACK, '0100'))
  })

  test('an unknown kind of checksum, and a wrong MD5', () => {
    const { host } = bench()
    const unknown = message('00010000')
    unknown[22] = 2
    expect(ask(host, unknown)).toBe(answer('00010000', NACK, '0800'))
    const wrong = message('00010000')
    wrong[22] = 1
    host.send(wrong)
    expect(hexOf(host.heard().subarray(4, 8))).toBe('09000300')
  })

  test('immediate data beyond 16 bytes, and a length nobody sends', () => {
    const { host } = bench()
    const tooMuch = message('00010000')
    tooMuch[23] = 17
    expect(ask(host, tooMuch)).toBe(answer('00010000', NACK, '0500'))
    const huge = message('00010000')
    huge.set([0xff, 0xff, 0xff, 0x7f], 40)
    expect(ask(host, huge)).toBe(answer('00010000', NACK, '0400'))
    expect(ask(host, message('01010000'))).toBe(answer('01010000', DATA, '0000', '06'))
  })
})

describe('MD5', () => {
  const signed = (bytes: Uint8Array): Uint8Array => {
    bytes[22] = 1
    bytes.set(createHash('md5').update(bytes.subarray(0, 44)).digest(), 44)
    return bytes
  }

  test('a signed message gets a signed answer', () => {
    const { host } = bench()
    host.send(signed(message('00010000')))
    const reply = host.heard()
    expect(reply[22]).toBe(1)
    expect(hexOf(reply.subarray(44, 60))).toBe(createHash('md5').update(reply.subarray(0, 44)).digest('hex'))
  })

  test('switched on, every answer is signed', () => {
    const { host } = bench()
    host.send(message('10000000', '01', ACK_WANTED))
    host.heard()
    host.send(message('00010000'))
    const reply = host.heard()
    expect(hexOf(reply.subarray(44, 60))).toBe(createHash('md5').update(reply.subarray(0, 44)).digest('hex'))
  })
})

describe('framing', () => {
  test('messages may come in single bytes or all at once', () => {
    const { host } = bench()
    for (const byte of message('01010000')) host.send(Uint8Array.of(byte))
    expect(hexOf(host.heard())).toBe(answer('01010000', DATA, '0000', '06'))
    host.send(Buffer.concat([message('01010000'), message('00011800')]))
    expect(hexOf(host.heard())).toBe(
      answer('01010000', DATA, '0000', '06') + answer('00011800', DATA, '0000', '04'),
    )
  })

  test('noise, half a message and a false start are skipped', () => {
    const { host } = bench()
    const falseStart = message('00010000')
    falseStart.set([0, 0, 0, 0], 60)
    host.send(hex('00ff c1 c1'), falseStart, hex('c1c0'))
    host.send(message('01010000'))
    expect(hexOf(host.heard())).toBe(answer('01010000', DATA, '0000', '06'))
  })
})

describe('spectra', () => {
  const spectrum = (type: string): string => {
    const body = Buffer.alloc(2 * PIXELS)
    for (let i = 0; i < PIXELS; i++) body.writeUInt16LE(i * 30, 2 * i)
    // 4136 bytes of pixels + 20 = 0x103c
    return (
      hexOf(hex(`c1c0 0011 0100 0000 ${type} 00000000 000000000000 00 00 ${ZERO16} 3c100000`)) +
      body.toString('hex') +
      ZERO16 +
      FOOTER
    )
  }

  test('an exposure takes its time, then the pixels come as payload', () => {
    const { host, pace, exposures } = bench()
    host.send(message('10001100', '204e0000', ACK_WANTED), message('10001200', '0500', ACK_WANTED))
    host.heard()
    host.send(message('00111000'))
    pace.advance(100)
    expect(host.heard()).toHaveLength(0)
    pace.advance(1)
    expect(hexOf(host.heard())).toBe(spectrum('00111000'))
    expect(exposures).toEqual([{ integrationMs: 20, scans: 5, lampOn: true }])
  })

  test('requests wait behind an exposure; an abort ends it without its answer', () => {
    const { host, pace } = bench()
    host.send(message('00101000'), message('01010000'))
    expect(host.heard()).toHaveLength(0)
    pace.advance(1000)
    const heard = hexOf(host.heard())
    expect(heard).toBe(spectrum('00101000') + answer('01010000', DATA, '0000', '06'))
    host.send(message('00101000'), message('00001000', '', ACK_WANTED))
    pace.advance(1000)
    expect(hexOf(host.heard())).toBe(answer('00001000', ACK))
  })

  test('the lamp goes off and on by its message', () => {
    const { host, pace, exposures } = bench()
    host.send(message('10041100', '00', ACK_WANTED), message('00101000'))
    pace.advance(50)
    host.send(message('10041100', '01', ACK_WANTED), message('00101000'))
    pace.advance(50)
    expect(exposures.map(({ lampOn }) => lampOn)).toEqual([false, true])
  })

  test('an external trigger that never comes waits until the abort; disabled refuses', () => {
    const { host, pace } = bench()
    host.send(message('10011100', '01', ACK_WANTED))
    host.heard()
    host.send(message('00101000'))
    pace.advance(60_000)
    expect(host.heard()).toHaveLength(0)
    host.send(message('00001000', '', ACK_WANTED), message('10011100', 'ff', ACK_WANTED))
    host.heard()
    expect(ask(host, message('00101000'))).toBe(answer('00101000', NACK, '0700'))
  })

  test('the boxcar smooths the corrected spectrum only', () => {
    const { host, pace } = bench()
    host.send(message('10101200', '02', ACK_WANTED), message('00101000'), message('00111000'))
    pace.advance(100)
    const heard = Buffer.from(host.heard())
    // After the ACK: two messages of 4200 bytes. A straight ramp keeps its middle and loses its ends.
    expect(heard.readUInt16LE(64 + 44)).toBe(30)
    expect(heard.readUInt16LE(64 + 44 + 200)).toBe(3000)
    expect(heard.readUInt16LE(64 + 4200 + 44)).toBe(0)
  })
})

test('a reset forgets the settings and is deaf for a moment', () => {
  const { host, pace } = bench()
  host.send(message('10001100', '204e0000'), message('00000000', '', ACK_WANTED))
  expect(hexOf(host.heard())).toBe(answer('00000000', ACK))
  host.send(message('00001100'))
  expect(host.heard()).toHaveLength(0)
  pace.advance(1000)
  expect(hexOf(host.heard())).toBe(answer('00001100', DATA, '0000', '10270000'))
})

test('settings outlive a connection, an exposure does not', () => {
  const { endpoint, host, pace, exposures } = bench()
  host.send(message('10001100', '204e0000'), message('00101000'))
  host.close()
  pace.advance(1000)
  expect(exposures).toHaveLength(0)
  expect(ask(hostOf(endpoint), message('00001100'))).toBe(answer('00001100', DATA, '0000', '204e0000'))
})

test('new wavelength coefficients and an alias are kept', () => {
  const { host } = bench()
  expect(ask(host, message('11011800', '000000c843', ACK_WANTED))).toBe(answer('11011800', ACK))
  expect(ask(host, message('01011800', '00'))).toBe(answer('01011800', DATA, '0000', '0000c843'))
  expect(ask(host, message('10020000', hexOf(Buffer.from('line 2')), ACK_WANTED))).toBe(
    answer('10020000', ACK),
  )
  expect(ask(host, message('00020000'))).toBe(answer('00020000', DATA, '0000', '6c696e652032'))
})
