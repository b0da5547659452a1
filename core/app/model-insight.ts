import type { ModelInsight, RecalibrationForecast } from '../../contract/insight.ts'
import type { ModelCard } from '../../contract/model.ts'
import { noActiveModel } from './problems.ts'
import type { AppContext } from './context.ts'
import { instrumentsOf } from './training-data.ts'

function named({ active, options }: AppContext, model: string | undefined): ModelCard {
  const card = model === undefined ? active.card : options.store.getModel(model)
  if (!card) throw noActiveModel()
  return card
}

/** What a model does, for pictures. @throws Problem NOT_FOUND, MODEL_MISSING, MODEL_DAMAGED */
export function insightOf(context: AppContext, model: string): Promise<ModelInsight> {
  const { models, store } = context.options
  return models.insight(store.readBundle(named(context, model).hash))
}

/**
 * What a recalibration can be expected to leave, from the pairs the model was trained on; null where they are not in this
 * database (a model from another computer), or too few.
 * @throws Problem NOT_FOUND, MODEL_MISSING, MODEL_DAMAGED
 */
export async function forecastOf(
  context: AppContext,
  model: string | undefined,
  signal: AbortSignal | undefined,
): Promise<RecalibrationForecast | null> {
  const { models, store } = context.options
  const card = trainedCard(context, named(context, model))
  const known = store.listSessions().some(({ id }) => id === card.session)
  if (!known || instrumentsOf(store, card.session).instrument !== card.instrument) return null
  const pairs = context.trainer.table(card.session)
  if (pairs.x.columns !== card.axis.bands) return null
  const never = new AbortController().signal
  return (await models.forecast(store.readBundle(named(context, model).hash), pairs, signal ?? never)) ?? null
}

/** The card of the full training behind a model: a recalibration's own session holds a few patches only. */
export function trainedCard({ options }: AppContext, card: ModelCard): ModelCard {
  const all = options.store.listModels()
  let at = card
  for (let steps = 0; at.parent !== undefined && steps < all.length; steps++) {
    const { parent } = at
    const before = all.find(({ version, hash }) => version === parent || hash === parent)
    if (!before) break
    at = before
  }
  return at
}
