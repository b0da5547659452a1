interface Timer {
  readonly atMs: number
  readonly order: number
  readonly action: () => void
  ref(): Timer
  unref(): Timer
}

/**
 * Runs `job` while the clock of this process jumps from timer to timer: a wait of seconds costs nothing, and the order of
 * everything is the same on every machine. `setTimeout`, `setImmediate`, `AbortSignal.timeout` and `performance.now` are
 * replaced until it ends; what waits for a socket or a file must not run meanwhile. @throws Error where the job waits for
 * something that no timer will bring: it would hang for ever
 */
export async function inVirtualTime<T>(job: () => Promise<T>): Promise<T> {
  const real = {
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    setImmediate: globalThis.setImmediate,
    clearImmediate: globalThis.clearImmediate,
    timeout: Object.getOwnPropertyDescriptor(AbortSignal, 'timeout'),
  }
  const timers = new Set<Timer>()
  let nowMs = 0
  let order = 0

  const begin = (delayMs: number, action: () => void): Timer => {
    const timer: Timer = {
      atMs: nowMs + Math.max(0, delayMs),
      order: order++,
      action,
      ref: () => timer,
      unref: () => timer,
    }
    timers.add(timer)
    return timer
  }
  const end = (timer: unknown): void => void timers.delete(timer as Timer)
  const replace = (name: keyof typeof globalThis, value: unknown): void => {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: true })
  }
  replace('setTimeout', (action: (...given: unknown[]) => void, delayMs = 0, ...given: unknown[]) =>
    begin(delayMs, () => action(...given)),
  )
  replace('clearTimeout', end)
  replace('setImmediate', (action: (...given: unknown[]) => void, ...given: unknown[]) =>
    begin(0, () => action(...given)),
  )
  replace('clearImmediate', end)
  Object.defineProperty(performance, 'now', { value: () => nowMs, configurable: true })
  Object.defineProperty(AbortSignal, 'timeout', {
    configurable: true,
    value: (delayMs: number) => {
      const controller = new AbortController()
      begin(delayMs, () => controller.abort(new DOMException('The time is up.', 'TimeoutError')))
      return controller.signal
    },
  })

  try {
    const state = { ended: false }
    const result = job().finally(() => {
      state.ended = true
    })
    // Its failure is thrown below; the loop may end before anybody listens.
    result.catch(() => undefined)
    for (;;) {
      // One turn of the real event loop runs everything that needs no time.
      await new Promise<void>((resolve) => void real.setImmediate(resolve))
      if (state.ended) return await result
      const next = earliest(timers)
      if (!next) throw new Error('The job waits, and no timer is left that could end it: it hangs.')
      timers.delete(next)
      nowMs = Math.max(nowMs, next.atMs)
      next.action()
    }
  } finally {
    replace('setTimeout', real.setTimeout)
    replace('clearTimeout', real.clearTimeout)
    replace('setImmediate', real.setImmediate)
    replace('clearImmediate', real.clearImmediate)
    Reflect.deleteProperty(performance, 'now')
    if (real.timeout) Object.defineProperty(AbortSignal, 'timeout', real.timeout)
  }
}

function earliest(timers: ReadonlySet<Timer>): Timer | undefined {
  let first: Timer | undefined
  for (const timer of timers) {
    if (!first || timer.atMs < first.atMs || (timer.atMs === first.atMs && timer.order < first.order))
      first = timer
  }
  return first
}
