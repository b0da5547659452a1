import { ORPCError } from '@orpc/server'
import { Problem, isCancelled, problemDataOf } from '../../contract/errors.ts'
import { Stream } from '../stream.ts'
import type { AppLog } from '../app-options.ts'

/**
 * What a caller is told of a thrown value: a Problem as the typed error PROBLEM, a cancellation as itself,
 * anything else as INTERNAL. The stack goes to the log and nowhere else.
 */
export function callerError(error: unknown, log: AppLog, call: string): unknown {
  if (error instanceof ORPCError || isCancelled(error)) return error
  const data = problemDataOf(error)
  if (error instanceof Problem) log.info({ call, code: data.code, cause: error.cause }, error.message)
  else log.error({ call, err: error }, 'unexpected failure')
  return new ORPCError('PROBLEM', {
    defined: true,
    status: 422,
    message: `${data.title}. ${data.happened}`,
    data,
  })
}

/** The same for a stream: a failure in the middle reaches the reader as the typed error. */
export function guarded<T>(
  source: AsyncIterator<T, unknown>,
  log: AppLog,
  call: string,
): AsyncIteratorObject<T, undefined, void> {
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      try {
        const step = await source.next()
        return step.done === true ? { done: true, value: undefined } : { done: false, value: step.value }
      } catch (error) {
        throw callerError(error, log, call)
      }
    },
    async return() {
      await source.return?.()
      return { done: true, value: undefined }
    },
    async [Symbol.asyncDispose]() {
      await source.return?.()
    },
  }
}

/** A stream that has nothing to say and ends at once. */
export const emptyStream = <T>(): Stream<T> =>
  new Stream<T>(
    () => 'end',
    () => undefined,
  )
