import { existsSync, writeFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { FAULT_NAMES } from '../../drivers/simulators/fault-spec.ts'
import { serveBench } from './served-bench.ts'
import { isochrome, temporaryHome } from './run.ts'

const RULE = '/etc/udev/rules.d/70-isochrome.rules'
const Devices = z.strictObject({
  devices: z.array(
    z.strictObject({
      uri: z.string(),
      family: z.string(),
      model: z.string(),
      serial: z.string(),
      role: z.enum(['spectrometer', 'reference', 'stage', 'none']),
      state: z.enum(['absent', 'opening', 'ready', 'busy', 'faulted']),
      unconfirmed: z.string().optional(),
      problem: z.string().optional(),
      nextStep: z.string().optional(),
    }),
  ),
})
const home = temporaryHome()
afterAll(() => home.remove())

test('devices --watch --json prints a line after every change, and ends quietly when it is stopped', async () => {
  const ran = await isochrome(home.path, ['devices', '--watch', '--json', '--simulate'], {
    interruptAt: /"family":"grbl"[^}]*"state":"ready"/,
  })
  expect(ran.code).toBe(0)
  expect(ran.stderr.trim()).toBe('Stopping; press Ctrl+C again to end at once.')
  const lines = ran.stdout.trim().split('\n')
  const states = lines.map((line) => Devices.parse(JSON.parse(line)).devices.map(({ state }) => state))
  expect(states.length).toBeGreaterThan(1)
  expect(states.at(-1)).toEqual(['ready', 'ready', 'ready'])
}, 120_000)

test('an address where nobody answers is one sentence and exit code 1', async () => {
  const ran = await isochrome(home.path, ['devices', 'ocean-hdx@tcp:127.0.0.1:9', '--json'])
  expect([ran.code, ran.stdout]).toEqual([1, ''])
  expect(ran.stderr).toContain('127.0.0.1:9')
}, 60_000)

test('of several addresses those that answer are listed, and the others are named', async () => {
  const bench = await serveBench(['klein-k10'])
  try {
    const dead = 'grbl@tcp:127.0.0.1:9'
    const ran = await isochrome(home.path, ['devices', dead, bench.uris['klein-k10']!, '--json'])
    expect(ran.code).toBe(1)
    expect(ran.stderr).toMatch(/^grbl@tcp:127\.0\.0\.1:9: No instrument there/)
    const { devices } = Devices.parse(JSON.parse(ran.stdout))
    expect(devices.find(({ family }) => family === 'klein-k10')).toMatchObject({
      role: 'reference',
      state: 'ready',
    })
    expect(devices.find(({ uri }) => uri === dead)?.problem).toContain('Nothing was found')
  } finally {
    bench.stop()
  }
}, 120_000)

test('what opens a simulated instrument is said beside its address', async () => {
  const serve = (family: string) =>
    isochrome(home.path, ['simulate', family, '--listen', 'tcp:0'], { interruptAt: /listening tcp:\S+/ })
  const klein = await serve('klein-k10')
  const address = /^listening (tcp:\S+)/.exec(klein.stdout)?.[1]
  expect(klein.stderr).toContain(`To open it: isochrome devices klein-k10@${address!}`)
  expect((await serve('colorhug')).stderr).toContain('on a USB bus only')
}, 120_000)

test('read names the option where no spectrometer is there', async () => {
  const ran = await isochrome(home.path, ['read'])
  expect([ran.code, ran.stdout]).toEqual([1, ''])
  expect(ran.stderr).toContain('name it with --spectrometer')
}, 120_000)

test('doctor looks at the database of the user, changes nothing, and says when it cannot be opened', async () => {
  const Checks = z.object({
    checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  })
  const doctor = async (file: string) => {
    const ran = await isochrome(home.path, ['doctor', '--json', '--db', file])
    expect(ran.code, ran.stderr).toBe(0)
    const { checks } = Checks.parse(JSON.parse(ran.stdout))
    expect(checks.map(({ name }) => name)).toContain('HID')
    return checks.find(({ name }) => name === 'database')
  }
  const none = home.file('none.db')
  expect(await doctor(none)).toEqual({
    name: 'database',
    ok: true,
    detail: `none yet; the first reading makes ${none}`,
  })
  expect(existsSync(none)).toBe(false)
  const broken = home.file('broken.db')
  writeFileSync(broken, 'no database')
  expect(await doctor(broken)).toMatchObject({
    ok: false,
    detail: expect.stringContaining('broken.db') as string,
  })
  const kept = home.file('kept.db')
  expect((await isochrome(home.path, ['read', '--simulate', '--db', kept])).code).toBe(0)
  expect((await doctor(kept))?.detail).toMatch(new RegExp(`^${kept}, .*read only`))
}, 180_000)

