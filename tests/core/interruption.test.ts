import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Problem } from '../../contract/errors.ts'
import type { RunEvent } from '../../contract/run.ts'
import { QUICK, benchForTest, eventsOf, only, problemOf, testBench } from './support/bench.ts'

/** Does something once, at the first event that fits. */
function once(
  fits: (event: RunEvent) => boolean,
  act: () => void | Promise<void>,
): (event: RunEvent) => Promise<void> {
  let done = false
  return async (event) => {
    if (done || !fits(event)) return
    done = true
    await act()
  }
}

const spectrometerOf =
  (patch: string) =>
  (event: RunEvent): boolean =>
    event.type === 'reading' && event.patch === patch && event.role === 'spectrometer'
const reasons = (events: readonly RunEvent[]): string[] => only(events, 'state').map((event) => event.reason)

describe('an instrument that is lost in the middle of a pair', () => {
  it('is waited for, and the half that is there is not read again', async () => {
    const { client, bench, store } = benchForTest()
    const { run, session } = await client.run.scan({ plate: 'small' })
    const pull = once(spectrometerOf('B02'), () => {
      bench.reference.controls.unplug()
      setTimeout(() => bench.reference.controls.plug(), 150)
    })
    const events = await eventsOf(client, run, pull)
    expect(reasons(events)).toEqual([
      'the reference is silent',
      'the reference is back',
      '12 of 12 patches have a pair.',
    ])
    const [problem] = only(events, 'problem')
    expect(problem?.problem).toMatchObject({ code: 'DEVICE_LOST' })
    expect(problem?.problem.next).toContain('The run continues at B02 by itself.')
    const ofPatch = only(events, 'reading').filter((event) => event.patch === 'B02')
    expect(ofPatch.map((event) => event.role)).toEqual(['spectrometer', 'reference'])
    expect(store.currentPairs(session)).toHaveLength(12)
    expect(store.pairsOf(session, 'B02')).toHaveLength(1)
  })

  it('may be the spectrometer or the stage as well', async () => {
    for (const role of ['spectrometer', 'stage'] as const) {
      const { client, bench, store, close } = testBench({ rows: 2, columns: 3 })
      const { run, session } = await client.run.scan({ plate: 'small' })
      const { controls } = bench[role]
      const pull = once(
        (event) => event.type === 'patch' && event.paired === 2,
        () => {
          controls.unplug()
          setTimeout(() => controls.plug(), 100)
        },
      )
      const events = await eventsOf(client, run, pull)
      expect(reasons(events).slice(0, 2)).toEqual([`the ${role} is silent`, `the ${role} is back`])
      expect(store.currentPairs(session)).toHaveLength(6)
      await close()
    }
  })

  it('is tried three times when it is silent, then waited for', async () => {
    const { client, bench, store } = benchForTest({ rows: 1, columns: 3 })
    const { run, session } = await client.run.scan({ plate: 'small' })
    const hush = once(
      (event) => event.type === 'patch' && event.paired === 1,
      () => bench.spectrometer.controls.silence(true),
    )
    const speak = once(
      (event) => event.type === 'problem',
      () => bench.spectrometer.controls.silence(false),
    )
    const events = await eventsOf(client, run, async (event) => {
      await hush(event)
      await speak(event)
    })
    expect(only(events, 'problem')[0]?.problem.code).toBe('DEVICE_TIMEOUT')
    const { transcript, link } = await client.bench.detail({ uri: 'ocean-hdx@sim' })
    const attempts = transcript.map((line) => line.text).filter((text) => text.startsWith('no usable reply'))
    expect(attempts).toEqual(['no usable reply, attempt 1 of 3', 'no usable reply, attempt 2 of 3'])
    expect(link.filter((sample) => !sample.ok)).toHaveLength(3)
    expect(store.currentPairs(session)).toHaveLength(3)
  })

  it('is refused when another serial number comes back', async () => {
    const { client, bench } = benchForTest({
      rows: 1,
      columns: 4,
      simulated: { faults: { reference: 'wrong-serial:0' } },
    })
    const { run } = await client.run.scan({ plate: 'small' })
    const { controls } = bench.reference
    let other = true
    const line = bench.reference.line.connect.bind(bench.reference.line)
    bench.reference.line.connect = (send, hangUp) =>
      line((bytes) => send(other ? renamed(bytes) : bytes), hangUp)
    const events: RunEvent[] = []
    const swap = once(spectrometerOf('A02'), () => {
      controls.unplug()
      controls.plug()
    })
    const right = once(
      (event) => event.type === 'problem' && event.problem.code === 'WRONG_DEVICE',
      () => {
        other = false
      },
    )
    await eventsOf(client, run, async (event) => {
      events.push(event)
      await swap(event)
      await right(event)
    })
    const codes = only(events, 'problem').map((event) => event.problem.code)
    expect(codes).toEqual(['DEVICE_LOST', 'WRONG_DEVICE'])
    expect(only(events, 'problem')[1]?.problem.happened).toBe('Serial number SIM-R008 instead of SIM-R007.')
    expect(events.at(-1)).toMatchObject({ outcome: 'done', summary: { pairs: 4 } })
  })
})

