import type { LampState } from '../../components/lamp-state.ts'
import type { App } from '../../state/app.svelte.ts'

/** Half ring while a scan runs, attention while it waits for a hand. */
export function plateNeed(app: App): LampState | undefined {
  if (!app.run.active || app.run.kind !== 'scan') return undefined
  return app.run.prompt !== undefined || app.run.state === 'paused' ? 'attention' : 'working'
}
