import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { BenchState } from '../../contract/instrument.ts'
import { foundAt } from '../../drivers/sources/found.ts'
import { registry } from '../../drivers/registry.ts'
import { serveLine } from '../../drivers/simulators/serve-line.ts'
import { simulatedBench } from '../../drivers/simulators/simulated-bench.ts'
import { usbBus } from '../../drivers/transports/usb.ts'
import { QUICK, benchForTest, problemOf, testBench } from './support/bench.ts'
import type { TestBench } from './support/bench.ts'

const HDX = 'ocean-hdx@sim'
const JETI = 'jeti-1211@sim'

/** The first state that fits. */
async function stateWhere({ client }: TestBench, fits: (state: BenchState) => boolean): Promise<BenchState> {
  for await (const state of await client.bench.watch({})) if (fits(state)) return state
  throw new Error('the stream ended')
}
const device = (state: BenchState, uri: string) => state.devices.find((one) => one.uri === uri)

describe('the bench', () => {
  it('opens what it knows, gives roles and says what each instrument is', async () => {
    const bench = benchForTest()
    const state = await stateWhere(
      bench,
      (one) => one.devices.length === 3 && one.devices.every((d) => d.state === 'ready'),
    )
    expect(device(state, HDX)).toMatchObject({
      family: 'ocean-hdx',
      model: 'Ocean HDX',
      serial: 'SIM-0101',
      role: 'spectrometer',
      roles: ['spectrometer'],
      simulated: true,
      connection: 'USB in process, 2,068 pixels',
    })
    expect(device(state, HDX)?.settings.every((row) => row.ok)).toBe(true)
    expect(device(state, HDX)?.firmware).not.toBe('')
    expect(state).toMatchObject({
      autoExposure: true,
      dark: { state: 'missing' },
      white: { state: 'missing' },
    })
  })

  it('an instrument that is just being opened by itself can be connected by hand at the same time', async () => {
    const { client } = benchForTest()
    await Promise.all([client.bench.connect({ uri: JETI }), client.bench.connect({ uri: JETI })])
    const { devices } = await client.bench.devices({})
    expect(devices.find(({ uri }) => uri === JETI)).toMatchObject({ state: 'ready', role: 'reference' })
  })

  it('notices an unplugged instrument at once and finds it again', async () => {
    const bench = benchForTest()
    await stateWhere(bench, (state) => device(state, HDX)?.state === 'ready')
    await bench.client.bench.fault({ uri: HDX, fault: 'unplug' })
    const lost = await stateWhere(bench, (state) => device(state, HDX)?.problem !== undefined)
    expect(device(lost, HDX)?.problem).toMatchObject({ code: 'DEVICE_LOST', device: HDX })
    const { doctor } = await bench.client.bench.detail({ uri: HDX })
    expect(doctor).toEqual([
      {
        name: 'adapter',
        ok: false,
        detail: expect.any(String) as string,
        nextStep: expect.any(String) as string,
      },
    ])
    await bench.client.bench.fault({ uri: HDX, fault: 'plug' })
    const back = await stateWhere(bench, (state) => device(state, HDX)?.state === 'ready')
    expect(device(back, HDX)).toMatchObject({ role: 'spectrometer', serial: 'SIM-0101' })
    expect(device(back, HDX)?.problem).toBeUndefined()
  })

  it('asks an idle instrument now and then, and says when it has gone silent', async () => {
    const timings = { ...QUICK, watchdogMs: 40, commandMs: 80, attempts: 2, backOffMs: [5, 3_600_000] }
    const bench = benchForTest({ app: { timings } })
    await stateWhere(bench, (state) => device(state, HDX)?.state === 'ready')
    await bench.client.bench.fault({ uri: HDX, fault: 'silence' })
    const silent = await stateWhere(bench, (state) => device(state, HDX)?.state === 'faulted')
    expect(device(silent, HDX)?.problem?.code).toBe('DEVICE_TIMEOUT')
    const { link, transcript } = await bench.client.bench.detail({ uri: HDX })
    expect(link.filter((sample) => !sample.ok).length).toBeGreaterThanOrEqual(2)
    expect(transcript.some((line) => line.text === 'get integration time')).toBe(true)
  })

  it('releases an instrument until it is connected again', async () => {
    const bench = benchForTest()
    const { client } = bench
    await stateWhere(bench, (state) => device(state, JETI)?.state === 'ready')
    await client.bench.release({ uri: JETI })
    expect(device(await client.bench.state({}), JETI)).toMatchObject({ state: 'absent', role: 'none' })
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(device(await client.bench.state({}), JETI)?.state).toBe('absent')
    await client.bench.connect({ uri: JETI })
    expect(device(await client.bench.state({}), JETI)).toMatchObject({ state: 'ready', role: 'reference' })
  })

  it('gives roles by hand and refuses what an instrument cannot be', async () => {
    const bench = benchForTest()
    const { client } = bench
    await stateWhere(bench, (state) => device(state, JETI)?.state === 'ready')
    expect(await problemOf(client.bench.assignRole({ uri: JETI, role: 'stage' }))).toMatchObject({
      code: 'BAD_REQUEST',
      happened: 'It can be: reference.',
    })
    await client.bench.assignRole({ uri: JETI, role: 'none' })
    expect(device(await client.bench.state({}), JETI)?.role).toBe('none')
    expect(await problemOf(client.bench.assignRole({ uri: 'nothing@sim', role: 'none' }))).toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await problemOf(client.bench.detail({ uri: 'nothing@sim' }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await problemOf(client.bench.fault({ uri: 'nothing@sim', fault: 'unplug' }))).toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('remembers roles by serial number from start to start', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'isochrome-core-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const ready = (state: BenchState): boolean =>
      state.devices.length === 3 && state.devices.every((one) => one.state === 'ready')
    const first = testBench({ folder })
    await stateWhere(first, ready)
    await first.client.bench.assignRole({ uri: JETI, role: 'none' })
    await first.close()
    const second = testBench({ folder })
    onTestFinished(() => second.close())
    const state = await stateWhere(second, ready)
    expect(state.devices.map((one) => one.role)).toEqual(['spectrometer', 'none', 'stage'])
  })

  it('answers the doctor', async () => {
    const bench = benchForTest()
    await stateWhere(bench, (state) => state.devices.every((one) => one.state === 'ready'))
    const { checks } = await bench.client.app.doctor({})
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['model backend', true],
      ['database', true],
      ['disk', true],
      ['Ocean HDX SIM-0101', true],
      ['specbos 1211 SIM-R007', true],
      ['GRBL 1.1h SIM-XY02', true],
    ])
    bench.models.backend = () => Promise.reject(new Error('no worker'))
    const sick = await bench.client.app.doctor({})
    expect(sick.checks[0]).toMatchObject({ ok: false, detail: 'no worker' })
  })
})

