import type { LampState } from '../../../components/lamp-state.ts'
import type { App } from '../../../state/app.svelte.ts'

/** Half ring while check patches are read, attention while a hand is waited for or a verification is due. */
export function sessionsNeed(app: App): LampState | undefined {
  const verifying = app.run.active && app.run.kind === 'verify'
  if (verifying) return app.run.prompt !== undefined || app.run.state === 'paused' ? 'attention' : 'working'
  return app.bench.state?.verificationDue === undefined ? undefined : 'attention'
}
