import { describe, expect, it } from 'vitest'
import { Problem } from '../../contract/errors.ts'
import type { RunEvent, RunState } from '../../contract/run.ts'
import { unlessAborted } from '../../core/async.ts'
import { Engine } from '../../core/engine.ts'
import type { Plan, PlanContext, PlanEvents } from '../../core/engine.ts'
import { RunHub } from '../../core/hub.ts'
import { memoryLog } from './support/bench.ts'

/** An engine whose record is a list; `full` makes the store refuse. */
function bench() {
  const stored: RunEvent[] = []
  const states: RunState[] = []
  const disk = { full: false }
  const hub = new RunHub((run, from) => stored.filter((event) => event.run === run && event.seq >= from))
  const log = memoryLog()
  const published: number[] = []
  const engine = new Engine({
    hub,
    log,
    clock: { now: () => 0 },
    changed: () => published.push(stored.length),
    record: {
      createRun: () => 1,
      setRunState: (_, state) => states.push(state),
      appendEvent: (event) => {
        if (disk.full)
          throw new Problem({
            code: 'DISK_FULL',
            title: 'Disk full',
            happened: 'No room.',
            kept: '-',
            next: '-',
          })
        stored.push(event)
      },
    },
  })
  return { engine, hub, stored, states, disk, log }
}

const plan = (events: (context: PlanContext) => PlanEvents): Plan => ({
  kind: 'scan',
  session: 1,
  options: {},
  events,
  summary: (outcome) => ({ summary: { n: 1 }, sentence: `It is ${outcome}.` }),
})

const step = (name: string) => ({ type: 'step', name, detail: '', index: 0, total: 0 }) as const
const names = (events: readonly RunEvent[]): string[] =>
  events.map((event) =>
    event.type === 'step' ? event.name : event.type === 'state' ? event.state : event.type,
  )