test.skipIf(process.platform !== 'linux')(
  'doctor --install-udev shows the rule and writes nothing where nobody can be asked',
  async () => {
    const before = existsSync(RULE)
    const ran = await isochrome(home.path, ['doctor', '--install-udev'])
    expect(ran.code).toBe(1)
    expect(ran.stdout).toBe('')
    expect(ran.stderr).toContain(`This would be written to ${RULE}`)
    expect(ran.stderr).toContain('ATTRS{idVendor}=="273f"')
    expect(ran.stderr).toContain('Nobody can be asked')
    expect(existsSync(RULE)).toBe(before)
  },
  60_000,
)

test('a fault that does not exist is refused with the names of those that do', async () => {
  const ran = await isochrome(home.path, [
    'simulate',
    'ocean-hdx',
    '--listen',
    'tcp:0',
    '--faults',
    'slow:0.1',
  ])
  expect(ran.code).toBe(1)
  for (const name of FAULT_NAMES) expect(ran.stderr).toContain(name)
}, 60_000)

test('adjust shows what can be set, sets it for good, and answers what cannot be', async () => {
  const adjust = (...more: string[]) =>
    isochrome(home.path, ['adjust', 'jeti-1211@sim', '--simulate', '--json', ...more])
  const set = await adjust('averages=4')
  expect(set.code, set.stderr).toBe(0)
  expect(JSON.parse(set.stdout)).toMatchObject({
    settings: [
      { id: 'averages', value: 4, takes: { min: 1, max: 20 } },
      { id: 'longest-exposure', value: 3000, unit: 'ms' },
    ],
  })
  const later = await adjust()
  expect(JSON.parse(later.stdout)).toMatchObject({ settings: [{ id: 'averages', value: 4 }, {}] })
  const refused = await adjust('averages=200')
  expect([refused.code, refused.stdout]).toEqual([1, ''])
  expect(refused.stderr).toContain('Choose a whole number from 1 to 20.')
  const wrong = await adjust('averages')
  expect(wrong.code).toBe(2)
  expect(wrong.stderr).toContain('"averages" is not NAME=VALUE')
}, 120_000)

test('read --counts gives what the detector counts, without dark and white', async () => {
  const read = (...more: string[]) => isochrome(home.path, ['read', '--simulate', '--counts', ...more])
  const counts = await read('--json')
  expect(counts.code, counts.stderr).toBe(0)
  const frame = z
    .object({ wavelengthNm: z.array(z.number()), counts: z.array(z.number()), integrationMs: z.number() })
    .parse(JSON.parse(counts.stdout))
  expect([frame.wavelengthNm.length, frame.counts.length]).toEqual([2068, 2068])
  expect(Math.max(...frame.counts)).toBeGreaterThan(1000)
  const both = await read('--corrected')
  expect([both.code, both.stdout]).toEqual([2, ''])
}, 120_000)

test('read --reference gives what a reference says by itself', async () => {
  const read = (uri: string, ...more: string[]) =>
    isochrome(home.path, ['read', '--reference', uri, '--json', ...more])
  const Lone = z.strictObject({
    instrument: z.string(),
    serial: z.string(),
    quantity: z.string(),
    unit: z.string(),
    wavelengthNm: z.array(z.number()).optional(),
    values: z.array(z.number()).optional(),
    xyz: z.array(z.number()).length(3),
  })
  const jeti = await read('jeti-1211@sim', '--simulate')
  expect(jeti.code, jeti.stderr).toBe(0)
  const spectrum = Lone.parse(JSON.parse(jeti.stdout))
  expect(spectrum).toMatchObject({ serial: 'SIM-R007', quantity: 'radiance', unit: 'W/(sr m2 nm)' })
  expect([spectrum.wavelengthNm?.length, spectrum.values?.length]).toEqual([401, 401])
  const bench = await serveBench(['klein-k10'])
  try {
    const klein = Lone.parse(JSON.parse((await read(bench.uris['klein-k10']!)).stdout))
    expect(klein).toMatchObject({ quantity: 'tristimulus', unit: 'cd/m2' })
    expect(klein.values).toBeUndefined()
    expect(klein.xyz[1]).toBeGreaterThan(1)
    const wrong = await read(bench.uris['klein-k10']!, '--counts')
    expect([wrong.code, wrong.stdout]).toEqual([2, ''])
    expect(wrong.stderr).toContain('leave --counts away')
  } finally {
    bench.stop()
  }
}, 120_000)

test('an instrument of the simulated bench is named by its address; without the bench that is said', async () => {
  const read = (...more: string[]) =>
    isochrome(home.path, ['read', '--spectrometer', 'ocean-hdx@sim', '--json', ...more])
  expect((await read('--simulate')).code).toBe(0)
  const alone = await read()
  expect([alone.code, alone.stdout]).toEqual([1, ''])
  expect(alone.stderr).toContain('Add the simulated bench (--simulate)')
}, 120_000)
