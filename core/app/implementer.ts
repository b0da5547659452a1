import { implement } from '@orpc/server'
import { api } from '../../contract/api.ts'
import type { AppLog } from '../app-options.ts'
import { callerError } from './errors.ts'

/** The contract with what every call has in common: failures become the typed error, stacks go to the log. */
export const implementer = (log: AppLog) =>
  implement(api).use(async ({ next, path }) => {
    try {
      return await next()
    } catch (error) {
      throw callerError(error, log, path.join('.'))
    }
  })

/** What the areas implement their calls on. */
export type Implementer = ReturnType<typeof implementer>
