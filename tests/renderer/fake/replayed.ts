import type { ReplayEvent } from '../../../contract/replay.ts'

/** A session worked out again: one pair and one model are not what they were. */
export async function* replayed(session: number): AsyncGenerator<ReplayEvent, undefined> {
  yield { type: 'step', detail: 'Pairs from their stored counts', done: 0, total: 3 }
  await new Promise((resolve) => setTimeout(resolve, 300))
  yield {
    type: 'finished',
    replay: {
      session,
      pairs: {
        checked: 660,
        same: 659,
        untold: 0,
        changes: [{ patch: 'P14', at: '2026-11-21T09:34:00.000Z', then: 0.8312, now: 0.8317 }],
      },
      models: [
        {
          version: 'v7',
          method: 'gated',
          outcome: 'same',
          largestDifference: 0,
          sentence: 'Learned again: the same to the last bit.',
        },
        {
          version: 'v6',
          method: 'ridge',
          outcome: 'different',
          largestDifference: 1e-9,
          sentence: 'Learned again it differs by at most 1.0e-9.',
        },
      ],
      identical: false,
      sentence:
        '1 of 660 pairs differ from what was told when they were read. 1 of 2 models learned again the same.',
    },
  }
}
