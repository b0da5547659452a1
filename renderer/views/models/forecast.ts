import { isAbort, problemOf } from '../../problems.ts'
import type { App } from '../../state/app.svelte.ts'
import { recalibrationState } from './recalibration.svelte.ts'

/** Asks the bench to play a recalibration of the model through, once for each model. */
export async function loadForecast(app: App): Promise<void> {
  const state = recalibrationState(app)
  const { client } = app.link
  const model = state.parent?.version
  if (client === undefined || model === undefined || state.forecastFor === model) return
  state.forecastFor = model
  state.forecast = undefined
  try {
    const forecast = await client.model.forecast({ model })
    if (state.forecastFor === model) state.forecast = forecast
  } catch (error) {
    state.forecastFor = undefined
    if (!isAbort(error)) app.notices.raise(problemOf(error))
  }
}
