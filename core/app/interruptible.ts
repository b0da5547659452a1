import { isCancelled } from '../../contract/errors.ts'

/**
 * An iterator that is cancelled the moment its reader leaves: the signal is aborted before the source is
 * asked to return, because a generator only hears `return()` after its present step. `ended` runs once.
 */
export function interruptible<T>(
  source: AsyncIterable<T>,
  controller: AbortController,
  ended: () => void,
): AsyncIteratorObject<T, undefined, void> {
  const iterator = source[Symbol.asyncIterator]()
  let open = true
  const finish = (): void => {
    if (!open) return
    open = false
    ended()
  }
  const leave = async (): Promise<void> => {
    controller.abort(new DOMException('the reader left', 'AbortError'))
    try {
      await iterator.return?.()
    } catch (error) {
      if (!isCancelled(error)) throw error
    } finally {
      finish()
    }
  }
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      try {
        const step = await iterator.next()
        if (step.done !== true) return { done: false, value: step.value }
        finish()
        return { done: true, value: undefined }
      } catch (error) {
        finish()
        // Cancelled from outside: there is no result, and nothing went wrong.
        if (isCancelled(error)) return { done: true, value: undefined }
        throw error
      }
    },
    async return() {
      await leave()
      return { done: true, value: undefined }
    },
    async [Symbol.asyncDispose]() {
      await leave()
    },
  }
}
