import { existsSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { FAULT_NAMES } from '../../drivers/simulators/fault-spec.ts'
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
