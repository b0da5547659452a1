import { describe, expect, test } from 'vitest'
import { oceanUsb } from '../../../drivers/simulators/ocean-usb.ts'
import { OOI_INSTRUMENTS } from '../../../drivers/simulators/ooi-models.ts'
import type { OoiInstrument } from '../../../drivers/simulators/ooi-models.ts'
import { ooiUsb } from '../../../drivers/simulators/ooi-usb.ts'
import { hex, hexOf, hostOf } from './host.ts'
import type { Host } from './host.ts'
import { manualPace } from './manual-pace.ts'

const COEFFICIENTS = [350.5, 0.45, -1.25e-5, 0]

function bench(instrument: OoiInstrument) {
  const pace = manualPace()
  const exposures: { integrationMs: number; lampOn: boolean }[] = []
  const view = {
    wavelengthCoefficients: COEFFICIENTS,
    spectrum: ({ integrationMs, lampOn }: { integrationMs: number; lampOn: boolean }) => {
      exposures.push({ integrationMs, lampOn })
      return Uint16Array.from({ length: instrument.words }, (_, i) =>
        i === 0 ? 0x123 : i === 1 ? 0x456 : i % 4096,
      )
    },
  }
  const endpoint = oceanUsb({ instrument, view, serial: 'S00123', pace })
  return { endpoint, host: hostOf(endpoint), pace, exposures }
}
const ask = (host: Host, text: string): string => {
  host.send(hex(text))
  return hexOf(host.heard())
}
const text = (answer: string): string =>
  Buffer.from(answer, 'hex').subarray(2).toString('latin1').replace(/\0.*$/s, '')

describe('the memory', () => {
  test('serial number, coefficients and orders, each with its closing zero', () => {
    const { host } = bench(OOI_INSTRUMENTS.usb2000)
    expect(ask(host, '05 00')).toBe('0500' + '533030313233' + '00'.repeat(9))
    expect([1, 2, 3, 4].map((slot) => Number(text(ask(host, `05 0${slot}`))))).toEqual(COEFFICIENTS)
    expect(text(ask(host, '05 0e'))).toBe('7')
    expect(Number(text(ask(host, '05 06')))).toBe(1)
    for (let slot = 0; slot < 31; slot++) {
      const answer = ask(host, `05 ${slot.toString(16).padStart(2, '0')}`)
      expect(answer).toHaveLength(34)
      expect(answer.slice(4).match(/../g)).toContain('00')
    }
  })

  test('the saturation level stands in bytes 6 and 7 of its answer', () => {
    expect(ask(bench(OOI_INSTRUMENTS.usb4000).host, '05 11').slice(12, 16)).toBe('f0d2')
    expect(ask(bench(OOI_INSTRUMENTS.usb2000).host, '05 11')).toBe('0511' + '00'.repeat(15))
  })

  test('what a host writes is kept', () => {
    const { host } = bench(OOI_INSTRUMENTS.usb2000)
    host.send(hex('06 10 41 42 00 00 00 00 00 00 00 00 00 00 00 00 00'))
    expect(text(ask(host, '05 10'))).toBe('AB')
  })
})

describe('logic', () => {
  test('its state: pixels, time, lamp, trigger, speed', () => {
    const { host } = bench(OOI_INSTRUMENTS.usb2000plus)
    host.send(hex('02 70 17 00 00'), hex('03 00 00'), hex('0a 01 00'))
    expect(ask(host, 'fe')).toBe('0008701700000001000800000000' + '8000')
    host.send(hex('03 01 00'))
    expect(ask(host, 'fe').slice(12, 14)).toBe('01')
  })

  test('its version, with the echo of a Flame-S', () => {
    expect(ask(bench(OOI_INSTRUMENTS.usb2000plus).host, '6b 04')).toBe('040021')
    expect(ask(bench(OOI_INSTRUMENTS.flameS).host, '6b 04')).toBe('fe0031')
    const { host } = bench(OOI_INSTRUMENTS.usb4000)
    host.send(hex('6a 08 34 12'))
    expect(ask(host, '6b 08')).toBe('083412')
  })

  test('models without logic stay silent', () => {
    const { host } = bench(OOI_INSTRUMENTS.usb2000)
    expect(ask(host, 'fe') + ask(host, '6b 04')).toBe('')
  })
})

