import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../contract/run.ts'
import { Mutex, sleep, unlessAborted } from '../../core/async.ts'
import { RunHub } from '../../core/hub.ts'
import { Stream } from '../../core/stream.ts'
import { LatestTopic, RecentTopic } from '../../core/topic.ts'

const event = (run: number, seq: number): RunEvent => ({
  seq,
  at: '2026-11-21T10:00:00.000Z',
  run,
  type: 'step',
  name: 'step',
  detail: '',
  index: seq,
  total: 0,
})

/** A hub over a log that counts how often it was asked. */
function hubOverLog(): { hub: RunHub; put: (event: RunEvent) => void; asked: () => number } {
  const log: RunEvent[] = []
  let asked = 0
  const hub = new RunHub((run, from, limit) => {
    asked++
    return log.filter((one) => one.run === run && one.seq >= from).slice(0, limit)
  })
  return {
    hub,
    asked: () => asked,
    put: (one) => {
      log.push(one)
      hub.publish(one)
    },
  }
}

describe('the hub of run events', () => {
  it('gives every subscriber every event in order, whenever it comes', async () => {
    const { hub, put } = hubOverLog()
    hub.begin(7)
    const early = hub.watch(7, 0)
    put(event(7, 0))
    put(event(7, 1))
    const late = hub.watch(7, 1)
    put(event(7, 2))
    hub.end(7)
    const seqs = async (stream: AsyncIterable<RunEvent>): Promise<number[]> => {
      const seen: number[] = []
      for await (const one of stream) seen.push(one.seq)
      return seen
    }
    expect(await seqs(early)).toEqual([0, 1, 2])
    expect(await seqs(late)).toEqual([1, 2])
    expect(await seqs(hub.watch(7, 0))).toEqual([0, 1, 2])
    expect(hub.subscribers).toBe(0)
  })

  it('loses nothing for a reader that falls thousands of events behind, and keeps little', async () => {
    const { hub, put, asked } = hubOverLog()
    hub.begin(1)
    const stream = hub.watch(1, 0)
    const first = stream.next()
    put(event(1, 0))
    expect((await first).value?.seq).toBe(0)
    for (let seq = 1; seq < 5000; seq++) put(event(1, seq))
    hub.end(1)
    const seen: number[] = []
    for await (const one of stream) seen.push(one.seq)
    expect(seen).toEqual(Array.from({ length: 4999 }, (_, i) => i + 1))
    // What the ring no longer had came from the store, in chunks.
    expect(asked()).toBeGreaterThan(10)
    expect(asked()).toBeLessThan(30)
  })

  it('wakes a waiting reader with done when it leaves', async () => {
    const { hub } = hubOverLog()
    hub.begin(1)
    const stream = hub.watch(1, 0)
    const waiting = stream.next()
    expect(hub.subscribers).toBe(1)
    await stream.return()
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(hub.subscribers).toBe(0)
  })
})

describe('a stream', () => {
  it('has one reader at a time', async () => {
    const stream = new Stream<number>(
      () => undefined,
      () => undefined,
    )
    const first = stream.next()
    await expect(stream.next()).rejects.toThrow('one reader')
    await stream.return()
    await first
  })

  it('closes itself when its reader throws', async () => {
    let closed = 0
    const stream = new Stream<number>(
      () => ({ value: 1 }),
      () => closed++,
    )
    await expect(
      (async () => {
        for await (const value of stream) throw new Error(`stop at ${value}`)
      })(),
    ).rejects.toThrow('stop at 1')
    expect(closed).toBe(1)
  })
})

describe('latest wins', () => {
  it('drops frames of a slow subscriber and counts them, not those of a quick one', async () => {
    const topic = new LatestTopic<{ n: number; dropped: number }>()
    const stamp = (frame: { n: number }, dropped: number): { n: number; dropped: number } => ({
      ...frame,
      dropped,
    })
    const slow = topic.watch(stamp)
    const quick = topic.watch(stamp)
    const seen: number[] = []
    for (let n = 0; n < 1000; n++) {
      topic.publish({ n, dropped: 0 })
      const step = await quick.next()
      if (step.done !== true) seen.push(step.value.n)
    }
    expect(seen).toHaveLength(1000)
    expect(await slow.next()).toEqual({ done: false, value: { n: 999, dropped: 999 } })
    topic.publish({ n: 1000, dropped: 0 })
    expect((await slow.next()).value).toEqual({ n: 1000, dropped: 999 })
    await slow.return()
    expect(topic.subscribers).toBe(1)
  })

  it('begins with the present value and ends when closed', async () => {
    const topic = new LatestTopic<string>()
    const stream = topic.watch((text) => text, 'now')
    expect((await stream.next()).value).toBe('now')
    const next = stream.next()
    topic.close()
    expect((await next).done).toBe(true)
    expect(topic.subscribers).toBe(0)
  })
})

describe('recent messages', () => {
  it('are told to newcomers, at most so many', async () => {
    const topic = new RecentTopic<number>(3)
    for (let n = 0; n < 10; n++) topic.publish(n)
    const stream = topic.watch()
    topic.publish(10)
    topic.close()
    const seen: number[] = []
    for await (const n of stream) seen.push(n)
    expect(seen).toEqual([8, 9, 10])
  })
})

describe('waiting', () => {
  const never = new AbortController().signal

  it('runs jobs one after the other, also past one that gave up', async () => {
    const mutex = new Mutex()
    const order: string[] = []
    const gate = Promise.withResolvers<undefined>()
    const first = mutex.run(never, async () => {
      await gate.promise
      order.push('first')
    })
    const impatient = new AbortController()
    const second = mutex.run(impatient.signal, async () => void order.push('second'))
    const third = mutex.run(never, async () => void order.push('third'))
    expect(mutex.busy).toBe(true)
    impatient.abort()
    await expect(second).rejects.toThrow()
    expect(order).toEqual([])
    gate.resolve(undefined)
    await Promise.all([first, third])
    expect(order).toEqual(['first', 'third'])
    expect(mutex.busy).toBe(false)
  })

  it('frees the place of a job that failed', async () => {
    const mutex = new Mutex()
    const failed = mutex.run(never, () => Promise.reject(new Error('broken')))
    await expect(failed).rejects.toThrow('broken')
    expect(await mutex.run(never, async () => 'next')).toBe('next')
  })

  it('ends with the reason of the signal', async () => {
    const stop = new AbortController()
    const waiting = sleep(60_000, stop.signal)
    stop.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await expect(unlessAborted(new Promise(() => undefined), stop.signal)).rejects.toThrow('enough')
    const words = new AbortController()
    words.abort('just text')
    await expect(sleep(1, words.signal)).rejects.toMatchObject({ name: 'AbortError' })
  })
})
