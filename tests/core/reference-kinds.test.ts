import { describe, expect, it } from 'vitest'
import type { DeviceSource, FoundDevice } from '../../drivers/device.ts'
import { driverOf } from '../../drivers/registry.ts'
import { memoryLine } from '../../drivers/transports/memory.ts'
import { benchForTest, eventsOf, only } from './support/bench.ts'

describe('a reference with a spectrum', () => {
  it.each(['pr-650', 'pr-655', 'pr-670', 'cs-2000', 'jeti-1511'])(
    '%s pairs with the spectrometer and reads the colours of the plate',
    async (family) => {
      const { client, store } = benchForTest({ simulated: { fast: true, families: { reference: family } } })
      const { run, session } = await client.run.scan({ plate: 'small', patches: 2 })
      const patches = only(await eventsOf(client, run), 'patch')
      expect(patches).toHaveLength(2)
      for (const { patch } of patches) {
        expect(patch.state).toBe('paired')
        // 4 nm apart and 1 nm apart, every reference reads what is there.
        expect(patch.deltaEExpected).toBeLessThan(0.5)
      }
      expect(store.currentPairs(session)).toHaveLength(2)
    },
    20_000,
  )
})

describe('a reference without a spectrum', () => {
  it.each([
    ['klein-k10', 'Klein K-10-A SIM-K0010', 'cd/m2', 1],
    ['cs-100a', 'Konica Minolta CS-100A', 'cd/m2', 1],
    ['cl-200a', 'Konica Minolta CL-200A', 'lx', Math.PI],
    ['colorhug', 'ColorHug2 12347', 'cd/m2', 1],
  ])(
    '%s pairs patches by X, Y and Z and is read beside a spot',
    async (family, instrument, unit, perLuminance) => {
      const made = benchForTest({ simulated: { fast: true, families: { reference: family } } })
      const { client, store, bench } = made
      const { run, session } = await client.run.scan({ plate: 'small', patches: 2 })
      for (const { patch } of only(await eventsOf(client, run), 'patch')) {
        expect(patch.state).toBe('paired')
        expect(patch.deltaEExpected).toBeLessThan(0.6)
      }
      const [pair] = store.currentPairs(session)
      expect(store.getReadings(pair!.reference)[0]).toMatchObject({ quantity: 'tristimulus', unit })
      await client.measure.white({})
      bench.scene.place('A02')
      const spot = await client.measure.spot({ name: 'A02' })
      const [x = NaN, y = NaN, z = NaN] = spot.tristimulus?.xyz ?? []
      expect(spot.tristimulus).toMatchObject({ instrument, unit })
      bench.scene.place('white')
      const white = (await client.measure.spot({ name: 'white' })).tristimulus?.xyz[1] ?? NaN
      // The bench lamp gives the white tile 215 cd/m2 or so; the patch is darker, by its own Y under that lamp.
      expect(white / perLuminance).toBeGreaterThan(200)
      expect(white / perLuminance).toBeLessThan(225)
      expect(y / white).toBeCloseTo(spot.rawColour.xyz[1] / 98.5, 1)
      expect(Math.min(x, z)).toBeGreaterThan(0)
      const { spots } = await client.measure.spots({ session: spot.session })
      expect(spots[0]?.tristimulus).toEqual(spot.tristimulus)
      expect(spots[0]?.reference).toBeUndefined()
      expect(spots[0]?.deltaERaw).toBeGreaterThan(0)
      expect(spots[0]?.deltaERaw).toBeLessThan(5)
      expect((await client.measure.spot({ paired: false })).tristimulus).toBeUndefined()
    },
    60_000,
  )
})

describe('an instrument whose driver has met no real one', () => {
  it('says so, with what is open; a simulated one needs no warning', async () => {
    const driver = driverOf('cl-200a')
    const { family, product, roles } = driver
    const uri = 'cl-200a@serial:/dev/ttyACM7'
    const connector = memoryLine({
      connect: () => ({ receive: () => undefined, disconnected: () => undefined }),
    })
    const found = { uri, family, product, roles, serial: '', simulated: false, connector, driver }
    const list = (...devices: FoundDevice[]): DeviceSource => ({
      name: 'test',
      list: async () => devices,
      watch: () => () => undefined,
    })
    const { client } = benchForTest({
      app: { sources: [list(found, { ...found, uri: 'cl-200a@sim', simulated: true })] },
    })
    const { devices } = await client.bench.devices({})
    const told = new Map(devices.map((device) => [device.uri, device.unconfirmed]))
    expect(told.get(uri)).toBe(`Not yet confirmed on hardware. ${driver.uncertain ?? ''}`)
    expect(told.get('cl-200a@sim')).toBeUndefined()
  })
})
