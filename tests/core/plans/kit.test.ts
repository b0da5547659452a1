import { describe, expect, it } from 'vitest'
import { Problem } from '../../../contract/errors.ts'
import type { ProblemCode, ProblemData } from '../../../contract/errors.ts'
import type { PlanEvent } from '../../../contract/run.ts'
import { ask, patient } from '../../../core/plans/kit.ts'
import type { Kit, Piece } from '../../../core/plans/kit.ts'
import { moveTo } from '../../../core/plans/place.ts'

const problem = (code: ProblemCode): Problem =>
  new Problem({ code, title: code, happened: 'It happened.', kept: '-', next: 'Wait.' })

/** Only what the pieces under test touch of a kit. */
function kitWith(parts: {
  slots?: { present: boolean; problem?: ProblemData; generation?: number }[]
  moves?: (() => void)[]
}) {
  const homed: string[] = []
  const moved: string[] = []
  let slot = 0
  const kit = {
    signal: new AbortController().signal,
    stage: { homedOn: undefined, at: undefined },
    resumed: () => new Promise<void>(() => undefined),
    bench: {
      holder: () => parts.slots?.[slot],
      require: () => ({ generation: parts.slots?.[slot]?.generation ?? 1 }),
      change: async () => {
        slot++
      },
      retry: () => undefined,
    },
    measure: {
      home: async () => void homed.push('home'),
      moveTo: async (place: { name: string }) => {
        parts.moves?.shift()?.()
        moved.push(place.name)
      },
    },
  }
  return { kit: kit as unknown as Kit, homed, moved }
}

/** Pulls a piece to its end. */
async function pulled<T>(piece: Piece<T>): Promise<{ events: PlanEvent[]; result: T }> {
  const events: PlanEvent[] = []
  for (;;) {
    const step = await piece.next()
    if (step.done) return { events, result: step.value }
    events.push(step.value)
  }
}

describe('a patient job', () => {
  it('returns what it found', async () => {
    const { kit } = kitWith({})
    expect(await pulled(patient(kit, 'reference', async () => 7))).toEqual({ events: [], result: 7 })
  })

  it('waits for the instrument, tells of a wrong one once, and does the job again', async () => {
    const wrong = problem('WRONG_DEVICE').data
    const { kit } = kitWith({
      slots: [
        { present: false, problem: problem('DEVICE_LOST').data },
        { present: false, problem: wrong },
        { present: false, problem: wrong },
        { present: true },
      ],
    })
    let tries = 0
    const { events, result } = await pulled(
      patient(
        kit,
        'reference',
        async () => {
          if (++tries === 1) throw problem('DEVICE_LOST')
          return 'read'
        },
        'P14',
      ),
    )
    expect(result).toBe('read')
    expect(
      events.map((event) =>
        event.type === 'problem' ? event.problem.code : event.type === 'state' ? event.reason : event.type,
      ),
    ).toEqual([
      'DEVICE_LOST',
      'the reference is silent',
      'WRONG_DEVICE',
      'WRONG_DEVICE',
      'the reference is back',
    ])
    expect(events[0]).toMatchObject({ problem: { next: 'Wait. The run continues at P14 by itself.' } })
    expect(tries).toBe(2)
  })

  it('does not wait for what waiting does not cure', async () => {
    const { kit } = kitWith({})
    const job = patient(kit, 'spectrometer', () => Promise.reject(problem('READBACK')))
    await expect(pulled(job)).rejects.toMatchObject({ code: 'READBACK' })
  })
})

describe('a move', () => {
  const place = { xMm: 10, yMm: 20, name: 'A01' }
  const alarm = (): never => {
    throw problem('STAGE_ALARM')
  }

  it('homes once on a connection', async () => {
    const { kit, homed, moved } = kitWith({ slots: [{ present: true, generation: 1 }] })
    await pulled(moveTo(kit, place))
    await pulled(moveTo(kit, { ...place, name: 'A02' }))
    expect(homed).toHaveLength(1)
    expect(moved).toEqual(['A01', 'A02'])
    expect(kit.stage).toMatchObject({ homedOn: 1, at: { name: 'A02' } })
  })

  it('ends an alarm by homing and tells of it', async () => {
    const { kit, homed, moved } = kitWith({ slots: [{ present: true }], moves: [alarm] })
    const { events } = await pulled(moveTo(kit, place))
    expect(events).toMatchObject([{ type: 'problem', problem: { code: 'STAGE_ALARM' } }])
    expect(homed).toHaveLength(2)
    expect(moved).toEqual(['A01'])
  })

  it('leaves a second alarm to the operator', async () => {
    const { kit } = kitWith({ slots: [{ present: true }], moves: [alarm, alarm] })
    await expect(pulled(moveTo(kit, place))).rejects.toMatchObject({ code: 'STAGE_ALARM' })
  })
})

describe('a question', () => {
  it('is asked again until one of its answers comes', async () => {
    const { kit } = kitWith({})
    const piece = ask(kit, { ask: 'refused-pair', text: 'Well?', answers: ['repeat', 'skip'] })
    expect((await piece.next()).value).toMatchObject({ type: 'prompt', prompt: { text: 'Well?' } })
    expect((await piece.next({ answer: 'measure' })).done).toBe(false)
    expect((await piece.next(undefined)).done).toBe(false)
    expect(await piece.next({ answer: 'skip' })).toEqual({ done: true, value: 'skip' })
  })
})
