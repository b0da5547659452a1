import { describe, expect, it } from 'vitest'
import type { Carrier } from '../../renderer/client.ts'
import { Link, pause, TokenRefused, type CarrierSource } from '../../renderer/state/link.svelte.ts'
import { problemOf } from '../../renderer/problems.ts'
import { ORPCError } from '@orpc/client'
import { createRouterClient } from '@orpc/server'
import { createFakeApp } from './fake/app.ts'

/** A carrier that the test can cut. */
function carriers(): { source: CarrierSource; cut: () => void; opened: () => number; stop: () => void } {
  const app = createFakeApp()
  let opened = 0
  let cut: () => void = () => undefined
  const source: CarrierSource = () => {
    opened++
    let close: () => void = () => undefined
    const closed = new Promise<void>((resolve) => (close = resolve))
    cut = close
    const carrier: Carrier = { client: createRouterClient(app.router), closed, close }
    return Promise.resolve(carrier)
  }
  return { source, cut: () => cut(), opened: () => opened, stop: () => app.close() }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('it did not happen')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('the link', () => {
  it('opens again when the connection is cut, and streams go on', async () => {
    const bench = carriers()
    const stop = new AbortController()
    const link = new Link()
    void link.keep(bench.source, stop.signal)
    let frames = 0
    void link.follow(
      (client, signal) => client.live.watch({}, { signal }),
      () => frames++,
      stop.signal,
      () => undefined,
    )
    await until(() => frames > 2)
    expect(link.state).toBe('open')
    bench.cut()
    await until(() => link.state === 'lost')
    expect(link.client).toBeUndefined()
    await until(() => link.state === 'open')
    expect([link.opened, bench.opened()]).toEqual([2, 2])
    const before = frames
    await until(() => frames > before + 2)
    stop.abort()
    bench.stop()
  })

  it('stays with a bench that answers its heartbeat, be it with a problem, and leaves one that says nothing', async () => {
    const stop = new AbortController()
    const link = new Link(10)
    let asked = 0
    let answer: () => Promise<never> = () => Promise.reject(new ORPCError('PROBLEM', { status: 422 }))
    const about = (): Promise<never> => {
      asked++
      return answer()
    }
    const client = { app: { about } } as unknown as Carrier['client']
    void link.keep(() => {
      let close: () => void = () => undefined
      const closed = new Promise<void>((resolve) => (close = resolve))
      return Promise.resolve({ client, closed, close })
    }, stop.signal)
    await until(() => asked > 5)
    expect([link.state, link.opened]).toEqual(['open', 1])
    answer = () => new Promise<never>(() => undefined)
    await until(() => link.opened > 1)
    stop.abort()
  })

  it('says after some failures that nobody answers', async () => {
    const stop = new AbortController()
    const link = new Link()
    let tries = 0
    void link.keep(() => {
      tries++
      return Promise.reject(new Error('The host did not answer.'))
    }, stop.signal)
    expect(link.state).toBe('connecting')
    await until(() => link.state === 'lost')
    expect(tries).toBeGreaterThan(2)
    stop.abort()
  })

  it('says that a host which answers refuses the token, and opens when it takes it after all', async () => {
    const bench = carriers()
    const stop = new AbortController()
    const link = new Link()
    let takes = false
    void link.keep(
      (signal) => (takes ? bench.source(signal) : Promise.reject(new TokenRefused('Not this one.'))),
      stop.signal,
    )
    await until(() => link.state === 'refused')
    expect(link.outdated).toBe(true)
    takes = true
    await until(() => link.state === 'open')
    expect(link.outdated).toBe(false)
    stop.abort()
    bench.stop()
  })

  it('ends a stream that ends, unless it is endless', async () => {
    const bench = carriers()
    const stop = new AbortController()
    const link = new Link()
    void link.keep(bench.source, stop.signal)
    const heard: number[] = []
    async function* three(): AsyncGenerator<number> {
      yield* [1, 2, 3]
    }
    await link.follow(
      () => Promise.resolve(three()),
      (value) => heard.push(value),
      stop.signal,
      () => undefined,
      false,
    )
    expect(heard).toEqual([1, 2, 3])
    stop.abort()
    bench.stop()
  })

  it('waits no longer than its signal', async () => {
    const stop = new AbortController()
    const waiting = pause(60_000, stop.signal)
    stop.abort()
    await expect(waiting).rejects.toThrow()
  })
})

describe('problems', () => {
  it('are the sentences the bench sent', () => {
    const data = {
      code: 'SATURATED',
      title: 'Saturated',
      happened: '14 bands.',
      kept: 'Nothing.',
      next: 'Shorten.',
    }
    expect(problemOf(new ORPCError('PROBLEM', { status: 422, data }))).toEqual(data)
  })

  it('say so when the way is cut', () => {
    expect(problemOf(new DOMException('gone', 'AbortError')).code).toBe('BENCH_DOWN')
    expect(problemOf(new Error('Cannot send message, WebSocket is not open.')).code).toBe('BENCH_DOWN')
  })

  it('are INTERNAL for everything else, with its words', () => {
    expect(
      problemOf(new ORPCError('PROBLEM', { status: 422, data: { code: 'X' }, message: 'odd' })),
    ).toMatchObject({ code: 'INTERNAL', happened: 'odd' })
    expect(problemOf('text')).toMatchObject({ code: 'INTERNAL', happened: 'text' })
  })
})
