import { describe, expect, test } from 'vitest'
import { driverOf } from '../../../drivers/registry.ts'
import { memoryLine } from '../../../drivers/transports/memory.ts'
import type { LineEndpoint } from '../../../drivers/transports/transport.ts'
import { cancellable, failure, until, within } from '../io.ts'

const IO = within(500)

/** A unit by its data sheet; tests change what it holds. */
interface Unit {
  family: string
  slots: Record<number, string>
  words: number
  sync: number[]
  integrationUs: number
  frames: number
  lamp: number
  /** undefined = it does not answer that question. */
  version: number[] | undefined
  pixels: number
  heard: string[]
  /** Commands it does not hear. */
  deaf: number[]
  obeys: boolean
}

const LENGTHS: Record<number, number> = { 1: 1, 2: 5, 3: 3, 5: 2, 9: 1, 0x0a: 3, 0x6b: 2, 0xfe: 1 }

function usb2000plus(change: Partial<Unit> = {}): Unit & LineEndpoint & { open: ReturnType<typeof opener> } {
  const unit: Unit = {
    family: 'ocean-usb2000plus',
    words: 2048,
    sync: [0x69],
    integrationUs: 100_000,
    frames: 0,
    lamp: 0,
    version: [0x04, 0x00, 0x21],
    pixels: 2048,
    heard: [],
    deaf: [],
    obeys: true,
    ...change,
    slots: {
      0: 'USB2X001',
      1: '350.5',
      2: '0.4',
      3: '-2e-5',
      4: '-1e-9',
      6: '0.98',
      7: '4.0e-07',
      14: '1',
      ...change.slots,
    },
  }
  const answer = (command: Buffer): number[] | Buffer | undefined => {
    switch (command[0]) {
      case 2:
        if (unit.obeys) unit.integrationUs = command.readUInt32LE(1)
        return undefined
      case 3:
        if (unit.obeys) unit.lamp = command[1]!
        return undefined
      case 5: {
        const slot = Buffer.alloc(17)
        slot.set([5, command[1]!])
        slot.write(unit.slots[command[1]!] ?? '', 2, 'latin1')
        return slot
      }
      case 9: {
        unit.frames++
        const spectrum = Buffer.alloc(2 * unit.words)
        for (let i = 0; i < unit.words; i++) spectrum.writeUInt16LE(unit.frames, 2 * i)
        return Buffer.concat([spectrum, Buffer.from(unit.sync)])
      }
      case 0x6b:
        return unit.version
      case 0xfe: {
        const status = Buffer.alloc(16)
        status.writeUInt16LE(unit.pixels, 0)
        status.writeUInt32LE(unit.integrationUs, 2)
        status[6] = unit.lamp
        status[14] = 0x80
        return status
      }
      default:
        return undefined
    }
  }
  const endpoint: LineEndpoint = {
    connect(send) {
      let buffer = Buffer.alloc(0)
      return {
        receive(bytes) {
          buffer = Buffer.concat([buffer, bytes])
          for (
            let length = LENGTHS[buffer[0]!];
            length && buffer.length >= length;
            length = LENGTHS[buffer[0]!]
          ) {
            const command = buffer.subarray(0, length)
            buffer = buffer.subarray(length)
            unit.heard.push(command.toString('hex'))
            const said = unit.deaf.includes(command[0]!) ? undefined : answer(command)
            if (said) send(Uint8Array.from(said))
          }
        },
        disconnected: () => undefined,
      }
    },
  }
  return Object.assign(unit, endpoint, { open: opener(unit.family, endpoint) })
}

const opener = (family: string, endpoint: LineEndpoint) => async () =>
  driverOf(family).open(await memoryLine(endpoint).open(IO), IO)

