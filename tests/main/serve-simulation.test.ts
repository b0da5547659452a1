import { afterEach, describe, expect, it } from 'vitest'
import { driverOf } from '../../drivers/registry.ts'
import { tcpConnector } from '../../drivers/transports/tcp.ts'
import { serveSimulation, type ServedSimulation } from '../../main/simulation.ts'
import { within } from '../drivers/io.ts'

const IO = within(5_000)

let served: ServedSimulation | undefined
afterEach(async () => {
  await served?.close()
  served = undefined
})

const serve = async (...names: string[]): Promise<number[]> => {
  const places = names.map((name) => ({ name, where: 'tcp:0' }))
  served = await serveSimulation({ fast: true, seed: 1 }, places)
  return served.addresses.map(({ address }) => Number(address.split(':').at(-1)))
}

describe('isochrome simulate', () => {
  it.each([
    ['ocean-usb2000', 'SIM-U201'],
    ['ocean-sr4', 'SIM-SR01'],
  ])('serves an %s alone, and its driver reads it', async (family, serial) => {
    const [port = 0] = await serve(family)
    const device = await driverOf(family).open(await tcpConnector('127.0.0.1', port).open(IO), IO)
    expect(device.identity.serial).toBe(serial)
    const { spectrometer } = device
    await spectrometer!.expose({ integrationMs: 12, scans: 1 }, IO)
    const { counts } = await spectrometer!.readFrame(IO)
    // The white tile under the bench lamp.
    expect(Math.max(...counts) / spectrometer!.maxCounts).toBeGreaterThan(0.7)
    await device.close()
  })

  it('serves instruments as USB devices beside others', async () => {
    served = await serveSimulation({ fast: true, seed: 1 }, [
      { name: 'ocean-usb2000', where: 'usbip:0' },
      { name: 'stage', where: 'usbip:0' },
      { name: 'reference', where: 'tcp:0' },
    ])
    expect(served.addresses.map(({ address }) => address.replace(/\d+$/, 'PORT'))).toEqual([
      'usbip:127.0.0.1:PORT',
      'usbip:127.0.0.1:PORT',
      'tcp:127.0.0.1:PORT',
    ])
  })

  it('puts a family over the scene of a bench, beside instruments by role', async () => {
    await serve('ocean-usb4000', 'reference', 'stage')
    expect(served?.addresses.map(({ role }) => role)).toEqual(['spectrometer', 'reference', 'stage'])
  })

  it('tells the address for the drivers, where they open the instrument that way', async () => {
    served = await serveSimulation({ fast: true, seed: 1 }, [
      { name: 'klein-k10', where: 'tcp:0' },
      { name: 'colorhug', where: 'tcp:0' },
      { name: 'ocean-hdx', where: 'usbip:0' },
    ])
    const [klein, colorhug, hdx] = served.addresses
    expect(klein?.uri).toBe(`klein-k10@${klein?.address ?? ''}`)
    expect([colorhug?.uri, hdx?.uri]).toEqual([undefined, undefined])
  })

  it('names all it knows when asked for something else', async () => {
    await expect(serve('ocean-nothing')).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      data: { happened: expect.stringContaining('ocean-usb2000') as string },
    })
  })
})
