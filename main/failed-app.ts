import { isContractProcedure } from '@orpc/contract'
import { os, type AnyRouter } from '@orpc/server'
import { api } from '../contract/api.ts'
import { ProblemDataSchema, type ProblemData } from '../contract/errors.ts'

/**
 * A router that answers every call, whatever its input, with the reason why the application could not start
 * (damaged, newer or locked database), so that the window can show it instead of staying empty.
 */
export function failedRouter(problem: ProblemData): AnyRouter {
  const refuse = os
    .errors({ PROBLEM: { status: 422, data: ProblemDataSchema } })
    .handler(({ errors }): never => {
      throw errors.PROBLEM({ message: problem.title, data: problem })
    })
  const walk = (contract: object): AnyRouter =>
    Object.fromEntries(
      Object.entries(contract).map(([name, part]: [string, object]) => [
        name,
        isContractProcedure(part) ? refuse : walk(part),
      ]),
    )
  return walk(api)
}
