import type { LampState } from '../../components/lamp-state.ts'
import type { App } from '../../state/app.svelte.ts'
import { explainState } from './state.svelte.ts'

/** Glyph on the rail: a training runs here. */
export const explainNeed = (app: App): LampState | undefined =>
  explainState(app).training === undefined ? undefined : 'working'
