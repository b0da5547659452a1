import { keepVerifySettings, verifySettings } from '../verification/settings.ts'
import { verificationChart } from '../verification/history.ts'
import type { AppContext } from './context.ts'
import type { Implementer } from './implementer.ts'
import { startVerification } from './start-verification.ts'

/** Verifications: start, history, tolerances, reminders. */
export function verifyRoutes(os: Implementer, context: AppContext) {
  const { reminders, state, options } = context
  const { store } = options
  const filter = (input: { instrument?: string | undefined; model?: string | undefined }) => ({
    ...(input.instrument === undefined ? {} : { instrument: input.instrument }),
    ...(input.model === undefined ? {} : { model: input.model }),
  })
  return {
    start: os.verify.start.handler(({ input }) => startVerification(context, input)),
    list: os.verify.list.handler(({ input }) => ({ verifications: store.listVerifications(filter(input)) })),
    show: os.verify.show.handler(({ input }) => store.getVerification(input.id)),
    chart: os.verify.chart.handler(
      ({ input }) => verificationChart(store.listVerifications(filter(input))) ?? null,
    ),
    settings: os.verify.settings.handler(({ input }) => verifySettings(store, input.instrument)),
    configure: os.verify.configure.handler(({ input }) => {
      const { instrument, tolerance, schedule } = input
      keepVerifySettings(store, instrument, { tolerance, schedule })
      reminders.forget()
      state.touch()
      return { ok: true } as const
    }),
    due: os.verify.due.handler(() => ({ instruments: [...reminders.all] })),
  }
}
