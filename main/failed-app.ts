import { isContractProcedure } from '@orpc/contract'
import { implement, ORPCError, type AnyRouter } from '@orpc/server'
import { api } from '../contract/api.ts'
import type { ProblemData } from '../contract/errors.ts'

/**
 * A router that answers every call with the reason why the application could not start (damaged,
 * newer or locked database), so that the window can show it instead of staying empty.
 */
export function failedRouter(problem: ProblemData): AnyRouter {
  const refuse = (): never => {
    throw new ORPCError('PROBLEM', { defined: true, status: 422, message: problem.title, data: problem })
  }
  const walk = (contract: object): AnyRouter =>
    Object.fromEntries(
      Object.entries(contract).map(([name, part]: [string, object]) => [
        name,
        isContractProcedure(part) ? implement(part).handler(refuse) : walk(part),
      ]),
    )
  return walk(api)
}
