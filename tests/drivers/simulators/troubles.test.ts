import { describe, expect, test } from 'vitest'
import type { OpenDevice } from '../../../drivers/device.ts'
import { driverOf } from '../../../drivers/registry.ts'
import { TROUBLES } from '../../../drivers/simulators/fault-spec.ts'
import { simulatedBench } from '../../../drivers/simulators/simulated-bench.ts'
import type { SimulatedBench, SimulatedBenchOptions } from '../../../drivers/simulators/simulated-bench.ts'
import { memoryLine } from '../../../drivers/transports/memory.ts'
import { failure, PATIENT } from '../io.ts'

/** A bench with its probe on the tile, and its spectrometer opened by its driver. */
async function opened(
  family = 'ocean-hdx',
  options: SimulatedBenchOptions = {},
): Promise<{ bench: SimulatedBench; device: OpenDevice; level: () => Promise<number> }> {
  const bench = simulatedBench({ fast: true, families: { spectrometer: family }, ...options })
  bench.scene.place('white')
  const device = await driverOf(family).open(await memoryLine(bench.spectrometer.line).open(PATIENT), PATIENT)
  const { maxCounts } = device.spectrometer!
  await device.spectrometer!.expose({ integrationMs: 12, scans: 4 }, PATIENT)
  /** Brightest pixel, share of full scale, the dark included. */
  const level = async (): Promise<number> => {
    const { counts } = await device.spectrometer!.readFrame(PATIENT)
    return counts.reduce((most, value) => Math.max(most, value), 0) / maxCounts
  }
  return { bench, device, level }
}
/** Puts so many samples under the probe, one after the other, and says how bright each was. */
async function samples(
  { bench, level }: Awaited<ReturnType<typeof opened>>,
  count: number,
): Promise<number[]> {
  const levels: number[] = []
  for (let i = 0; i < count; i++) {
    bench.scene.place('P14')
    levels.push(await level())
  }
  return levels
}
const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values)

describe.each(['ocean-hdx', 'ocean-usb2000', 'c12880ma'])('the light of %s', (family) => {
  test('a lamp that is out leaves the dark, a weak one a tenth, and both come back', async () => {
    const { bench, level } = await opened(family)
    const { controls } = bench.spectrometer
    const full = await level()
    controls.trouble('lamp-out')
    const dark = await level()
    expect(dark).toBeLessThan(0.3)
    expect(full - dark).toBeGreaterThan(0.5)
    controls.mend()
    controls.trouble('lamp-weak')
    expect((await level()) - dark).toBeGreaterThan(0.05 * (full - dark))
    expect((await level()) - dark).toBeLessThan(0.15 * (full - dark))
    controls.mend()
    expect(Math.abs((await level()) - full)).toBeLessThan(0.02)
  })
})

test('a restless lamp fades from sample to sample and is made good by a white', async () => {
  const there = await opened()
  const calm = spread(await samples(there, 12))
  there.bench.spectrometer.controls.trouble('lamp-restless')
  const levels = await samples(there, 12)
  const [first, last] = [levels[0]!, levels.at(-1)!]
  // Eleven steps of 0.4 %.
  expect((first - last) / first).toBeGreaterThan(0.03)
  expect(spread(levels)).toBeGreaterThan(3 * calm)
  there.bench.spectrometer.controls.mend()
  there.bench.scene.place('white')
  await there.level()
  const [again] = await samples(there, 1)
  expect(Math.abs(again! - first) / first).toBeLessThan(0.02)
})

test('a loose probe sees another share of the light at every frame of one placement', async () => {
  const { bench, level } = await opened()
  bench.scene.place('P14')
  const frames = async (): Promise<number[]> => {
    const levels: number[] = []
    for (let i = 0; i < 12; i++) levels.push(await level())
    return levels
  }
  const firm = spread(await frames())
  bench.spectrometer.controls.trouble('probe-loose')
  expect(spread(await frames())).toBeGreaterThan(5 * firm)
})

test.each(['ocean-hdx', 'ocean-usb2000plus'])(
  'a clock that is stuck: %s acknowledges another time and reports the old one',
  async (family) => {
    const { bench, device } = await opened(family)
    const spectrometer = device.spectrometer!
    bench.spectrometer.controls.trouble('time-stuck')
    const refused = await failure(spectrometer.expose({ integrationMs: 20, scans: 4 }, PATIENT))
    expect(refused).toMatchObject({
      data: { code: 'READBACK', happened: 'Asked 20 ms, device reports 12 ms.' },
    })
    // What was asked for stays asked for: it is told again as soon as somebody measures so.
    expect(await failure(spectrometer.expose({ integrationMs: 20, scans: 4 }, PATIENT))).toBeDefined()
    expect(await spectrometer.expose({ integrationMs: 12, scans: 4 }, PATIENT)).toMatchObject({
      integrationMs: 12,
    })
    bench.spectrometer.controls.mend()
    expect(await spectrometer.expose({ integrationMs: 20, scans: 4 }, PATIENT)).toMatchObject({
      integrationMs: 20,
    })
  },
)

test('begins behind the reply of its number and lasts', async () => {
  const { level } = await opened('ocean-hdx', { faults: { spectrometer: 'lamp-out@100' } })
  const levels: number[] = []
  for (let i = 0; i < 100; i++) levels.push(await level())
  const darkFrom = levels.findIndex((one) => one < 0.3)
  expect(darkFrom).toBeGreaterThan(10)
  expect(levels.slice(0, darkFrom).every((one) => one > 0.6)).toBe(true)
  expect(levels.slice(darkFrom).every((one) => one < 0.3)).toBe(true)
})

test('is of the spectrometer alone: with the others it changes nothing', async () => {
  const { bench, level } = await opened()
  const before = await level()
  for (const name of TROUBLES) {
    bench.reference.controls.trouble(name)
    bench.stage.controls.trouble(name)
  }
  expect(Math.abs((await level()) - before)).toBeLessThan(0.02)
})