/** Lets everything that can go on go on. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

describe('the engine', () => {
  it('stamps, stores and publishes every event, then the end', async () => {
    const { engine, hub, stored, states } = bench()
    const handle = engine.start(
      plan(async function* () {
        yield step('one')
        yield step('two')
      }),
    )
    const watched: string[] = []
    for await (const event of hub.watch(handle.run, 0)) {
      // On disk before anyone sees it.
      expect(stored).toContain(event)
      watched.push(...names([event]))
    }
    expect(watched).toEqual(['one', 'two', 'idle', 'finished'])
    expect(stored.map((event) => event.seq)).toEqual([0, 1, 2, 3])
    expect(await handle.done).toMatchObject({ outcome: 'done', sentence: 'It is done.' })
    expect(states).toEqual(['running', 'idle'])
    expect(engine.current).toBeUndefined()
  })

  it('does not pull while it is paused, and goes on where it was', async () => {
    const { engine, stored } = bench()
    let pulled = 0
    const gate = Promise.withResolvers<undefined>()
    const handle = engine.start(
      plan(async function* () {
        pulled++
        yield step('one')
        await gate.promise
        pulled++
        yield step('two')
        pulled++
        yield step('three')
      }),
    )
    await settle()
    engine.pause()
    gate.resolve(undefined)
    await settle()
    // The step under way is finished, the next one is not begun.
    expect(names(stored)).toEqual(['one', 'paused', 'two'])
    expect(pulled).toBe(2)
    expect(engine.current?.state).toBe('paused')
    engine.resume()
    await handle.done
    expect(names(stored)).toEqual(['one', 'paused', 'two', 'running', 'three', 'idle', 'finished'])
  })

  it('hands the answer to the prompt that was asked', async () => {
    const { engine } = bench()
    const heard: unknown[] = []
    const prompt = { ask: 'place-patch', text: 'Place it.', answers: ['measure', 'skip', 'stop'] } as const
    const handle = engine.start(
      plan(async function* () {
        heard.push(yield { type: 'prompt', prompt: { ...prompt, answers: [...prompt.answers] } })
        heard.push(yield step('after'))
      }),
    )
    await settle()
    expect(engine.current?.measuring).toBe(false)
    engine.answer({ answer: 'skip' })
    await handle.done
    expect(heard).toEqual([{ answer: 'skip' }, undefined])
  })

  it('stops by answer or by hand, and lets the plan clean up', async () => {
    for (const stop of ['answer', 'stop'] as const) {
      const { engine, stored } = bench()
      let cleaned = false
      const handle = engine.start(
        plan(async function* ({ signal }) {
          try {
            yield step('one')
            await unlessAborted(new Promise(() => undefined), signal)
          } finally {
            cleaned = true
          }
        }),
      )
      await settle()
      if (stop === 'answer') engine.answer({ answer: 'stop' })
      else await engine.stop()
      expect(await handle.done).toMatchObject({ outcome: 'stopped' })
      expect(cleaned).toBe(true)
      expect(names(stored)).toEqual(['one', 'stopping', 'idle', 'finished'])
    }
  })

  it('stops a run that is paused', async () => {
    const { engine, stored } = bench()
    engine.start(
      plan(async function* () {
        yield step('one')
        yield step('two')
      }),
    )
    engine.pause('by me')
    await settle()
    expect((await engine.stop()).outcome).toBe('stopped')
    expect(names(stored)).not.toContain('two')
  })

  it('says what a plan fails of, in sentences and without a stack', async () => {
    const { engine, stored, states } = bench()
    const handle = engine.start(
      plan(async function* () {
        yield step('one')
        throw new TypeError('cannot read x of undefined')
      }),
    )
    const result = await handle.done
    expect(result.outcome).toBe('failed')
    expect(result.problem?.code).toBe('INTERNAL')
    expect(names(stored)).toEqual(['one', 'problem', 'failed', 'finished'])
    expect(JSON.stringify(stored)).not.toContain('.ts:')
    expect(states.at(-1)).toBe('failed')
  })

  it('keeps the pause of the operator above the pause of the plan', async () => {
    const { engine, stored } = bench()
    const back = Promise.withResolvers<undefined>()
    const handle = engine.start(
      plan(async function* () {
        yield { type: 'state', state: 'paused', reason: 'the reference is silent' }
        await back.promise
        yield { type: 'state', state: 'running', reason: 'the reference is back' }
        yield step('after')
      }),
    )
    await settle()
    engine.pause()
    back.resolve(undefined)
    await settle()
    expect(engine.current?.state).toBe('paused')
    expect(names(stored)).not.toContain('after')
    engine.resume()
    await handle.done
    const reasons = stored.flatMap((event) => (event.type === 'state' ? [event.reason] : []))
    expect(reasons).toEqual(['the reference is silent', 'paused by you', 'continued', 'It is done.'])
  })

  it('tells a plan that waits by itself when the operator resumes', async () => {
    const { engine } = bench()
    const handle = engine.start(
      plan(async function* ({ resumed }) {
        const go = resumed()
        yield { type: 'state', state: 'paused', reason: 'disk almost full' }
        await go
        yield { type: 'state', state: 'running', reason: 'continued' }
      }),
    )
    await settle()
    expect(engine.current?.state).toBe('paused')
    engine.resume()
    expect((await handle.done).outcome).toBe('done')
  })

  it('runs one plan at a time and refuses what makes no sense', async () => {
    const { engine } = bench()
    const codeOf = (act: () => unknown): string | undefined => {
      try {
        act()
        return undefined
      } catch (error) {
        return error instanceof Problem ? error.code : 'other'
      }
    }
    expect(codeOf(() => engine.pause())).toBe('WRONG_STATE')
    const gate = Promise.withResolvers<undefined>()
    const handle = engine.start(
      plan(async function* () {
        await gate.promise
        yield step('one')
      }),
    )
    expect(codeOf(() => engine.start(plan(async function* () {})))).toBe('ALREADY_RUNNING')
    expect(codeOf(() => engine.resume())).toBe('WRONG_STATE')
    expect(codeOf(() => engine.answer({ answer: 'measure' }))).toBe('WRONG_STATE')
    gate.resolve(undefined)
    await handle.done
  })

  it('ends although the store refuses its last words', async () => {
    const { engine, disk, hub, log } = bench()
    const handle = engine.start(
      plan(async function* () {
        yield step('one')
        disk.full = true
        yield step('two')
      }),
    )
    const seen: string[] = []
    for await (const event of hub.watch(handle.run, 0)) seen.push(...names([event]))
    expect(seen).toEqual(['one'])
    expect((await handle.done).problem?.code).toBe('DISK_FULL')
    expect(engine.current).toBeUndefined()
    expect(log.errors).toHaveLength(1)
  })
})
