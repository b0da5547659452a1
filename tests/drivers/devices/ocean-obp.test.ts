import { describe, expect, test } from 'vitest'
import { blockOf } from '../../../drivers/devices/array-spectrometer.ts'
import { driverOf } from '../../../drivers/registry.ts'
import { memoryLine } from '../../../drivers/transports/memory.ts'
import { cancellable, failure, until, within } from '../io.ts'
import { le, scriptedObp, USUAL } from './scripted.ts'
import type { ObpReply } from './scripted.ts'

const IO = within(500)
const NOT_KNOWN = 2

interface Unit {
  integrationUs: number
  block: number
  frames: number
}

/** A unit as the data sheet has it; `other` changes single answers. */
function unit(other: (type: number, data: Buffer, unit: Unit) => ObpReply | typeof USUAL = () => USUAL) {
  const state: Unit = { integrationUs: 100_000, block: 5, frames: 0 }
  const wavelengths = [340, 0.22, -1e-6, -1e-10]
  const linearity = [1.01, -2e-7]
  const spectrum = (): Uint8Array => {
    state.frames++
    return Uint8Array.from(Buffer.from(new Uint16Array(2068).fill(state.frames).buffer))
  }
  const usual = (type: number, data: Buffer): ObpReply => {
    switch (type) {
      case 0x10:
        return 'ack'
      case 0x0e01:
        return le.u16(0x2003)
      case 0x100:
        return Uint8Array.from(Buffer.from('HDX00007\0\0'))
      case 0x90:
        return le.u16(0x0122)
      case 0x180100:
        return le.u8(wavelengths.length)
      case 0x180101:
        return le.f32(wavelengths[data[0]!]!)
      case 0x181100:
        return le.u8(linearity.length)
      case 0x181101:
        return le.f32(linearity[data[0]!]!)
      case 0x110000:
        return le.u32(state.integrationUs)
      case 0x110010:
        state.integrationUs = data.readUInt32LE()
        return 'ack'
      case 0x110110:
      case 0x110410:
        return 'ack'
      case 0x110100:
        return le.u8(0)
      case 0x120010:
        state.block = data.readUInt16LE()
        return 'ack'
      case 0x120000:
        return le.u16(state.block)
      case 0x101100:
        return spectrum()
      default:
        return NOT_KNOWN
    }
  }
  const endpoint = scriptedObp((type, data) => {
    const answer = other(type, data, state)
    return answer === USUAL ? usual(type, data) : answer
  })
  const open = async () => driverOf('ocean-hdx').open(await memoryLine(endpoint).open(IO), IO)
  return { state, endpoint, open }
}

