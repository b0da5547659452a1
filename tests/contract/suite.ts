import { ORPCError } from '@orpc/client'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ProblemDataSchema } from '../../contract/errors.ts'
import type { ProblemData } from '../../contract/errors.ts'
import type { TrainingEvent } from '../../contract/model.ts'
import type { RunEvent } from '../../contract/run.ts'
import type { SpectraTable } from '../../contract/session.ts'
import type { AppClient, AppRouter } from '../../core/app.ts'
import { testBench } from '../core/support/bench.ts'
import type { TestBench } from '../core/support/bench.ts'

/** A client that reaches a router over some carrier, and the way to take the carrier down. */
export type Carrier = (router: AppRouter) => Promise<{ readonly client: AppClient; close(): Promise<void> }>

/** The same bench behind every carrier. */
async function reached(carrier: Carrier, options: Parameters<typeof testBench>[0] = {}): Promise<TestBench> {
  const made = testBench(options)
  const { client, close } = await carrier(made.app.router)
  onTestFinished(async () => {
    await close()
    await made.close()
  })
  return { ...made, client }
}

async function problemOf(call: Promise<unknown>): Promise<ProblemData> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ORPCError)
  if (!(error instanceof ORPCError)) throw new Error('no typed error')
  expect(error).toMatchObject({ code: 'PROBLEM', defined: true, status: 422 })
  return ProblemDataSchema.parse(error.data)
}

/** Spectra that bytes can be compared of: `shift` tells two tables apart. */
function table(rows: number, shift: number): SpectraTable {
  const wavelengthNm = Float64Array.from({ length: 81 }, (_, i) => 380 + 5 * i)
  const values = Float64Array.from({ length: rows * 81 }, (_, i) => {
    const row = Math.floor(i / 81)
    return 0.1 + shift + (0.6 * row) / rows + 0.1 * Math.sin((i % 81) / (7 + row))
  })
  return {
    ids: Array.from({ length: rows }, (_, i) => `S${String(i + 1).padStart(2, '0')}`),
    wavelengthNm,
    values,
  }
}

