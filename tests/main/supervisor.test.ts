import { describe, expect, it } from 'vitest'
import type { ProblemData } from '../../contract/errors.ts'
import { supervise, type BenchProcess } from '../../main/supervisor.ts'

/** A bench process that dies on command. */
class FakeBench implements BenchProcess {
  readonly because: string | undefined
  closed = false
  killed = false
  hangs = false
  #listener: ((code: number) => void) | undefined
  constructor(because: string | undefined) {
    this.because = because
  }
  onExit(listener: (code: number) => void): void {
    this.#listener = listener
  }
  close(): void {
    this.closed = true
    if (!this.hangs) this.die(0)
  }
  kill(): void {
    this.killed = true
    this.die(143)
  }
  die(code: number): void {
    this.#listener?.(code)
  }
}

function rig() {
  const benches: FakeBench[] = []
  const pauses: number[] = []
  const problems: ProblemData[] = []
  let now = 0
  const supervisor = supervise<FakeBench>({
    start: (because) => new FakeBench(because),
    started: (bench) => benches.push(bench),
    gaveUp: (problem) => problems.push(problem),
    now: () => now,
    later: (action, ms) => {
      pauses.push(ms)
      now += ms
      action()
    },
    describeTime: () => '09:41:07',
  })
  const last = (): FakeBench => {
    const bench = benches.at(-1)
    if (bench === undefined) throw new Error('no bench was started')
    return bench
  }
  return { supervisor, benches, pauses, problems, last, wait: (ms: number) => (now += ms) }
}

describe('supervisor', () => {
  it('starts the bench once and tells the next one why it was restarted', () => {
    const { benches, last } = rig()
    expect(benches).toHaveLength(1)
    expect(last().because).toBeUndefined()
    last().die(137)
    expect(benches).toHaveLength(2)
    expect(last().because).toContain('09:41:07')
    expect(last().because).toContain('137')
  })

  it('waits longer after every crash and gives up at the fifth within a minute', () => {
    const { benches, pauses, problems, last } = rig()
    for (let crash = 0; crash < 5; crash++) last().die(1)
    expect(pauses).toEqual([0, 250, 1000, 2000])
    expect(benches).toHaveLength(5)
    expect(problems.map((problem) => problem.code)).toEqual(['BENCH_DOWN'])
    expect(problems[0]?.kept).toContain('committed readings')
  })

  it('forgives crashes that are more than a minute apart', () => {
    const { benches, problems, last, wait } = rig()
    for (let crash = 0; crash < 12; crash++) {
      wait(61_000)
      last().die(1)
    }
    expect(benches).toHaveLength(13)
    expect(problems).toEqual([])
  })

  it('does not restart a bench that was stopped on purpose', async () => {
    const { supervisor, benches, problems, last } = rig()
    await supervisor.stop()
    expect([last().closed, last().killed]).toEqual([true, false])
    expect(benches).toHaveLength(1)
    expect(problems).toEqual([])
  })

  it('ends by force what does not end on request', async () => {
    const { supervisor, benches, pauses, last } = rig()
    last().hangs = true
    await supervisor.stop()
    expect([last().closed, last().killed]).toEqual([true, true])
    expect(pauses).toEqual([8000])
    expect(benches).toHaveLength(1)
  })

  it('has nothing to end between two benches or after it gave up', async () => {
    const { supervisor, benches, last } = rig()
    for (let crash = 0; crash < 5; crash++) last().die(1)
    await supervisor.stop()
    expect(benches.some((bench) => bench.closed || bench.killed)).toBe(false)
  })

  it('ignores the late exit of a bench that was replaced', () => {
    const { benches, last } = rig()
    const first = last()
    first.die(1)
    first.die(1)
    expect(benches).toHaveLength(2)
  })
})