describe('opening an HDX', () => {
  test('reads identity, wavelengths and linearity', async () => {
    const device = await unit().open()
    expect(device.identity).toEqual({ model: 'Ocean HDX', serial: 'HDX00007', firmware: '0122' })
    const { spectrometer } = device
    expect(spectrometer?.wavelengthNm).toHaveLength(2068)
    expect(spectrometer?.wavelengthNm[0]).toBeCloseTo(340, 4)
    expect(spectrometer?.wavelengthNm[2067]).toBeCloseTo(
      340 + 0.22 * 2067 - 1e-6 * 2067 ** 2 - 1e-10 * 2067 ** 3,
      2,
    )
    expect(spectrometer?.linearity?.map((value) => Math.fround(value))).toEqual(
      [1.01, -2e-7].map(Math.fround),
    )
    expect(spectrometer?.maxCounts).toBe(65535)
    expect(spectrometer?.integrationLimitsMs).toEqual([6, 10_000])
    await device.close()
  })

  test.each<[string, number, ObpReply, string]>([
    ['another product', 0x0e01, le.u16(0x4000), 'WRONG_DEVICE'],
    ['no wavelengths', 0x180100, le.u8(0), 'DEVICE_REFUSED'],
    ['wavelengths not offered', 0x180100, NOT_KNOWN, 'DEVICE_REFUSED'],
    ['absurd wavelengths', 0x180101, le.f32(1e6), 'DEVICE_REFUSED'],
    ['wavelengths that are no numbers', 0x180101, le.f32(NaN), 'DEVICE_REFUSED'],
    ['half a coefficient', 0x180101, le.u16(1), 'PROTOCOL_VIOLATION'],
    ['no serial number in time', 0x100, undefined, 'DEVICE_TIMEOUT'],
    ['not ready', 0x100, 7, 'DEVICE_REFUSED'],
  ])('%s is refused and the line closed', async (_, type, answer, code) => {
    const rig = unit((asked) => (asked === type ? answer : USUAL))
    expect(await failure(rig.open())).toMatchObject({ code })
    expect(await failure(rig.open())).toMatchObject({ code })
  })

  test.each<[string, number, ObpReply]>([
    ['absurd', 0x181101, le.f32(-40)],
    ['not a number', 0x181101, le.f32(NaN)],
    ['not offered', 0x181100, NOT_KNOWN],
  ])('a linearity that is %s is left out, politely', async (_, type, answer) => {
    const device = await unit((asked) => (asked === type ? answer : USUAL)).open()
    expect(device.spectrometer?.linearity).toBeUndefined()
    expect((await device.settings(IO)).find(({ name }) => name === 'Linearity')).toMatchObject({
      readBack: 'none',
      ok: false,
    })
    await device.close()
  })
})

describe('exposures', () => {
  test('are set, read back, and the frame under way is thrown away', async () => {
    const rig = unit()
    const device = await rig.open()
    await device.spectrometer?.expose({ integrationMs: 12.5, scans: 10 }, IO)
    expect(rig.state).toMatchObject({ integrationUs: 12_500, block: 10, frames: 1 })
    expect((await device.spectrometer?.readFrame(IO))?.counts[0]).toBe(2)
    await device.spectrometer?.expose({ integrationMs: 12.5, scans: 10 }, IO)
    expect((await device.spectrometer?.readFrame(IO))?.counts[0]).toBe(3)
    await device.close()
  })

  test('the frame under way when the lamp is switched is thrown away', async () => {
    const rig = unit()
    const device = await rig.open()
    await device.spectrometer!.readFrame(IO)
    await device.lamp!.setLamp(false, IO)
    const before = rig.state.frames
    expect((await device.spectrometer!.readFrame(IO)).counts[0]).toBe(before + 2)
    await device.close()
    const without = await unit((type) => (type === 0x110410 ? NOT_KNOWN : USUAL)).open()
    expect(without.lamp).toBeUndefined()
    await without.close()
  })

  test('a time that reads back otherwise is READBACK, and the device is believed', async () => {
    const rig = unit((type) => (type === 0x110000 ? le.u32(40_000) : USUAL))
    const device = await rig.open()
    expect((await device.spectrometer!.expose({ integrationMs: 40, scans: 1 }, IO)).integrationMs).toBe(40)
    const problem = await failure(device.spectrometer!.expose({ integrationMs: 8, scans: 1 }, IO))
    expect(problem).toMatchObject({
      code: 'READBACK',
      data: { happened: 'Asked 8 ms, device reports 40 ms.' },
    })
    expect((await device.spectrometer!.readFrame(IO)).exposure.integrationMs).toBe(40)
    await device.close()
  })

  test('a number of scans that reads back otherwise is READBACK', async () => {
    const device = await unit((type) => (type === 0x120000 ? le.u16(3) : USUAL)).open()
    expect(await failure(device.spectrometer!.expose({ integrationMs: 8, scans: 10 }, IO))).toMatchObject({
      code: 'READBACK',
    })
    await device.close()
  })

  test('where the device cannot average, the host does', async () => {
    const rig = unit((type) => (type === 0x120010 ? NOT_KNOWN : USUAL))
    const device = await rig.open()
    await device.spectrometer!.expose({ integrationMs: 6, scans: 4 }, IO)
    const frame = await device.spectrometer!.readFrame(IO)
    expect(rig.state.frames).toBe(5)
    expect(frame.counts[0]).toBe((2 + 3 + 4 + 5) / 4)
    expect(frame.exposure.scans).toBe(4)
    await device.close()
  })

  test.each([
    [{ integrationMs: 4, scans: 25 }, 25],
    [{ integrationMs: 100, scans: 25 }, 5],
    [{ integrationMs: 300, scans: 7 }, 1],
    [{ integrationMs: 10_000, scans: 4 }, 1],
    [{ integrationMs: 6, scans: 997 }, 1],
    [{ integrationMs: 6, scans: 1 }, 1],
  ])('%o averages %i scans at once, at most a second long', (exposure, block) => {
    expect(blockOf(exposure)).toBe(block)
  })

  test.each([
    { integrationMs: 5.9, scans: 1 },
    { integrationMs: 10_001, scans: 1 },
    { integrationMs: NaN, scans: 1 },
    { integrationMs: 10, scans: 0 },
    { integrationMs: 10, scans: 1.5 },
  ])('%o is refused before anything is sent', async (exposure) => {
    const rig = unit()
    const device = await rig.open()
    const sent = rig.endpoint.types.length
    expect(await failure(device.spectrometer!.expose(exposure, IO))).toMatchObject({ code: 'BAD_REQUEST' })
    expect(rig.endpoint.types.length).toBe(sent)
    await device.close()
  })

  test('a change that was cancelled half-way is asked for before the next reading', async () => {
    let silent = false
    const rig = unit((type) => (silent && type === 0x110010 ? undefined : USUAL))
    const device = await rig.open()
    silent = true
    const io = cancellable(5000)
    const expose = failure(device.spectrometer!.expose({ integrationMs: 20, scans: 1 }, io))
    await until(() => rig.endpoint.types.includes(0x110010), 'the command')
    rig.state.integrationUs = 20_000
    io.cancel()
    expect(await expose).toMatchObject({ name: 'AbortError' })
    silent = false
    expect((await device.spectrometer!.readFrame(IO)).exposure.integrationMs).toBe(20)
    await device.close()
  })
})