/** What every carrier of the contract has to do. */
export function contractSuite(name: string, carrier: Carrier): void {
  describe(`the contract over ${name}`, () => {
    it('answers a call', async () => {
      const { client } = await reached(carrier)
      expect(await client.app.about({})).toMatchObject({ version: '0.0.0', backend: 'straight lines' })
      const { devices } = await client.bench.devices({})
      expect(devices.map(({ role, state, serial }) => [role, state, serial])).toEqual([
        ['spectrometer', 'ready', 'SIM-0101'],
        ['reference', 'ready', 'SIM-R007'],
        ['stage', 'ready', 'SIM-XY02'],
      ])
    })

    it('carries arrays of numbers bit by bit, both ways', async () => {
      const { client } = await reached(carrier)
      const [spectrometer, reference] = [table(12, 0.02), table(12, 0)]
      const imported = await client.session.import({ name: 'twelve', spectrometer, reference })
      expect(imported).toMatchObject({ pairs: 12, unmatched: { spectrometer: [], reference: [] } })
      const pair = await client.plate.pair({ session: imported.session, patch: 'S03' })
      expect(pair.wavelengthNm).toEqual(spectrometer.wavelengthNm)
      // Kept as float32.
      expect(pair.spectrometer).toEqual(Float64Array.from(spectrometer.values.slice(162, 243), Math.fround))
      expect(pair.reference).toEqual(Float64Array.from(reference.values.slice(162, 243), Math.fround))
    })

    it('brings a problem with its four sentences', async () => {
      const { client } = await reached(carrier)
      expect(await problemOf(client.session.open({ session: 4711 }))).toMatchObject({ code: 'NOT_FOUND' })
      const problem = await problemOf(client.model.promote({ model: 'v9' }))
      expect(problem.code).toBe('NOT_FOUND')
      for (const part of ['title', 'happened', 'kept', 'next'] as const) expect(problem[part]).not.toBe('')
    })

    it('refuses input that is none', async () => {
      const { client } = await reached(carrier)
      const wrong = client.measure.renameSpot({ id: 1.5, name: '' })
      await expect(wrong).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    })

    it('tells a failure of the program in one sentence, never its stack', async () => {
      const { client, models, log } = await reached(carrier)
      models.backend = () => Promise.reject(new TypeError('no such tensor'))
      const problem = await problemOf(client.app.about({}))
      expect(problem).toMatchObject({ code: 'INTERNAL', happened: 'no such tensor' })
      expect(JSON.stringify(problem)).not.toMatch(/\.ts:|\n\s+at /)
      expect(log.errors).toHaveLength(1)
    })

    it('sends the state at once and after changes, until the reader leaves', async () => {
      const { client } = await reached(carrier)
      const states = await client.bench.watch({})
      const first = await states.next()
      expect(first.done).toBe(false)
      await client.bench.configure({ scansToAverage: 7 })
      for await (const state of states) if (state.scansToAverage === 7) break
      expect((await states.next()).done).toBe(true)
    })

    it('streams every event of a run, from the beginning or from the middle', async () => {
      const { client } = await reached(carrier)
      const { run } = await client.run.scan({ plate: 'small' })
      const live: RunEvent[] = []
      for await (const event of await client.run.watch({ run })) live.push(event)
      const later: RunEvent[] = []
      for await (const event of await client.run.watch({ run, since: 10 })) later.push(event)
      expect(live.map((event) => event.seq)).toEqual(live.map((_, seq) => seq))
      expect(later).toEqual(live.slice(10))
      expect(live.at(-1)).toMatchObject({ type: 'finished', outcome: 'done', summary: { pairs: 12 } })
      const view = await client.plate.view({})
      expect(view).toMatchObject({ paired: 12, refused: 0, toRepeat: 0 })
    })

    it('shows live frames with their counts while they are watched', async () => {
      const { client, bench } = await reached(carrier)
      await client.measure.white({})
      const frames = await client.live.watch({})
      let seen = 0
      for await (const frame of frames) {
        expect(frame.counts).toHaveLength(2068)
        expect(frame.pixelNm).toHaveLength(2068)
        expect(frame.reflectance).toHaveLength(224)
        expect(frame).toMatchObject({ domain: 'none', domainDetail: 'No model yet' })
        if (++seen === 3) break
      }
      expect(seen).toBe(3)
      expect(bench.spectrometer.controls.plugged).toBe(true)
    })

    it('ends a training when its reader leaves, so that the next one may begin', async () => {
      const { client } = await reached(carrier)
      await client.session.import({ name: 'twelve', spectrometer: table(12, 0.02), reference: table(12, 0) })
      const first = await client.model.train({})
      await first.next()
      await first.return()
      const events: TrainingEvent[] = []
      // The end of the first reaches the other side of a carrier a moment later.
      for (let attempt = 0; events.at(-1)?.type !== 'finished'; attempt++) {
        expect(attempt).toBeLessThan(50)
        try {
          for await (const event of await client.model.train({})) events.push(event)
        } catch (error) {
          expect(error).toMatchObject({ code: 'PROBLEM' })
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
      }
      expect(events.map((event) => event.type)).toEqual(['started', 'row', 'row', 'progress', 'finished'])
    })

    it('asks and is answered', async () => {
      const { client, bench } = await reached(carrier, { rows: 1, columns: 2 })
      const { run } = await client.run.scan({ plate: 'small', mode: 'hand-held' })
      const asked: string[] = []
      for await (const event of await client.run.watch({ run })) {
        if (event.type !== 'prompt') continue
        asked.push(event.prompt.text)
        bench.scene.place(event.prompt.patch ?? 'white')
        await client.run.answer({ answer: 'measure' })
      }
      expect(asked).toEqual([
        'Place the probe on the white tile.',
        'Place both probes on A01, then measure.',
        'Place both probes on A02, then measure.',
      ])
    })
  })
}
