import type { LampState } from '../../components/lamp-state.ts'
import type { App } from '../../state/app.svelte.ts'

/** Half ring while something is learned, attention while a recalibration waits for a hand. */
export function modelsNeed(app: App): LampState | undefined {
  const recalibrating = app.run.active && app.run.kind === 'recalibrate'
  if (recalibrating && (app.run.prompt !== undefined || app.run.state === 'paused')) return 'attention'
  return recalibrating || app.training.running ? 'working' : undefined
}
