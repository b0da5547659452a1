import type { App } from '../../../state/app.svelte.ts'
import { patchesOf, toleranceOf, wholeOrNone } from './options.ts'
import { verificationState } from './state.svelte.ts'

/** Shows the verifications in the Sessions view. */
export function openVerifications(app: App): void {
  verificationState(app).shown = true
  app.go('sessions')
}

/** Keeps what the form says for the instrument; true when it was kept. */
export async function keepRules(app: App): Promise<boolean> {
  const state = verificationState(app)
  const instrument = state.rulesOf
  const tolerance = toleranceOf(state.standard, state.limits)
  const days = wholeOrNone(state.days, 3650)
  const sessions = wholeOrNone(state.sessions, 10_000)
  if (instrument === undefined || 'why' in tolerance || days === undefined || sessions === undefined)
    return false
  const schedule = { days, sessions }
  const kept = await app.ask((client) => client.verify.configure({ instrument, tolerance, schedule }))
  if (kept === undefined) return false
  app.notices.say(`Tolerance and reminder of ${instrument} are kept.`)
  return true
}

/** Starts reading the check patches with what the form says. */
export async function startVerification(app: App): Promise<void> {
  const state = verificationState(app)
  const tolerance = toleranceOf(state.standard, state.limits)
  const only = patchesOf(state.only)
  const started = await app.ask((client) =>
    client.verify.start({
      patches: state.patchCount ?? undefined,
      readings: state.readings ?? undefined,
      note: state.note,
      mode: app.bench.stage === undefined ? 'hand-held' : 'motorised',
      ...(only === undefined ? {} : { only }),
      ...(state.filled && !('why' in tolerance) ? { tolerance } : {}),
    }),
  )
  if (started !== undefined) state.note = ''
}
