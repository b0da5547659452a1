import type { ProblemCode } from '../../../contract/errors.ts'
import type { DeviceInfo } from '../../../contract/instrument.ts'

/** A cause of a fault and how likely it is, in words. */
export interface Cause {
  readonly name: string
  readonly why: string
  readonly likelihood: 'likely' | 'possible' | 'excluded'
}

const wired = ({ uri }: DeviceInfo): boolean => !uri.includes('@tcp:')

/** What may be behind a fault, the likeliest first; what the fault itself excludes is said as well. */
export function causesOf(device: DeviceInfo): Cause[] {
  const made = device.problem === undefined ? undefined : CAUSES[device.problem.code]?.(device)
  const order: readonly Cause['likelihood'][] = ['likely', 'possible', 'excluded']
  return [...(made ?? [])].sort((a, b) => order.indexOf(a.likelihood) - order.indexOf(b.likelihood))
}

const cable = (likelihood: Cause['likelihood'], why: string): Cause => ({
  name: 'Cable or connector',
  why,
  likelihood,
})
const access = (why: string): Cause => ({ name: 'Driver or permission', why, likelihood: 'excluded' })
const lowBattery = ({ settings }: DeviceInfo): boolean =>
  settings.some(({ name, ok }) => /battery/i.test(name) && !ok)

const CAUSES: Partial<Record<ProblemCode, (device: DeviceInfo) => Cause[]>> = {
  DEVICE_TIMEOUT: (device) => [
    {
      name: 'Asleep, switched off or battery empty',
      why: lowBattery(device) ? 'it reported a low battery' : 'the port is open, the instrument is silent',
      likelihood: 'likely',
    },
    cable('possible', 'the adapter never left the bus'),
    access('the port opens and takes bytes'),
  ],
  DEVICE_LOST: (device) => [
    wired(device)
      ? cable('likely', 'the device left the bus')
      : { name: 'Network', why: 'the connection ended', likelihood: 'likely' },
    { name: 'Power', why: 'instruments without power leave the bus, too', likelihood: 'possible' },
    access('it was open until it left'),
  ],
  NO_DEVICE: () => [
    cable('likely', 'nothing is seen at its address'),
    { name: 'Power', why: 'instruments without power are not seen', likelihood: 'possible' },
  ],
  PERMISSION: () => [
    { name: 'Permission', why: 'the system refuses your account the device', likelihood: 'likely' },
    cable('excluded', 'the device is seen'),
  ],
  DRIVER: () => [
    { name: 'Driver', why: 'the system has none that lets programs in', likelihood: 'likely' },
    cable('excluded', 'the device is seen'),
  ],
  BUSY: () => [
    { name: 'Another program', why: 'it holds the device open', likelihood: 'likely' },
    cable('excluded', 'the device is seen'),
  ],
  PROTOCOL_VIOLATION: () => [
    cable('likely', 'bytes arrive, but not as they were sent'),
    { name: 'Line settings', why: 'another speed makes such bytes, too', likelihood: 'possible' },
    { name: 'Another instrument', why: 'one of another kind may answer there', likelihood: 'possible' },
  ],
  WRONG_DEVICE: () => [
    { name: 'Another unit plugged in', why: 'it answers with its own serial number', likelihood: 'likely' },
  ],
}
