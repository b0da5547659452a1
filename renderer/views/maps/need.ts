import type { LampState } from '../../components/lamp-state.ts'
import type { App } from '../../state/app.svelte.ts'
import { mapsState } from './state.svelte.ts'

/** Glyph of the rail icon: maps are being learnt. */
export const mapsNeed = (app: App): LampState | undefined => (mapsState(app).training ? 'working' : undefined)
