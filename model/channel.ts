/** Values pushed from callbacks, pulled as an async iteration; ends or fails when told. */
export interface Channel<T> extends AsyncIterable<T> {
  push(value: T): void
  end(): void
  fail(error: unknown): void
}

/** An unbounded channel with one reader. */
export function channel<T>(): Channel<T> {
  const waiting: T[] = []
  let state: 'open' | 'ended' | { readonly error: unknown } = 'open'
  let wake: (() => void) | undefined
  const change = (next?: typeof state): void => {
    if (next && state === 'open') state = next
    wake?.()
    wake = undefined
  }
  return {
    push(value) {
      waiting.push(value)
      change()
    },
    end: () => change('ended'),
    fail: (error) => change({ error }),
    async *[Symbol.asyncIterator]() {
      for (;;) {
        yield* waiting.splice(0)
        if (waiting.length > 0) continue
        if (state === 'ended') return
        if (state !== 'open') throw state.error
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
  }
}
