import type { DeviceInfo, Role } from '../../../contract/instrument.ts'

/** A heading of the device list with what stands under it. */
export interface DeviceGroup {
  readonly title: string
  readonly devices: readonly DeviceInfo[]
}

const ORDER: readonly Role[] = ['spectrometer', 'reference', 'stage', 'none']

/** On the bench, found but not in use, seen before; faults first on the bench. Groups without devices are left out. */
export function groupsOf(devices: readonly DeviceInfo[]): DeviceGroup[] {
  const bench = devices
    .filter((device) => device.role !== 'none')
    .sort(
      (a, b) =>
        Number(b.state === 'faulted') - Number(a.state === 'faulted') ||
        ORDER.indexOf(a.role) - ORDER.indexOf(b.role),
    )
  const rest = devices.filter((device) => device.role === 'none')
  const groups = [
    { title: 'Bench', devices: bench },
    { title: 'Found, not in use', devices: rest.filter((device) => device.state !== 'absent') },
    { title: 'Seen before', devices: rest.filter((device) => device.state === 'absent') },
  ]
  return groups.filter((group) => group.devices.length > 0)
}

/** Word of a role. */
export function roleWord(role: Role): string {
  return role === 'none' ? 'Not in use' : role.charAt(0).toUpperCase() + role.slice(1)
}