describe('addresses', () => {
  it('are connected over TCP, lost and found again, and refuse another serial number', async () => {
    const far = simulatedBench({ fast: true })
    const served = await serveLine(far.reference, { kind: 'tcp', port: 0 })
    const port = Number(served.address.split(':').at(-1))
    const uri = `jeti-1211@tcp:127.0.0.1:${port}`
    const bench = benchForTest({
      app: { sources: [], resolve: (typed) => foundAt(typed, registry, usbBus()) },
    })
    const { client } = bench
    await client.bench.connect({ uri, role: 'reference' })
    expect(device(await client.bench.state({}), uri)).toMatchObject({
      role: 'reference',
      serial: 'SIM-R007',
      simulated: false,
      state: 'ready',
    })
    await served.close()
    await stateWhere(bench, (state) => device(state, uri)?.state === 'faulted')
    const other = await serveLine(
      simulatedBench({ fast: true, faults: { reference: 'wrong-serial@1' } }).reference,
      { kind: 'tcp', port },
    )
    const refused = await stateWhere(bench, (state) => device(state, uri)?.problem?.code === 'WRONG_DEVICE')
    expect(device(refused, uri)?.problem?.happened).toBe('Serial number SIM-R008 instead of SIM-R007.')
    // Connected by hand the other one is welcome.
    await client.bench.connect({ uri, role: 'reference' })
    expect(device(await client.bench.state({}), uri)).toMatchObject({ serial: 'SIM-R008', state: 'ready' })
    await bench.close()
    await other.close()
  })

  it('that nobody answers at stay listed with the reason', async () => {
    const bench = benchForTest({
      app: { sources: [], resolve: (typed) => foundAt(typed, registry, usbBus()) },
    })
    const uri = 'jeti-1211@tcp:127.0.0.1:9'
    const problem = await problemOf(bench.client.bench.connect({ uri }))
    expect(['NO_DEVICE', 'DEVICE_LOST', 'BUSY']).toContain(problem.code)
    expect(device(await bench.client.bench.state({}), uri)?.problem?.code).toBe(problem.code)
    expect(await problemOf(bench.client.bench.connect({ uri: 'nonsense' }))).toMatchObject({
      code: 'BAD_REQUEST',
    })
  })
})
