import { describe, expect, it } from 'vitest'
import { cubicOf } from '../../../core/bench/facts.ts'
import { benchForTest } from '../support/bench.ts'

describe('what an instrument told of itself', () => {
  it('gives back the cubic its wavelengths were computed from', () => {
    const [c0, c1, c2, c3] = [339.71, 0.2201, -1.9e-6, -3.4e-11]
    const wavelengthNm = Float64Array.from(
      { length: 2048 },
      (_, n) => c0 + c1 * n + c2 * n ** 2 + c3 * n ** 3,
    )
    const found = cubicOf(wavelengthNm)!
    expect(found[0]).toBeCloseTo(c0, 9)
    expect(found[1]).toBeCloseTo(c1, 9)
    expect(found[2]).toBeCloseTo(c2, 12)
    expect(found[3]).toBeCloseTo(c3, 15)
    expect(cubicOf(wavelengthNm.map((nm, n) => (n === 900 ? nm + 0.1 : nm)))).toBeUndefined()
    expect(cubicOf(Float64Array.of(400, 500, 600))).toBeUndefined()
  })

  it('is in the detail of an open one, with limits, and gone when it is', async () => {
    const { client, bench } = benchForTest({
      simulated: { fast: true, families: { reference: 'klein-k10' } },
    })
    await client.measure.white({})
    const { devices } = await client.bench.devices({})
    const uriOf = (role: string) => devices.find((device) => device.role === role)!.uri
    const facts = new Map(
      (await client.bench.detail({ uri: uriOf('spectrometer') })).facts!.map(({ name, value }) => [
        name,
        value,
      ]),
    )
    expect(facts.get('Pixels')).toMatch(/^[\d,]+$/)
    expect(Number(facts.get('Wavelength c0'))).toBeGreaterThan(300)
    expect(facts.has('Wavelength c3')).toBe(true)
    expect(facts.get('Integration time, limits')).toMatch(/ms to /)
    const reference = (await client.bench.detail({ uri: uriOf('reference') })).facts!
    expect(reference.map(({ value }) => value).join()).toContain('no spectrum')
    bench.instruments.find(({ family }) => family === 'klein-k10')!.controls.unplug()
    await expect
      .poll(async () => (await client.bench.detail({ uri: uriOf('reference') })).facts, { timeout: 4000 })
      .toBeUndefined()
    const gone = (await client.bench.devices({})).devices.find(({ uri }) => uri === uriOf('reference'))!
    expect(gone.lastProblem?.problem.code).toBe('DEVICE_LOST')
  }, 20_000)
})
