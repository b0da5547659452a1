import { describe, expect, test, vi } from 'vitest'
import { lane } from '../../../drivers/links/lane.ts'
import { refused, violation } from '../../../drivers/problems.ts'
import { waitFor } from '../../../drivers/transports/deadline.ts'
import { cancellable, failure, PATIENT, within } from '../io.ts'

const never = (): Promise<never> => new Promise<never>(() => undefined)
const rig = () => {
  const close = vi.fn(async () => {})
  const resync = vi.fn(async () => {})
  return { close, resync, single: lane({ close }, resync) }
}

describe('lane', () => {
  test('one job at a time, in order', async () => {
    const { single } = rig()
    const log: string[] = []
    const job = (name: string) => async () => {
      log.push(`${name} begins`)
      await new Promise((resolve) => setTimeout(resolve, 5))
      log.push(`${name} ends`)
      return name
    }
    expect(await Promise.all(['a', 'b', 'c'].map((name) => single.run(PATIENT, job(name))))).toEqual([
      'a',
      'b',
      'c',
    ])
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  })

  test('a job cancelled while it waits never runs and does not let others overtake', async () => {
    const { single } = rig()
    const log: string[] = []
    const first = single.run(PATIENT, async () => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      log.push('first')
    })
    const io = cancellable(1000)
    const second = failure(single.run(io, async () => log.push('second')))
    const third = single.run(PATIENT, async () => log.push('third'))
    io.cancel()
    expect(await second).toMatchObject({ name: 'AbortError' })
    await Promise.all([first, third])
    expect(log).toEqual(['first', 'third'])
  })

  test('a job whose caller has given up before never runs, on a free lane either', async () => {
    const { single } = rig()
    const job = vi.fn(async () => 1)
    const io = cancellable(1000)
    await single.run(io, job)
    io.cancel()
    expect(await failure(single.run(io, job))).toMatchObject({ name: 'AbortError' })
    expect(job).toHaveBeenCalledOnce()
  })

  test('after a refusal the line is in step, after anything else it is brought back first', async () => {
    const { single, resync } = rig()
    await failure(single.run(PATIENT, () => Promise.reject(refused('x', 'y', 'z'))))
    await single.run(PATIENT, async () => undefined)
    expect(resync).not.toHaveBeenCalled()
    for (const error of [violation('x'), new DOMException('x', 'AbortError'), new Error('x')]) {
      resync.mockClear()
      expect(await failure(single.run(PATIENT, () => Promise.reject(error)))).toBe(error)
      expect(resync).not.toHaveBeenCalled()
      await single.run(PATIENT, async () => undefined)
      expect(resync).toHaveBeenCalledOnce()
    }
  })

  test('where bringing back fails, it is tried again before the next job', async () => {
    const { single, resync } = rig()
    await failure(single.run(PATIENT, () => Promise.reject(violation('x'))))
    resync.mockRejectedValueOnce(violation('still'))
    const job = vi.fn(async () => 1)
    expect(await failure(single.run(PATIENT, job))).toMatchObject({ data: { happened: 'still' } })
    expect(job).not.toHaveBeenCalled()
    expect(await single.run(PATIENT, job)).toBe(1)
    expect(resync).toHaveBeenCalledTimes(2)
  })

  test('the watchdog ends a job whose transport hangs; the next one waits for it to let go', async () => {
    vi.useFakeTimers()
    try {
      const { single, resync } = rig()
      let letGo: (() => void) | undefined
      const hanging = failure(
        single.run(
          within(100),
          () => new Promise<void>((resolve) => (letGo = resolve)),
          () => 50,
        ),
      )
      await vi.advanceTimersByTimeAsync(10_000)
      expect(await hanging).toMatchObject({ code: 'DEVICE_TIMEOUT' })
      const job = vi.fn(async () => undefined)
      const refusedJob = failure(single.run(within(100), job))
      await vi.advanceTimersByTimeAsync(200)
      expect(await refusedJob).toMatchObject({ code: 'DEVICE_TIMEOUT' })
      expect(job).not.toHaveBeenCalled()
      letGo?.()
      await single.run(within(100), job)
      expect(resync).toHaveBeenCalledOnce()
      expect(job).toHaveBeenCalledOnce()
    } finally {
      vi.useRealTimers()
    }
  })

  test('the budget of a job is its deadline and the time the instrument needs', async () => {
    const { single } = rig()
    const left = await single.run(
      within(1000),
      async (budget) => budget.leftMs(),
      () => 5000,
    )
    expect(left).toBeGreaterThan(5900)
    expect(left).toBeLessThanOrEqual(6000)
  })

  test('closing cancels what runs, closes the link once, and refuses what comes later', async () => {
    const { single, close } = rig()
    const running = failure(single.run(PATIENT, (budget) => waitFor(budget.step(), 'x', never())))
    const waiting = failure(single.run(PATIENT, async () => undefined))
    await Promise.all([single.close(), single.close()])
    // It reaches people when the plug is pulled in the middle of a reading.
    expect(await running).toMatchObject({ code: 'DEVICE_LOST', data: { happened: 'Its connection ended.' } })
    expect(await waiting).toMatchObject({ code: 'DEVICE_LOST' })
    expect(close).toHaveBeenCalledOnce()
    expect(await failure(single.run(PATIENT, async () => undefined))).toMatchObject({ code: 'DEVICE_LOST' })
  })
})