describe('spectra', () => {
  test('firmware without raw spectra gives its corrected ones', async () => {
    const corrected = Uint8Array.from(Buffer.from(new Uint16Array(2068).fill(77).buffer))
    const rig = unit((type) => (type === 0x101100 ? NOT_KNOWN : type === 0x101000 ? corrected : USUAL))
    const device = await rig.open()
    expect((await device.spectrometer!.readFrame(IO)).counts[2067]).toBe(77)
    await device.close()
  })

  test('neither is a refusal, not an endless question', async () => {
    const rig = unit((type) => (type === 0x101100 || type === 0x101000 ? NOT_KNOWN : USUAL))
    const device = await rig.open()
    expect(await failure(device.spectrometer!.readFrame(IO))).toMatchObject({ code: 'DEVICE_REFUSED' })
    await device.close()
  })

  test('a spectrum of another length is no spectrum', async () => {
    const device = await unit((type) => (type === 0x101100 ? new Uint8Array(4000) : USUAL)).open()
    expect(await failure(device.spectrometer!.readFrame(IO))).toMatchObject({
      code: 'PROTOCOL_VIOLATION',
      data: { happened: 'A spectrum of 4000 bytes arrived, 4136 belong to 2068 pixels.' },
    })
    await device.close()
  })

  test('the deadline of a frame does not wait for a long average to end', async () => {
    let frames = 0
    const rig = unit((type) =>
      type === 0x120010 ? NOT_KNOWN : type === 0x101100 && frames++ > 2 ? undefined : USUAL,
    )
    const device = await rig.open()
    // Averaged by the host this would take longer than a test may.
    await device.spectrometer!.expose({ integrationMs: 6, scans: 10_000 }, IO)
    expect(await failure(device.spectrometer!.readFrame(within(100)))).toMatchObject({
      code: 'DEVICE_TIMEOUT',
    })
    await device.close()
  })
})