/** The same bytes from a neighbour of the simulated reference. */
const renamed = (bytes: Uint8Array): Uint8Array =>
  Uint8Array.from(
    Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('SIM-R007', 'SIM-R008'), 'latin1'),
  )

describe('pause, stop and go on', () => {
  it('pauses between readings, goes on, and the live view is told', async () => {
    const { client } = benchForTest({ rows: 2, columns: 3 })
    const { run } = await client.run.scan({ plate: 'small' })
    const pause = once(
      (event) => event.type === 'patch' && event.paired === 2,
      async () => {
        await client.run.pause({})
        expect((await client.run.status({}))?.state).toBe('paused')
        expect((await client.bench.state({})).run?.state).toBe('paused')
        setTimeout(() => void client.run.resume({}), 30)
      },
    )
    const events = await eventsOf(client, run, pause)
    expect(reasons(events).slice(0, 2)).toEqual(['paused by you', 'continued'])
    expect(events.at(-1)).toMatchObject({ outcome: 'done', summary: { pairs: 6 } })
  })

  it('says that it goes on after a scan that ended with its process, not after one that was stopped', async () => {
    const { client, store } = benchForTest()
    const { run, session } = await client.run.scan({ plate: 'small', patches: 2 })
    await eventsOf(client, run)
    const further = await client.run.scan({ session })
    const [begun] = await eventsOf(client, further.run)
    expect(begun).toMatchObject({ type: 'started', done: 2 })
    expect(begun).not.toHaveProperty('interrupted')
    // What the next start of the program writes of a run that was under way.
    store.setRunState(further.run, 'failed')
    const last = await client.run.scan({ session, only: ['A01'] })
    expect((await eventsOf(client, last.run))[0]).toMatchObject({ type: 'started', interrupted: true })
  })

  it('keeps what is committed and resumes at the first patch without a pair', async () => {
    const { client, store } = benchForTest()
    const { run, session } = await client.run.scan({ plate: 'small' })
    const stop = once(
      (event) => event.type === 'patch' && event.paired === 5,
      async () => {
        await client.run.stop({})
      },
    )
    const first = await eventsOf(client, run, stop)
    const kept = store.currentPairs(session).length
    expect(first.at(-1)).toMatchObject({ outcome: 'stopped' })
    expect(kept).toBeGreaterThanOrEqual(5)
    expect(kept).toBeLessThan(12)
    const again = await client.run.scan({ session })
    const second = await eventsOf(client, again.run)
    expect(second[0]).toMatchObject({ type: 'started', done: kept, total: 12 })
    expect(second.at(-1)).toMatchObject({ outcome: 'done', summary: { pairs: 12 } })
    // No patch twice.
    const read = [...only(first, 'patch'), ...only(second, 'patch')].map((event) => event.patch.id)
    expect(new Set(read).size).toBe(12)
    expect(read).toHaveLength(12)
  })

  it('stops while it waits for an instrument', async () => {
    const { client, bench } = benchForTest()
    const { run } = await client.run.scan({ plate: 'small' })
    const events = await eventsOf(client, run, async (event) => {
      if (event.type === 'patch' && event.paired === 1) bench.stage.controls.unplug()
      if (event.type === 'state' && event.state === 'paused') await client.run.stop({})
    })
    expect(events.at(-1)).toMatchObject({ outcome: 'stopped' })
    expect(await problemOf(client.run.stop({}))).toMatchObject({ code: 'WRONG_STATE' })
  })

  it('tries a lost instrument at once when the operator resumes', async () => {
    const { client, bench } = benchForTest({
      rows: 1,
      columns: 3,
      deaf: true,
      app: { timings: { ...QUICK, backOffMs: [5, 3_600_000] } },
    })
    const { run } = await client.run.scan({ plate: 'small' })
    const events = await eventsOf(client, run, async (event) => {
      if (event.type === 'patch' && event.paired === 1) bench.reference.controls.unplug()
      if (event.type !== 'state' || event.state !== 'paused') return
      // One attempt fails, the next would come in an hour.
      await new Promise((resolve) => setTimeout(resolve, 100))
      bench.reference.controls.plug()
      await client.run.resume({})
    })
    expect(events.at(-1)).toMatchObject({ outcome: 'done', summary: { pairs: 3 } })
  })
})

