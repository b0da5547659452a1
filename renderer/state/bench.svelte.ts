import type { BenchState, DeviceInfo, ReferenceAge, Role } from '../../contract/instrument.ts'
import type { Link } from './link.svelte.ts'

/** Latest state of the instruments, as the bench sends it after every change. */
export class Bench {
  state = $state.raw<BenchState | undefined>(undefined)
  /** Ticks once a second, ms since the epoch: what ages are counted to. */
  now = $state(Date.now())

  readonly devices: readonly DeviceInfo[] = $derived(this.state?.devices ?? [])
  readonly spectrometer = $derived(this.inRole('spectrometer'))
  readonly reference = $derived(this.inRole('reference'))
  readonly stage = $derived(this.inRole('stage'))
  readonly faults = $derived(
    this.devices.filter((device) => device.role !== 'none' && device.state === 'faulted'),
  )

  inRole(role: Role): DeviceInfo | undefined {
    return this.devices.find((device) => device.role === role)
  }

  follow(link: Link, signal: AbortSignal, onError: (error: unknown) => void): void {
    const timer = setInterval(() => (this.now = Date.now()), 1000)
    signal.addEventListener('abort', () => clearInterval(timer), { once: true })
    void link.follow(
      (client, stop) => client.bench.watch({}, { signal: stop }),
      (state) => (this.state = state),
      signal,
      onError,
    )
  }

  /** Seconds since a reference was taken, counted on between two messages of the bench. */
  ageSeconds(reference: ReferenceAge): number | undefined {
    if (reference.takenAt === undefined) return undefined
    return Math.max(0, (this.now - Date.parse(reference.takenAt)) / 1000)
  }
}
