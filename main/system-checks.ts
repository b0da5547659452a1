import { existsSync } from 'node:fs'
import type { Check } from '../contract/instrument.ts'
import type { Described } from '../drivers/sources/described.ts'
import { listSerialPorts } from '../drivers/transports/serial.ts'
import { usbBus } from '../drivers/transports/usb.ts'

const UDEV_RULE = '/etc/udev/rules.d/70-isochrome.rules'

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
  checks.push(await usb())
  if (process.platform === 'linux')
    checks.push(
      existsSync(UDEV_RULE)
        ? { name: 'udev rule', ok: true, detail: UDEV_RULE }
        : {
            name: 'udev rule',
            ok: false,
            detail: 'not installed: USB instruments may refuse your account',
            nextStep: 'isochrome doctor --install-udev',
          },
    )
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

async function attempt(name: string, look: () => Promise<string>, nextStep: string): Promise<Check> {
  try {
    return { name, ok: true, detail: await look() }
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error), nextStep }
  }
}