describe('another process', () => {
  const folderForTest = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'isochrome-core-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    return folder
  }

  it('takes up the session with its references', async () => {
    const folder = folderForTest()
    const first = testBench({ folder })
    const { run, session } = await first.client.run.scan({ plate: 'small', patches: 4 })
    await eventsOf(first.client, run)
    const before = await first.client.bench.state({})
    await first.close()
    const second = testBench({ folder })
    onTestFinished(() => second.close())
    const state = await second.client.bench.state({})
    expect(state.session).toMatchObject({ id: session })
    expect(state.integrationMs).toBe(before.integrationMs)
    expect(state.white).toMatchObject({ state: 'fresh', pairsSince: 4, takenAt: before.white.takenAt })
    const again = await second.client.run.scan({ session })
    const events = await eventsOf(second.client, again.run)
    expect(only(events, 'reading').filter((event) => event.kind !== 'sample')).toEqual([])
    expect(events.at(-1)).toMatchObject({ summary: { pairs: 12 } })
    // The events of the earlier process can still be watched.
    expect((await eventsOf(second.client, run)).at(-1)?.type).toBe('finished')
  })

  it('goes on by itself where the measuring process died in a scan', async () => {
    const folder = folderForTest()
    const first = testBench({ folder })
    const { run, session } = await first.client.run.scan({ plate: 'small', patches: 6 })
    await eventsOf(first.client, run, async (event) => {
      if (event.type === 'patch' && event.paired === 2) await first.client.run.pause({})
      if (event.type === 'state' && event.state === 'paused') await first.client.run.stop({})
    })
    // As a kill leaves it behind.
    first.store.setRunState(run, 'running')
    await first.close()
    const problem = new Problem({
      code: 'BENCH_RESTARTED',
      title: 'The measuring process restarted',
      happened: 'It stopped.',
      kept: 'All committed readings.',
      next: 'Nothing to do.',
    })
    const second = testBench({ folder, app: { notices: [{ level: 'attention', problem: problem.data }] } })
    onTestFinished(() => second.close())
    const notices = await second.client.app.notices({})
    expect((await notices.next()).value).toMatchObject({ problem: { code: 'BENCH_RESTARTED' } })
    await notices.return()
    let current = await second.client.run.status({})
    while (!current) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      current = await second.client.run.status({})
    }
    expect(current).toMatchObject({ kind: 'scan', session })
    const events = await eventsOf(second.client, current.run)
    expect(events.at(-1)).toMatchObject({ outcome: 'done', summary: { pairs: 6, total: 6 } })
    expect(second.store.getRun(run).state).toBe('failed')
  })
})
