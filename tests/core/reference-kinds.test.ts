import { describe, expect, it } from 'vitest'
import { benchForTest, eventsOf, only, problemOf } from './support/bench.ts'

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
  ])('%s is refused for a scan and read beside a spot', async (family, instrument, unit, perLuminance) => {
    const made = benchForTest({ simulated: { fast: true, families: { reference: family } } })
    const { client, store, bench } = made
    // PC mode and holding take a CL-200A a second.
    const problem = await problemOf(client.run.scan({ plate: 'small' }))
    expect(problem).toMatchObject({ code: 'DEVICE_REFUSED' })
    expect(problem.happened).toContain('Spectra cannot be corrected from tristimulus values.')
    expect(problem.next).toContain('compare spots')
    expect(store.listSessions()).toHaveLength(0)
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
    expect((await client.measure.spot({ paired: false })).tristimulus).toBeUndefined()
  }, 30_000)
})
