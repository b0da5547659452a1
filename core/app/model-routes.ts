import type { ModelCard } from '../../contract/model.ts'
import { MODEL_TABLE, transition } from '../lifecycle.ts'
import type { AppContext } from './context.ts'
import { guarded } from './errors.ts'
import type { Implementer } from './implementer.ts'
import { forecastOf, insightOf } from './model-insight.ts'
import { exportModel, importModel } from './model-files.ts'
import { exportCcmx } from './model-ccmx.ts'
import { exportMatrix } from './model-matrix.ts'
import { comparisonRequest, correctTable, evaluateModel } from './model-tables.ts'
import { noSession, notAccepted, rolledBack } from './problems.ts'

const ok = { ok: true } as const

/** Models: learn, compare, decide, use. */
export function modelRoutes(os: Implementer, context: AppContext) {
  const { trainer, desk, active, state, notices, options } = context
  const { store, models } = options
  const decided = (card: ModelCard): ModelCard => {
    active.refresh()
    state.touch()
    return card
  }
  return {
    methods: os.model.methods.handler(() => ({ methods: models.methods().map((method) => ({ ...method })) })),
    train: os.model.train.handler(({ input }) => {
      const session = desk.meant(input.session)
      if (session === undefined) throw noSession()
      const { methods, foldsBy, seed, promote } = input
      return guarded(trainer.train({ session, methods, foldsBy, seed, promote }), options.log, 'model.train')
    }),
    compare: os.model.compare.handler(({ input }) =>
      guarded(trainer.compare(comparisonRequest(context, input)), options.log, 'model.compare'),
    ),
    tournament: os.model.tournament.handler(async () => (await trainer.detail()) ?? null),
    cancel: os.model.cancel.handler(() => {
      trainer.cancel()
      return ok
    }),
    skip: os.model.skip.handler(({ input }) => {
      trainer.skip(input.method)
      return ok
    }),
    list: os.model.list.handler(() => ({ models: store.listModels() })),
    show: os.model.show.handler(({ input }) => store.getModel(input.model)),
    insight: os.model.insight.handler(({ input }) => insightOf(context, input.model)),
    forecast: os.model.forecast.handler(({ input, signal }) => forecastOf(context, input.model, signal)),
    promote: os.model.promote.handler(({ input }) => {
      const card = store.getModel(input.model)
      if (!card.accepted && card.state !== 'retired') throw notAccepted(card)
      if (card.state === 'active') return card
      // One that was put aside is looked at again first.
      const life = card.state === 'refused' ? transition(MODEL_TABLE, card.state, 'reconsider') : card.state
      transition(MODEL_TABLE, life, 'promote')
      return decided(store.promote(card.version, desk.meant(undefined)))
    }),
    keep: os.model.keep.handler(({ input }) => {
      transition(MODEL_TABLE, store.getModel(input.model).state, 'refuse')
      decided(store.setModelState(input.model, 'refused', desk.meant(undefined)))
      return ok
    }),
    rollback: os.model.rollback.handler(() => {
      const before = store.activeModel()
      const card = decided(store.rollback(desk.meant(undefined)))
      if (before) notices.problem('info', rolledBack(card.version, before.version))
      return card
    }),
    export: os.model.export.handler(({ input }) =>
      input.format === 'ccmx'
        ? exportCcmx(store, input.model)
        : input.format === 'csv'
          ? exportMatrix(context, input.model)
          : exportModel(store, input.model),
    ),
    import: os.model.import.handler(({ input }) => importModel(context, input.text)),
    evaluate: os.model.evaluate.handler(({ input }) => evaluateModel(context, input)),
    correct: os.model.correct.handler(({ input }) => correctTable(context, input)),
  }
}