describe('spectra', () => {
  test('a USB2000 sends low and high bytes in turns of 64, with floating upper bits, then 69', () => {
    const { host, pace } = bench(OOI_INSTRUMENTS.usb2000)
    host.send(hex('09'))
    pace.advance(200)
    const bytes = host.heard()
    expect(bytes).toHaveLength(4097)
    expect(hexOf(bytes.subarray(0, 4))).toBe('23560203')
    expect([bytes[64]! & 0x0f, bytes[65]! & 0x0f]).toEqual([1, 4])
    expect(bytes[64]! & 0xf0).not.toBe(0)
    // Pixel 130 = block 2, place 2.
    expect(bytes[2 * 128 + 2]).toBe(130)
    expect(bytes[4096]).toBe(0x69)
  })

  test('an HR4000 sends words with one bit inverted', () => {
    const { host, pace } = bench(OOI_INSTRUMENTS.hr4000)
    host.send(hex('09'))
    pace.advance(200)
    const bytes = host.heard()
    expect(bytes).toHaveLength(7681)
    expect(hexOf(bytes.subarray(0, 4))).toBe('23215624')
    expect(bytes[7680]).toBe(0x69)
  })

  test('a Jaz sends words and nothing after them', () => {
    const { host, pace } = bench({ ...OOI_INSTRUMENTS.jaz, saturation: 0 })
    host.send(hex('09'))
    pace.advance(200)
    const bytes = host.heard()
    expect(bytes).toHaveLength(4096)
    expect(hexOf(bytes.subarray(0, 4))).toBe('23015604')
  })

  test('a detector that saturates early sends smaller words', () => {
    const { host, pace } = bench({ ...OOI_INSTRUMENTS.jaz, saturation: 32_768 })
    host.send(hex('09'))
    pace.advance(200)
    expect(Buffer.from(host.heard()).readUInt16LE(2000)).toBe(500)
  })

  test('an exposure takes its time; the one under way at a change keeps the time before', () => {
    const { host, pace, exposures } = bench(OOI_INSTRUMENTS.usb2000plus)
    host.send(hex('02 20 4e 00 00'), hex('09'))
    pace.advance(100)
    expect(host.heard()).toHaveLength(0)
    pace.advance(2)
    expect(host.heard()).toHaveLength(4097)
    host.send(hex('09'))
    pace.advance(22)
    expect(host.heard()).toHaveLength(4097)
    expect(exposures.map(({ integrationMs }) => integrationMs)).toEqual([100, 20])
  })

  test('a USB2000 counts milliseconds; a time outside its range changes nothing', () => {
    const { host, pace, exposures } = bench(OOI_INSTRUMENTS.usb2000)
    host.send(hex('02 14 00 00 00'), hex('09'), hex('02 02 00 00 00'), hex('09'))
    pace.advance(1000)
    expect(exposures.map(({ integrationMs }) => integrationMs)).toEqual([100, 20])
  })

  test('commands wait behind an exposure; a closed connection ends it', () => {
    const { endpoint, host, pace, exposures } = bench(OOI_INSTRUMENTS.usb2000plus)
    host.send(hex('09 05 00'))
    expect(host.heard()).toHaveLength(0)
    pace.advance(200)
    expect(host.heard()).toHaveLength(4097 + 17)
    host.send(hex('09'))
    host.close()
    pace.advance(1000)
    expect(exposures).toHaveLength(1)
    expect(ask(hostOf(endpoint), '05 00')).toHaveLength(34)
  })

  test('the lamp goes off and on; a trigger that never comes sends nothing', () => {
    const { host, pace, exposures } = bench(OOI_INSTRUMENTS.usb2000plus)
    host.send(hex('03 00 00 09'), hex('03 01 00 09'))
    pace.advance(1000)
    expect(exposures.map(({ lampOn }) => lampOn)).toEqual([false, true])
    host.heard()
    host.send(hex('0a 03 00 09'))
    pace.advance(60_000)
    expect(host.heard()).toHaveLength(0)
  })
})

test('commands may come in single bytes; what is no command is passed over', () => {
  const { host } = bench(OOI_INSTRUMENTS.usb2000)
  for (const byte of hex('ff 05 00')) host.send(Uint8Array.of(byte))
  expect(host.heard()).toHaveLength(17)
})

describe('on the bus', () => {
  const never = new AbortController().signal
  const presence = { plugged: true, shownSerial: 'S00123', onPlugChange: () => () => true }
  const plugged = (instrument: OoiInstrument) => {
    const { endpoint, pace } = bench(instrument)
    return { usb: ooiUsb(endpoint, presence, instrument), pace }
  }

  test('a USB2000 answers on 87 and sends spectra on 82', async () => {
    const { usb, pace } = plugged(OOI_INSTRUMENTS.usb2000)
    expect([usb.vendorId, usb.productId, usb.packetBytes]).toEqual([0x2457, 0x1002, 64])
    usb.bulkOut(2, hex('05 00'))
    expect(await usb.bulkIn(7, 17, never)).toHaveLength(17)
    usb.bulkOut(2, hex('09'))
    pace.advance(200)
    expect(await usb.bulkIn(2, 4097, never)).toHaveLength(4097)
    expect(() => usb.bulkOut(1, hex('09'))).toThrow('endpoint 1')
  })

  test('a USB4000 sends its first 2,048 bytes on 86 at high speed, all on 82 at full speed', async () => {
    const fast = plugged(OOI_INSTRUMENTS.usb4000)
    fast.usb.bulkOut(1, hex('09'))
    fast.pace.advance(200)
    expect(await fast.usb.bulkIn(6, 2048, never)).toHaveLength(2048)
    const rest = await fast.usb.bulkIn(2, 5633, never)
    expect([rest.length, rest.at(-1)]).toEqual([5633, 0x69])
    const slow = plugged({ ...OOI_INSTRUMENTS.usb4000, highSpeed: false })
    slow.usb.bulkOut(1, hex('09'))
    slow.pace.advance(200)
    expect(await slow.usb.bulkIn(2, 7681, never)).toHaveLength(7681)
  })
})
