import { afterEach, describe, expect, it } from 'vitest'
import type { RunEvent } from '../../contract/run.ts'
import { compose, type Composition } from '../../main/compose.ts'

const CSV = [
  'id,row,column,name,L,a,b',
  ...[
    'brick,45,30,22',
    'leaf,48,-28,24',
    'sky,66,-6,-28',
    'sand,80,4,22',
    'slate,40,-2,-6',
    'plum,34,26,-12',
  ].map((line, i) => `,${i < 3 ? 'A' : 'B'},${String((i % 3) + 1)},${line}`),
].join('\n')

let app: Composition
afterEach(async () => {
  await app.close()
})

async function open(): Promise<Composition> {
  app = await compose({ simulate: true, fast: true, seed: 1, memory: true, devices: [] })
  await app.client.plate.import({ fileName: 'six.csv', text: CSV })
  return app
}

/** Follows a run to its end, answering every prompt with "measure". */
async function follow(run: number): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  for await (const event of await app.client.run.watch({ run })) {
    events.push(event)
    if (event.type === 'prompt') await app.client.run.answer({ answer: 'measure' })
  }
  return events
}

/** A plate of a file lies under the simulated probes as soon as it is to be read. */
describe.each(['motorised', 'hand-held'] as const)('an imported plate on the simulated bench, %s', (mode) => {
  it('is read patch by patch in its expected colours, nothing refused', async () => {
    const { client } = await open()
    const { run, session } = await client.run.scan({ plate: 'six', mode, controlEvery: 0 })
    const events = await follow(run)
    const view = await client.plate.view({ session })
    expect(view?.paired).toBe(6)
    expect(events.filter((event) => event.type === 'refused')).toEqual([])
    for (const patch of view?.patches ?? []) expect(patch.deltaEExpected, patch.name).toBeLessThan(1)
    const prompts = events.flatMap((event) => (event.type === 'prompt' ? [event.prompt.ask] : []))
    expect(prompts).toEqual(
      mode === 'motorised' ? [] : ['place-white', ...Array<string>(6).fill('place-patch')],
    )
  }, 60_000)
})

describe('the simulated bench without its stage', () => {
  it('has its probe on the tile when a white is taken by hand', async () => {
    const { client } = await open()
    for (const ready = () => client.bench.state({}); ; await new Promise((later) => setTimeout(later, 50))) {
      const { devices } = await ready()
      if (devices.filter((device) => device.role !== 'none').length === 3) break
    }
    await client.bench.release({ uri: 'grbl@sim' })
    await client.measure.white({})
    const { level, white } = await client.bench.state({})
    expect(white.state).toBe('fresh')
    expect(level).toBeGreaterThan(0.75)
  }, 60_000)
})

/** The system refuses an instrument that is there: as it does with real ones, when it is opened. */
describe('an instrument that the system refuses', () => {
  const device = async (uri: string) =>
    (await app.client.bench.state({})).devices.find((one) => one.uri === uri)

  it.each([
    ['ocean-hdx@sim', 'no-permission', 'PERMISSION', /udev rule/],
    ['ocean-hdx@sim', 'in-use', 'BUSY', /Close that program/],
    ['ocean-hdx@sim', 'no-driver', 'DRIVER', /WinUSB/],
    ['jeti-1211@sim', 'no-permission', 'PERMISSION', /dialout/],
    ['jeti-1211@sim', 'in-use', 'BUSY', /Close that program/],
    ['jeti-1211@sim', 'no-driver', 'DRIVER', /driver of the adapter/],
  ] as const)('%s, %s: %s, and back when that is over', async (uri, fault, code, next) => {
    const { client } = await open()
    await expect.poll(async () => (await device(uri))?.state, { timeout: 20_000 }).toBe('ready')
    await client.bench.fault({ uri, fault })
    await expect.poll(async () => (await device(uri))?.problem?.code, { timeout: 20_000 }).toBe(code)
    const problem = (await device(uri))?.problem
    expect(problem?.next).toMatch(next)
    expect(`${problem?.title ?? ''} ${problem?.happened ?? ''}`).toContain(uri)
    // Whoever opens it by hand is told the same.
    await expect(client.bench.connect({ uri })).rejects.toThrow(problem?.title)
    await client.bench.fault({ uri, fault: 'plug' })
    await expect.poll(async () => (await device(uri))?.state, { timeout: 20_000 }).toBe('ready')
    expect((await device(uri))?.problem).toBeUndefined()
  })
})
