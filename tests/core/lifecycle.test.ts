import { describe, expect, it } from 'vitest'
import { Problem } from '../../contract/errors.ts'
import { DEVICE_TABLE, MODEL_TABLE, RUN_TABLE, allows, transition } from '../../core/lifecycle.ts'

describe('a state table', () => {
  it('walks through the life of a run', () => {
    const moves = ['start', 'pause', 'resume', 'stop', 'finish'] as const
    let state: Parameters<typeof transition<keyof typeof RUN_TABLE, (typeof moves)[number]>>[1] = 'idle'
    const seen: string[] = []
    for (const move of moves) {
      state = transition(RUN_TABLE, state, move)
      seen.push(state)
    }
    expect(seen).toEqual(['running', 'paused', 'running', 'stopping', 'idle'])
  })

  it('opens, uses and loses a device', () => {
    expect(transition(DEVICE_TABLE, 'absent', 'open')).toBe('opening')
    expect(transition(DEVICE_TABLE, 'busy', 'fault')).toBe('faulted')
    expect(transition(DEVICE_TABLE, 'faulted', 'open')).toBe('opening')
    expect(transition(MODEL_TABLE, 'candidate', 'promote')).toBe('active')
  })

  it('throws on every move it does not list', () => {
    for (const [table, moves] of [
      [RUN_TABLE, ['start', 'pause', 'resume', 'stop', 'finish', 'fail']],
      [DEVICE_TABLE, ['open', 'opened', 'begin', 'end', 'fault', 'leave']],
      [MODEL_TABLE, ['train', 'pass', 'refuse', 'cancel', 'promote', 'retire', 'reconsider']],
    ] as const)
      for (const [state, listed] of Object.entries(table))
        for (const move of moves) {
          const known = move in listed
          expect(allows<string, string>(table, state, move)).toBe(known)
          if (known) continue
          expect(() => transition<string, string>(table, state, move)).toThrow(Problem)
        }
  })

  it('says what is possible', () => {
    try {
      transition(RUN_TABLE, 'stopping', 'pause')
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(Problem)
      expect((error as Problem).data).toMatchObject({
        code: 'WRONG_STATE',
        happened: '"pause" does not apply while the state is "stopping".',
        next: 'Possible now: finish, fail.',
      })
    }
  })
})
