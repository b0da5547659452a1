import { ORPCError, os } from '@orpc/server'
import { Problem } from '../contract/errors.ts'

/** A Problem crosses the thread as its sentences. */
export function crossing(error: unknown): unknown {
  return error instanceof Problem
    ? new ORPCError('PROBLEM', { message: error.message, data: error.data })
    : error
}

/** What every call of the worker's router is made of. */
export const procedure = os.use(async ({ next }) => {
  try {
    return await next()
  } catch (error) {
    throw crossing(error)
  }
})
