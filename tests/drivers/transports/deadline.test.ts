import { describe, expect, test, vi } from 'vitest'
import { budgetOf, pause, wait, waitFor } from '../../../drivers/transports/deadline.ts'
import { cancellable, failure, within } from '../io.ts'

describe('waiting', () => {
  test('a deadline is DEVICE_TIMEOUT, says what was waited for, and gives up what was begun', async () => {
    const giveUp = vi.fn()
    const error = await failure(wait(within(20), 'reply to *idn?', () => giveUp))
    expect(error).toMatchObject({
      code: 'DEVICE_TIMEOUT',
      data: { happened: 'No reply to *idn? within 20 ms.' },
    })
    expect(giveUp).toHaveBeenCalledOnce()
  })

  test('an abort rejects with the very reason, gives up once and leaves no listener', async () => {
    const io = cancellable(10_000)
    const giveUp = vi.fn()
    const removed = vi.spyOn(io.signal, 'removeEventListener')
    const waiting = failure(wait(io, 'x', () => giveUp))
    const reason = new Error('stop')
    io.cancel(reason)
    expect(await waiting).toBe(reason)
    expect(giveUp).toHaveBeenCalledOnce()
    expect(removed).toHaveBeenCalledOnce()
  })

  test('all that wait under one signal hear its abort, and share one listener that ends with the last', async () => {
    const io = cancellable(10_000)
    const added = vi.spyOn(io.signal, 'addEventListener')
    const removed = vi.spyOn(io.signal, 'removeEventListener')
    const outer = failure(waitFor(io, 'x', new Promise(() => undefined)))
    await waitFor(io, 'y', Promise.resolve())
    const inner = failure(waitFor(io, 'z', new Promise(() => undefined)))
    expect(added).toHaveBeenCalledOnce()
    expect(removed).not.toHaveBeenCalled()
    const reason = new Error('stop')
    io.cancel(reason)
    expect(await Promise.all([outer, inner])).toEqual([reason, reason])
    expect(removed).toHaveBeenCalledOnce()
  })

  test('a reason that is no error becomes an AbortError', async () => {
    const io = cancellable(10_000)
    io.cancel('enough')
    expect(await failure(wait(io, 'x', () => undefined))).toMatchObject({
      name: 'AbortError',
      message: 'enough',
    })
  })

  test('no timer survives a result, a failure or a throw in the beginning', async () => {
    vi.useFakeTimers()
    try {
      expect(await waitFor(within(5000), 'x', Promise.resolve(3))).toBe(3)
      expect(await failure(waitFor(within(5000), 'x', Promise.reject(new Error('no'))))).toMatchObject({
        message: 'no',
      })
      const thrown = wait(within(5000), 'x', () => {
        throw new Error('at once')
      })
      expect(await failure(thrown)).toMatchObject({ message: 'at once' })
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  test('the first outcome counts', async () => {
    const result = await wait<number>(within(1000), 'x', (settle) => {
      settle.resolve(1)
      settle.reject(new Error('late'))
      settle.resolve(2)
      return undefined
    })
    expect(result).toBe(1)
  })

  test('a pause ends, or ends early when cancelled', async () => {
    await pause(1, new AbortController().signal)
    const io = cancellable(0)
    const pausing = failure(pause(60_000, io.signal))
    io.cancel()
    expect(await pausing).toMatchObject({ name: 'AbortError' })
  })

  test('a budget is shared by its steps', () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    try {
      const budget = budgetOf(within(1000))
      expect(budget.step().deadlineMs).toBe(1000)
      expect(budget.step(300).deadlineMs).toBe(300)
      vi.advanceTimersByTime(900)
      expect(budget.step(300).deadlineMs).toBe(100)
      vi.advanceTimersByTime(900)
      expect(budget.leftMs()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})
