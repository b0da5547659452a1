import { isAbort, problemOf } from '../../problems.ts'
import type { AppClient } from '../../client.ts'
import type { App } from '../../state/app.svelte.ts'
import { errorBands, tableOf } from './band-errors.ts'
import { keepActive, makeActive } from './learning.ts'
import { recalibrationState, type Recalibration } from './recalibration.svelte.ts'
import { modelsState } from './state.svelte.ts'

/** Shows the page; a result that was decided on makes room for the next recalibration. */
export function openRecalibration(app: App): void {
  const state = recalibrationState(app)
  if (!state.running && (state.decided !== undefined || state.result === undefined)) state.clear()
  app.go('models')
  modelsState(app).page = 'recalibrate'
}

/** Starts reading with what the form says. */
export async function startRecalibration(app: App): Promise<void> {
  const state = recalibrationState(app)
  await app.ask(async (client) => {
    const { session } = await client.run.recalibrate({
      patches: state.patchCount,
      readings: state.readingCount,
      mode: state.chosenMode,
    })
    await state.map.load(client, session)
  })
}

/** Reads the patches' spectra, corrects them with both models and compares with the reference. */
export async function loadErrors(client: AppClient, state: Recalibration): Promise<void> {
  const { session, result, parent } = state
  if (session === undefined || result === undefined || parent === undefined) return
  const pairs = await Promise.all(
    result.patches.map(async ({ patch }) => ({
      id: patch,
      ...(await client.plate.pair({ session, patch })),
    })),
  )
  const axis = pairs[0]?.wavelengthNm
  const raw: { id: string; values: Float64Array }[] = []
  const reference: { id: string; values: Float64Array }[] = []
  for (const pair of pairs) {
    if (pair.spectrometer === undefined || pair.reference === undefined) continue
    raw.push({ id: pair.id, values: pair.spectrometer })
    reference.push({ id: pair.id, values: pair.reference })
  }
  if (axis === undefined || raw.length === 0) return
  const spectra = tableOf(raw, axis)
  const truth = tableOf(reference, axis)
  const corrected = (model: string) => client.model.correct({ model, spectra })
  const [before, after] = await Promise.all([corrected(parent.version), corrected(result.model)])
  if (state.result !== result) return
  state.errors = { before: errorBands(before.corrected, truth), after: errorBands(after.corrected, truth) }
}

/** The list of models and the errors by wavelength, once a result is there. */
export async function loadResult(app: App): Promise<void> {
  const state = recalibrationState(app)
  const { client } = app.link
  if (client === undefined) return
  try {
    await app.training.refresh(client)
    await loadErrors(client, state)
  } catch (error) {
    if (!isAbort(error)) app.notices.raise(problemOf(error))
  }
}

/** The plate of the run, for a page that was opened while it was running. */
export async function loadMap(app: App): Promise<void> {
  const state = recalibrationState(app)
  const { session } = state
  if (session === undefined || state.map.session === session) return
  await app.ask((client) => state.map.load(client, session))
}

/** Makes the updated model active, or keeps the old one; both stay listed. */
export async function decide(app: App, said: 'active' | 'kept'): Promise<void> {
  const state = recalibrationState(app)
  const { card } = state
  if (card === undefined) return
  if (said === 'active') await makeActive(app, card)
  else if (card.state === 'candidate') await keepActive(app, card)
  const now = app.training.models.find((one) => one.version === card.version)?.state
  if (said === 'active' ? now === 'active' : now !== 'candidate') state.decided = said
}
