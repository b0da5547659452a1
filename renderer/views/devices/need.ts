import type { LampState } from '../../components/lamp-state.ts'
import type { App } from '../../state/app.svelte.ts'

/** Fault on the rail while an instrument in use is silent. */
export function devicesNeed(app: App): LampState | undefined {
  if (app.bench.faults.length > 0) return 'fault'
  return app.bench.devices.some((device) => device.role !== 'none' && device.state === 'opening')
    ? 'working'
    : undefined
}
