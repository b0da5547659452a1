import type { SimulatedFault } from '../../contract/simulated-fault.ts'

/** Why a system does not let a program open an instrument that is there. */
const REFUSALS = ['no-permission', 'in-use', 'no-driver'] as const satisfies readonly SimulatedFault[]
export type Refusal = (typeof REFUSALS)[number]

/** Whether it is the system that refuses. */
export const isRefusal = (name: SimulatedFault): name is Refusal => REFUSALS.some((known) => known === name)

/**
 * What the packages serialport 13 and usb 3 say then: of a port on Linux without rights (EACCES) or locked (EAGAIN) and on
 * Windows with a driver that does not start (error 31); of a USB device without rights or claimed (errno 13, 16) and on
 * Windows without WinUSB.
 */
export function refusalText(refusal: Refusal, bus: 'serial' | 'usb', where: string): string {
  return TEXTS[bus][refusal](where)
}

const TEXTS: Record<'serial' | 'usb', Record<Refusal, (where: string) => string>> = {
  serial: {
    'no-permission': (where) => `Error: Permission denied, cannot open ${where}`,
    'in-use': () => 'Error Resource temporarily unavailable Cannot lock port',
    'no-driver': (where) => `Opening ${where}: Unknown error code 31`,
  },
  usb: {
    'no-permission': () => 'open error: permission denied (errno 13)',
    'in-use': () => 'claimInterface error: interface is busy (errno 16)',
    'no-driver': () => 'claimInterface error: Device driver is "", not WinUSB or USBCCGP',
  },
}
