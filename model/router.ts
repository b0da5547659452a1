import { type } from '@orpc/server'
import type { MethodName, TournamentDetail, TrainingEvent } from '../contract/model.ts'
import { readBundle } from './bundle.ts'
import { forecastRecalibration } from './forecast.ts'
import { modelInsight } from './insight.ts'
import { lampRouter } from './lamps/router.ts'
import { correctRows, type LoadedModel, loadModel } from './loaded-model.ts'
import { mapsRouter } from './maps/router.ts'
import { explainProcedures } from './explain/procedures.ts'
import { crossing, procedure } from './procedure.ts'
import { recalibrateModel } from './recalibration.ts'
import type { Matrix, ModelOrigin, PairTable, TournamentRequest, VerificationRequest } from './service.ts'
import { tensorFlow } from './tf.ts'
import { runTournament, type TournamentResult } from './tournament.ts'
import { trainModel } from './training.ts'
import { verifyModel } from './verification.ts'

interface TrainInput {
  readonly request: TournamentRequest
  readonly method: MethodName
  readonly origin: ModelOrigin
  readonly active: Uint8Array | undefined
}

interface RecalibrateInput {
  readonly bundle: Uint8Array
  readonly fresh: PairTable
  readonly origin: ModelOrigin
}

/** What the worker thread answers; its state is the last tournament and the open models. */
export function modelRouter() {
  const skips = new Map<MethodName, AbortController>()
  const models = new Map<number, LoadedModel>()
  let opened = 0
  let last: TournamentResult | undefined

  const modelOf = (handle: number): LoadedModel => {
    const model = models.get(handle)
    if (!model) throw new Error(`model ${handle} is not open`)
    return model
  }
  const remember = (result: TournamentResult): void => {
    for (const { fitted } of last?.methods.values() ?? []) fitted.dispose?.()
    last = result
  }
  async function* tournament(
    request: TournamentRequest,
    signal: AbortSignal,
  ): AsyncGenerator<TrainingEvent, void> {
    skips.clear()
    const skipSignal = (method: MethodName): AbortSignal => {
      const controller = new AbortController()
      skips.set(method, controller)
      return controller.signal
    }
    try {
      remember(yield* runTournament(request, { signal, skipSignal }))
    } catch (error) {
      throw crossing(error)
    }
  }
  const now = (): string => new Date().toISOString()
  const never = new AbortController().signal

  return {
    backend: procedure.handler(async () => (await tensorFlow()).title),
    tournament: procedure
      .input(type<TournamentRequest>())
      .handler(({ input, signal }) => tournament(input, signal ?? never)),
    detail: procedure.handler((): TournamentDetail | undefined => last?.detail),
    skip: procedure.input(type<{ method: MethodName }>()).handler(({ input }) => {
      skips.get(input.method)?.abort()
    }),
    train: procedure
      .input(type<TrainInput>())
      .handler(({ input, signal }) =>
        trainModel({ ...input, earlier: last, created: now() }, { signal: signal ?? never }),
      ),
    transferPatches: procedure
      .input(type<{ bundle: Uint8Array; count: number }>())
      .handler(({ input }) => readBundle(input.bundle).transferPatches.slice(0, input.count)),
    recalibrate: procedure
      .input(type<RecalibrateInput>())
      .handler(({ input, signal }) =>
        recalibrateModel(input.bundle, input.fresh, input.origin, now(), signal ?? never),
      ),
    verify: procedure.input(type<VerificationRequest>()).handler(({ input }) => verifyModel(input)),
    insight: procedure
      .input(type<{ bundle: Uint8Array }>())
      .handler(({ input }) => modelInsight(input.bundle)),
    forecast: procedure
      .input(type<{ bundle: Uint8Array; pairs: PairTable }>())
      .handler(({ input, signal }) => forecastRecalibration(input.bundle, input.pairs, signal ?? never)),
    open: procedure.input(type<{ bundle: Uint8Array }>()).handler(async ({ input }) => {
      const model = await loadModel(input.bundle)
      models.set(++opened, model)
      return { handle: opened, card: model.content.card }
    }),
    correct: procedure
      .input(type<{ handle: number; x: Matrix }>())
      .handler(({ input }) => correctRows(modelOf(input.handle), input.x)),
    lamps: lampRouter(),
    maps: mapsRouter(),
    close: procedure.input(type<{ handle: number }>()).handler(({ input }) => {
      models.get(input.handle)?.fitted.dispose?.()
      models.delete(input.handle)
    }),
    ...explainProcedures(),
  }
}

export type ModelRouter = ReturnType<typeof modelRouter>
