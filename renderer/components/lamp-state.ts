import type { DeviceInfo, DeviceState, ReferenceAge } from '../../contract/instrument.ts'
import type { Domain } from '../../contract/spectrum.ts'

/** State by shape: circle, triangle, square with cross, ring, half-filled ring, dashed ring. */
export type LampState = 'good' | 'attention' | 'fault' | 'off' | 'working' | 'waiting'

/** A lamp with its word. */
export interface Said {
  readonly lamp: LampState
  readonly word: string
}

/**
 * Lamp and word of a device's state. `streaming`: it is busy with the live spectrum alone, which is its normal life
 * and no work to wait for.
 */
export function deviceSaid(state: DeviceState, streaming = false): Said {
  if (state === 'busy' && streaming) return { lamp: 'good', word: 'Streaming' }
  switch (state) {
    case 'ready':
      return { lamp: 'good', word: 'Ready' }
    case 'busy':
      return { lamp: 'working', word: 'Busy' }
    case 'opening':
      return { lamp: 'working', word: 'Opening' }
    case 'faulted':
      return { lamp: 'fault', word: 'Fault' }
    case 'absent':
      return { lamp: 'off', word: 'Absent' }
  }
}

/** As `deviceSaid`, for the list: what is found but not in use is neither good nor bad. */
export function listedSaid(device: Pick<DeviceInfo, 'state' | 'role' | 'problem'>, streaming = false): Said {
  if (device.role !== 'none' || device.state === 'faulted') return deviceSaid(device.state, streaming)
  if (device.problem !== undefined) return { lamp: 'attention', word: 'Needs attention' }
  return { lamp: 'off', word: device.state === 'absent' ? 'Absent' : 'Not in use' }
}

/** Lamp and word of the domain, as strip, banner and tables say it. */
export function domainSaid(domain: Domain, hasModel: boolean): Said {
  switch (domain) {
    case 'in':
      return { lamp: 'good', word: 'In domain' }
    case 'edge':
      return { lamp: 'attention', word: 'Edge' }
    case 'foreign':
      return { lamp: 'attention', word: 'Foreign' }
    case 'saturated':
      return { lamp: 'fault', word: 'Saturated' }
    case 'dark':
      return { lamp: 'attention', word: 'Too dark' }
    case 'none':
      return { lamp: 'off', word: hasModel ? 'Not applied' : 'No model' }
  }
}

/** Lamp of a dark or white reference's age. */
export function ageLamp(state: ReferenceAge['state']): LampState {
  switch (state) {
    case 'fresh':
      return 'good'
    case 'attention':
    case 'stale':
      return 'attention'
    case 'missing':
      return 'off'
  }
}