describe('opening', () => {
  test('reads identity, wavelengths and linearity, runs it freely and lights its lamp', async () => {
    const unit = usb2000plus()
    const device = await unit.open()
    expect(device.identity).toEqual({ model: 'USB2000+', serial: 'USB2X001', firmware: 'logic 2.16.0' })
    const { wavelengthNm, linearity, maxCounts, integrationLimitsMs } = device.spectrometer!
    expect(wavelengthNm[0]).toBe(350.5)
    expect(wavelengthNm[1000]).toBeCloseTo(350.5 + 400 - 20 - 1, 9)
    expect(linearity).toEqual([0.98, 4e-7])
    expect([maxCounts, ...integrationLimitsMs]).toEqual([65_535, 1, 655_350])
    expect(unit.heard[0]).toBe('01')
    expect(unit.heard).toContain('0a0000')
    expect(unit.heard.at(-1)).toBe('030100')
    await device.close()
  })

  test('a Flame-S is told by the version of its logic', async () => {
    const device = await usb2000plus({ version: [0xfe, 0x00, 0x31] }).open()
    expect(device.identity).toMatchObject({ model: 'Flame-S', firmware: 'logic 3.16.0' })
    await device.close()
  })

  test('firmware that keeps its version to itself is no reason to refuse', async () => {
    const device = await usb2000plus({ version: undefined }).open()
    expect(device.identity).toMatchObject({ model: 'USB2000+', firmware: 'not reported' })
    await device.close()
  })

  test.each<[string, Partial<Unit>, string]>([
    ['no wavelength coefficient', { slots: { 2: '' } }, 'DEVICE_REFUSED'],
    ['a wavelength coefficient that is no number', { slots: { 3: 'nan' } }, 'DEVICE_REFUSED'],
    ['a memory that was never written', { slots: { 1: '\xff'.repeat(15) } }, 'DEVICE_REFUSED'],
    ['an axis that falls', { slots: { 2: '-0.4' } }, 'DEVICE_REFUSED'],
    ['an axis into the far infrared', { slots: { 2: '4.5' } }, 'DEVICE_REFUSED'],
    ['another number of pixels', { pixels: 3840 }, 'WRONG_DEVICE'],
    ['no state', { deaf: [0xfe] }, 'DEVICE_TIMEOUT'],
    ['no memory', { deaf: [5] }, 'DEVICE_TIMEOUT'],
    ['a version of another register', { version: [7, 0, 0] }, 'PROTOCOL_VIOLATION'],
  ])('%s is refused and the line closed', async (_, change, code) => {
    const unit = usb2000plus(change)
    expect(await failure(unit.open())).toMatchObject({ code })
    expect(await failure(unit.open())).toMatchObject({ code })
  })

  test.each<[string, Record<number, string>]>([
    ['missing', { 14: '' }],
    ['of an absurd order', { 14: '12' }],
    ['missing one coefficient', { 7: '' }],
    ['not a number', { 6: 'inf' }],
    ['absurd', { 6: '-40' }],
  ])('a linearity that is %s is left out, politely', async (_, slots) => {
    const device = await usb2000plus({ slots }).open()
    expect(device.spectrometer!.linearity).toBeUndefined()
    expect((await device.settings(IO)).find(({ name }) => name === 'Linearity')).toMatchObject({
      readBack: 'none',
      ok: false,
    })
    await device.close()
  })
})

describe('counts', () => {
  test.each<[string, string, number]>([
    ['its own saturation level is full scale', '\0\0\0\0\xcc\xcc', 1.25],
    ['where none is stored the converter is', '', 1],
    ['an absurd level is none', '\0\0\0\0\x10\x00', 1],
  ])('%s', async (_, slot17, factor) => {
    const unit = usb2000plus({ slots: { 17: slot17 }, frames: 999 })
    const device = await unit.open()
    await device.spectrometer!.expose({ integrationMs: 5, scans: 2 }, IO)
    const { counts } = await device.spectrometer!.readFrame(IO)
    // Frame 1000 was under way, 1001 and 1002 count.
    expect(counts[0]).toBeCloseTo(1001.5 * factor, 2)
    await device.close()
  })

  test('beyond the saturation level nothing is above full scale', async () => {
    const device = await usb2000plus({ slots: { 17: '\0\0\0\0\xcc\xcc' }, frames: 60_000 }).open()
    expect((await device.spectrometer!.readFrame(IO)).counts[7]).toBe(65_535)
    await device.close()
  })

  test('a spectrum without its sync byte is no spectrum', async () => {
    const unit = usb2000plus({ sync: [0x68] })
    const device = await unit.open()
    expect(await failure(device.spectrometer!.readFrame(IO))).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
    unit.sync = [0x69]
    expect((await device.spectrometer!.readFrame(IO)).counts).toHaveLength(2048)
    await device.close()
  })

  test('a spectrum that is too short, and one that is too long, are none', async () => {
    const unit = usb2000plus({ words: 2000 })
    const device = await unit.open()
    expect(await failure(device.spectrometer!.readFrame(IO))).toMatchObject({
      code: 'PROTOCOL_VIOLATION',
      data: { happened: 'The spectrum broke off, 96 bytes before its end.' },
    })
    unit.words = 2050
    expect(await failure(device.spectrometer!.readFrame(IO))).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
    await device.close()
  })
})

