import { describe, expect, test } from 'vitest'
import { OBP_INSTRUMENTS } from '../../../drivers/simulators/obp-models.ts'
import type { ObpInstrument } from '../../../drivers/simulators/obp-models.ts'
import { oceanObp } from '../../../drivers/simulators/ocean-obp.ts'
import { hex, hexOf, hostOf } from './host.ts'
import type { Host } from './host.ts'
import { manualPace } from './manual-pace.ts'

const ZERO16 = '00'.repeat(16)
const FOOTER = 'c5c4c3c2'

function bench(instrument: ObpInstrument) {
  const pace = manualPace()
  const times: number[] = []
  const view = {
    wavelengthCoefficients: [350, 0.45, 0, 0].map(Math.fround),
    spectrum: ({ integrationMs }: { integrationMs: number }) => {
      times.push(integrationMs)
      return Uint32Array.from({ length: instrument.words }, (_, i) => Math.min(instrument.fullScale, 250 * i))
    },
  }
  return { host: hostOf(oceanObp({ instrument, view, serial: 'S00123', pace })), pace, times }
}

/** Host messages of both versions: type as on the wire, immediate data padded. */
const message = (version: string, type: string, data = '', flags = '0000'): Uint8Array =>
  hex(
    `c1c0 ${version} ${flags} 0000 ${type} 00000000 000000000000 00 ${(data.length / 2).toString(16).padStart(2, '0')} ${data.padEnd(32, '0')} 14000000 ${ZERO16} ${FOOTER}`,
  )
const first = (type: string, data = '', flags = '0000'): Uint8Array => message('0011', type, data, flags)
const second = (type: string, data = '', flags = '0000'): Uint8Array => message('0020', type, data, flags)
const ask = (host: Host, bytes: Uint8Array): Buffer => {
  host.send(bytes)
  return Buffer.from(host.heard())
}

describe('version 1.1', () => {
  test('an STS: the worked spectrum of the description is 2,112 bytes long', () => {
    const { host, pace } = bench(OBP_INSTRUMENTS.sts)
    expect(hexOf(ask(host, first('010e0000')).subarray(24, 26))).toBe('0040')
    host.send(first('00111000'))
    pace.advance(100)
    const spectrum = Buffer.from(host.heard())
    expect(spectrum).toHaveLength(2112)
    expect(spectrum.subarray(0, 44).toString('hex')).toBe(
      hexOf(hex(`c1c0 0011 0100 0000 00111000 00000000 000000000000 00 00 ${ZERO16} 14080000`)),
    )
    expect(spectrum.readUInt16LE(44 + 2 * 10)).toBe(2500)
    expect(hexOf(ask(host, first('00080000')).subarray(24, 28))).toBe('80250000')
  })

  test('a QE-PRO: 32-bit pixels behind 32 bytes, and its memory gives the spectrum of the time before', () => {
    const { host, pace, times } = bench(OBP_INSTRUMENTS.qePro)
    expect(hexOf(ask(host, first('00111000')).subarray(4, 8))).toBe('09000200')
    host.send(first('10001100', '204e0000', '0400'))
    host.heard()
    expect(ask(host, first('00091000')).readUInt32LE(24)).toBe(1)
    host.send(first('28091000'))
    pace.advance(2)
    const spectrum = Buffer.from(host.heard())
    expect(spectrum).toHaveLength(64 + 32 + 4 * 1044)
    expect(spectrum.readUInt32LE(44 + 32 + 4 * 1000)).toBe(250_000)
    host.send(first('10001100', '30750000', '0400'), first('30081000', '', '0400'), first('28091000'))
    pace.advance(31)
    host.heard()
    expect(times).toEqual([10, 30])
  })

  test('each has its own range of times', () => {
    const { host } = bench(OBP_INSTRUMENTS.fx)
    expect(hexOf(ask(host, first('10001100', '0a000000', '0400')).subarray(4, 8))).toBe('03000000')
    expect(hexOf(ask(host, first('10001100', '09000000', '0400')).subarray(4, 8))).toBe('09000600')
  })
})

describe('version 2.0', () => {
  test('an ST: serial number as it is, coefficients behind one value, time in units of 10 us', () => {
    const { host, pace, times } = bench(OBP_INSTRUMENTS.st)
    expect(hexOf(ask(host, second('00010000')).subarray(0, 46))).toBe(
      hexOf(
        hex(
          `c1c0 0020 0100 0000 00010000 00000000 000000000000 00 06 533030313233 ${'00'.repeat(10)} 14000000`,
        ),
      ) + '0000',
    )
    const coefficients = ask(host, second('00110000'))
    // Five floats are 20 bytes: a payload.
    expect(coefficients.readUInt32LE(40)).toBe(40)
    expect([1, 2].map((i) => coefficients.readFloatLE(44 + 4 * i))).toEqual([350, 0.45].map(Math.fround))
    host.send(second('010c0000', 'd0070000', '0400'), second('001c0000'))
    pace.advance(30)
    expect(times).toEqual([20])
    const heard = Buffer.from(host.heard())
    expect(heard).toHaveLength(64 + 64 + 32 + 2 * 1516)
    expect(heard.readUInt16LE(64 + 44 + 32 + 2 * 10)).toBe(2500)
  })

  test('messages of version 1.1 are refused, and the abort of it is unknown', () => {
    const { host } = bench(OBP_INSTRUMENTS.sr4)
    expect(hexOf(ask(host, first('00010000')).subarray(2, 8))).toBe('0020' + '0900' + '0100')
    expect(hexOf(ask(host, second('00001000')).subarray(4, 8))).toBe('09000200')
  })
})
