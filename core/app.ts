import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient } from '@orpc/server'
import type { Api } from '../contract/api.ts'
import { problemDataOf } from '../contract/errors.ts'
import { benchRoutes } from './app/bench-routes.ts'
import { appContext } from './app/context.ts'
import type { AppContext } from './app/context.ts'
import { continueRun } from './app/continue-run.ts'
import { dataRoutes } from './app/data-routes.ts'
import { explainRoutes } from './app/explain-routes.ts'
import { generalRoutes, liveRoutes } from './app/general-routes.ts'
import { implementer } from './app/implementer.ts'
import { lampRoutes } from './app/lamp-routes.ts'
import { mapsRoutes } from './app/maps-routes.ts'
import { measureRoutes } from './app/measure-routes.ts'
import { modelRoutes } from './app/model-routes.ts'
import { plateRoutes } from './app/plate-routes.ts'
import { ramanRoutes } from './app/raman-routes.ts'
import { reportRoutes } from './app/report-routes.ts'
import { runRoutes } from './app/run-routes.ts'
import { sessionRoutes } from './app/session-routes.ts'
import { verifyRoutes } from './app/verify-routes.ts'
import type { AppOptions } from './app-options.ts'

function routerOf(context: AppContext) {
  const os = implementer(context.options.log)
  return os.router({
    app: generalRoutes(os, context),
    bench: benchRoutes(os, context),
    live: liveRoutes(os, context),
    measure: measureRoutes(os, context),
    run: runRoutes(os, context),
    plate: plateRoutes(os, context),
    model: modelRoutes(os, context),
    maps: mapsRoutes(os, context),
    session: sessionRoutes(os, context),
    data: dataRoutes(os, context),
    lamps: lampRoutes(os, context),
    raman: ramanRoutes(os, context),
    explain: explainRoutes(os, context),
    report: reportRoutes(os, context),
    verify: verifyRoutes(os, context),
  })
}

/** The implemented contract; carriers serve it, `client` calls it directly. */
export type AppRouter = ReturnType<typeof routerOf>
/** The contract as direct calls. */
export type AppClient = ContractRouterClient<Api>

/** The running application: the only public face of the core. */
export interface App {
  readonly router: AppRouter
  readonly client: AppClient
  /** Starts looking for instruments; the calls work from the beginning. */
  start(): void
  /** Stops the run (what is committed stays), closes the instruments. Store and models stay the caller's. */
  close(): Promise<void>
}

/** Builds the application; no instrument is touched before `start` or the first call. */
export function createApp(options: AppOptions): App {
  const context = appContext(options)
  const router = routerOf(context)
  const client: AppClient = createRouterClient(router)
  return {
    router,
    client,
    start: () => {
      continueRun(context, context.bench.start()).catch((error: unknown) => {
        context.notices.problem('attention', problemDataOf(error))
      })
    },
    close: () => close(context),
  }
}

async function close(context: AppContext): Promise<void> {
  const { engine, trainer, raman, live, bench, shelf, notices, state } = context
  trainer.cancel()
  raman.cancel()
  if (engine.current) await engine.stop()
  await live.close()
  await bench.close()
  shelf.close()
  state.close()
  notices.close()
}
