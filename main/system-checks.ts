import { constants, existsSync } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Check } from '../contract/instrument.ts'
import type { Described } from '../drivers/sources/described.ts'
import { listSerialPorts } from '../drivers/transports/serial.ts'
import { hidBus } from '../drivers/transports/hid.ts'
import { usbBus } from '../drivers/transports/usb.ts'

/** Where the udev rule of this program is installed. */
export const UDEV_RULE = '/etc/udev/rules.d/70-isochrome.rules'

/** Where a packaged program has its rule, beside what Electron brings; undefined in a checkout. */
export function packagedRule(
  resources: string | undefined = (process as { resourcesPath?: string }).resourcesPath,
): string | undefined {
  const file = resources === undefined ? undefined : join(resources, basename(UDEV_RULE))
  return file !== undefined && existsSync(file) ? file : undefined
}

/** The rule as this version of the program has it. */
export const udevRule = (packaged = packagedRule()): Promise<string> =>
  readFile(packaged ?? new URL('../drivers/udev/70-isochrome.rules', import.meta.url), 'utf8')

/** The doctor's lines about this computer: runtime, serial ports, USB, permissions. Never throws: a failure is a finding. */
export async function systemChecks(): Promise<readonly Check[]> {
  const checks: Check[] = [
    {
      name: 'Runtime',
      ok: true,
      detail: `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    },
  ]
  checks.push(
    await attempt(
      'Serial ports',
      async () => `${String((await listSerialPorts()).length)} found`,
      'Reinstall the program: its serial part does not load.',
    ),
  )
  checks.push(await usb(), await hid())
  if (process.platform === 'linux') {
    checks.push(await serialAccess())
    checks.push(await udevCheck())
  }
  if (process.platform === 'win32') checks.push(winUsb)
  return checks
}

/** The doctor's lines about descriptions of instruments that their owners wrote. */
export function descriptionChecks({ drivers, problems }: Described): readonly Check[] {
  const usable = drivers.map(({ family }) => family).join(', ')
  return [
    ...(drivers.length > 0 ? [{ name: 'Described instruments', ok: true, detail: usable }] : []),
    ...problems.map(({ happened, next }) => ({
      name: 'Described instruments',
      ok: false,
      detail: happened,
      nextStep: next,
    })),
  ]
}

/** Windows binds one driver to a device and asks no program: what has to be there can only be said. */
const winUsb: Check = {
  name: 'WinUSB',
  ok: true,
  detail:
    'USB spectrometers need the WinUSB driver in place of that of their maker: Zadig binds it to that device alone. Serial instruments need nothing.',
}

/** Whether this account may open the serial ports there are. */
export async function serialAccess(
  list: () => Promise<readonly string[]> = async () => (await listSerialPorts()).map(({ path }) => path),
  allowed: (path: string) => Promise<void> = (path) => access(path, constants.R_OK | constants.W_OK),
): Promise<Check> {
  const name = 'Serial permission'
  const ports = await list().catch(() => [])
  const refused: string[] = []
  for (const port of ports) await allowed(port).catch(() => refused.push(port))
  if (refused.length === 0)
    return { name, ok: true, detail: ports.length === 0 ? 'no port to try' : 'your account may open them' }
  return {
    name,
    ok: false,
    detail: `${refused.join(', ')} refuse${refused.length === 1 ? 's' : ''} your account`,
    nextStep: 'Run: sudo usermod -aG dialout $USER (uucp on some systems), then log out and in again.',
  }
}

async function usb(): Promise<Check> {
  const reason = await usbBus().unavailable()
  if (reason === undefined) return { name: 'USB', ok: true, detail: 'the bus answers' }
  return {
    name: 'USB',
    ok: false,
    detail: reason,
    nextStep: 'USB instruments cannot be used here; serial lines and TCP can.',
  }
}

async function hid(): Promise<Check> {
  const missing = await hidBus().unavailable()
  if (missing === undefined) return { name: 'HID', ok: true, detail: 'its part loads' }
  return { name: 'HID', ok: false, detail: missing.happened, nextStep: missing.next }
}

/** Whether the udev rule of this version is installed: one of an older version lacks instruments. */
export async function udevCheck(target = UDEV_RULE, packaged = packagedRule()): Promise<Check> {
  const name = 'udev rule'
  const installed = await readFile(target, 'utf8').catch(() => undefined)
  // Built and run within a checkout there is none beside it to compare with.
  const own = await udevRule(packaged).catch(() => installed)
  if (installed !== undefined && installed === own) return { name, ok: true, detail: target }
  return {
    name,
    ok: false,
    detail:
      installed === undefined
        ? 'not installed: the system gives USB instruments to root alone'
        : `${target} is another one than this version has: newer instruments may be refused`,
    // A packaged program has no command line.
    nextStep:
      packaged === undefined
        ? `Run: isochrome doctor --install-udev. It shows the rule, says how to become root, asks, and writes it; then plug the instruments in again.`
        : `Run: sudo cp "${packaged}" ${target} && sudo udevadm control --reload; then plug the instruments in again.`,
  }
}

async function attempt(name: string, look: () => Promise<string>, nextStep: string): Promise<Check> {
  try {
    return { name, ok: true, detail: await look() }
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error), nextStep }
  }
}
