import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient, implement } from '@orpc/server'
import type { Router } from '@orpc/server'
import { api } from '../contract/api.ts'
import type { Api } from '../contract/api.ts'
import { Problem } from '../contract/errors.ts'
import { callerError } from './app/errors.ts'
import type { AppOptions } from './app-options.ts'

/** The implemented contract; carriers serve it, `client` calls it directly. */
export type AppRouter = Router<Api, Record<never, never>>
/** The contract as direct calls. */
export type AppClient = ContractRouterClient<Api>

/** The running application: the only public face of the core. */
export interface App {
  readonly router: AppRouter
  readonly client: AppClient
  /** Starts looking for instruments; the calls work from the beginning. */
  start(): void
  /** Stops the run (what is committed stays), closes the instruments. The store stays the caller's. */
  close(): Promise<void>
}

/** Builds the application; no IO happens before `start` or the first call. */
export function createApp(options: AppOptions): App {
  const base = implement(api).use(async ({ next, path }) => {
    try {
      return await next()
    } catch (error) {
      throw callerError(error, options.log, path.join('.'))
    }
  })
  const router = build(base)
  return { router, client: createRouterClient(router), start: () => undefined, close: async () => undefined }
}
void Problem
function build(_base: unknown): AppRouter {
  throw new Error('being built')
}