describe('exposures', () => {
  test('are read back, and one that reads back otherwise is READBACK', async () => {
    const unit = usb2000plus()
    const device = await unit.open()
    await device.spectrometer!.expose({ integrationMs: 12.5, scans: 1 }, IO)
    expect(unit).toMatchObject({ integrationUs: 12_500, frames: 1 })
    unit.obeys = false
    expect(await failure(device.spectrometer!.expose({ integrationMs: 20, scans: 1 }, IO))).toMatchObject({
      code: 'READBACK',
      data: { happened: 'Asked 20 ms, device reports 12.5 ms.' },
    })
    expect((await device.spectrometer!.readFrame(IO)).exposure.integrationMs).toBe(12.5)
    await device.close()
  })

  test('the frame under way when the lamp is switched is thrown away; a lamp that does not follow is READBACK', async () => {
    const unit = usb2000plus()
    const device = await unit.open()
    await device.spectrometer!.readFrame(IO)
    const before = unit.frames
    await device.lamp!.setLamp(false, IO)
    expect((await device.spectrometer!.readFrame(IO)).counts[0]).toBe(before + 2)
    unit.obeys = false
    expect(await failure(device.lamp!.setLamp(true, IO))).toMatchObject({ code: 'READBACK' })
    await device.close()
  })

  test('a USB2000 is told whole milliseconds, and says what it uses', async () => {
    const unit = usb2000plus({ family: 'ocean-usb2000' })
    const device = await unit.open()
    expect(await device.spectrometer!.expose({ integrationMs: 12.4, scans: 1 }, IO)).toEqual({
      integrationMs: 12,
      scans: 1,
    })
    expect(unit.heard).toContain('020c000000')
    expect(unit.heard).not.toContain('fe')
    expect((await device.settings(IO))[0]).toMatchObject({ required: '12 ms', readBack: 'not reported' })
    await device.close()
  })

  test('a change that was cancelled half-way holds, and the frame under way is still thrown away', async () => {
    const unit = usb2000plus({ family: 'ocean-usb2000' })
    const device = await unit.open()
    await device.spectrometer!.expose({ integrationMs: 5, scans: 1 }, IO)
    unit.deaf = [9]
    const io = cancellable(5000)
    const exposing = failure(device.spectrometer!.expose({ integrationMs: 30, scans: 1 }, io))
    await until(() => unit.heard.at(-1) === '09', 'the question for a frame')
    io.cancel()
    expect(await exposing).toMatchObject({ name: 'AbortError' })
    unit.deaf = []
    const { frames } = unit
    expect((await device.spectrometer!.readFrame(IO)).exposure.integrationMs).toBe(30)
    expect(unit).toMatchObject({ integrationUs: 30, frames: frames + 2 })
    await device.close()
  })

  test('a USB2000 does not tell its time, so the first reading sets one', async () => {
    const unit = usb2000plus({ family: 'ocean-usb2000' })
    const device = await unit.open()
    expect((await device.spectrometer!.readFrame(IO)).exposure).toEqual({ integrationMs: 3, scans: 1 })
    expect(unit.heard).toContain('0203000000')
    await device.close()
  })

  test.each([
    { integrationMs: 0.9, scans: 1 },
    { integrationMs: 700_000, scans: 1 },
    { integrationMs: NaN, scans: 1 },
    { integrationMs: 10, scans: 0.5 },
  ])('%o is refused before anything is sent', async (exposure) => {
    const unit = usb2000plus()
    const device = await unit.open()
    const sent = unit.heard.length
    expect(await failure(device.spectrometer!.expose(exposure, IO))).toMatchObject({ code: 'BAD_REQUEST' })
    expect(unit.heard).toHaveLength(sent)
    await device.close()
  })
})
