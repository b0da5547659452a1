import { EventEmitter, once } from 'node:events'
import { implement } from '@orpc/server'
import { api, type Notice } from '../../../contract/api.ts'
import { Problem } from '../../../contract/errors.ts'

/** What a caller sees of the small app's stream from the inside. */
export interface StreamRecord {
  /** How many values the stream was asked for. */
  asked: number
  /** How many streams were opened and how many ran their `finally`. */
  opened: number
  ended: number
}

/**
 * A few calls of the contract without instruments behind them: one that answers, one that fails with a Problem, one
 * that takes big tables, and a stream that counts what happens to it.
 */
export function smallApp({ noticeText = 'a line' } = {}) {
  const os = implement(api)
  const stream: StreamRecord = { asked: 0, opened: 0, ended: 0 }
  const changes = new EventEmitter()
  const note = (field: keyof StreamRecord): void => {
    stream[field]++
    changes.emit('change')
  }
  async function* notices(signal: AbortSignal | undefined): AsyncGenerator<Notice, void, void> {
    note('opened')
    try {
      while (signal?.aborted !== true) {
        note('asked')
        yield { at: '2026-11-21T09:41:07Z', level: 'info', text: noticeText }
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    } finally {
      note('ended')
    }
  }
  const router = {
    app: {
      about: os.app.about.handler(() => ({
        version: '1.2.3',
        backend: 'none',
        runtime: 'test',
        dataFolder: '/data',
        platform: 'test',
      })),
      notices: os.app.notices.handler(({ signal }) => notices(signal)),
    },
    model: {
      rollback: os.model.rollback.handler(({ errors }) => {
        const problem = new Problem({
          code: 'MODEL_MISSING',
          title: 'There is no earlier model',
          happened: 'This is the first one.',
          kept: 'The active model.',
          next: 'Train another one.',
        })
        throw errors.PROBLEM({ data: problem.data })
      }),
      evaluate: os.model.evaluate.handler(() => {
        throw new Error('not part of the small app')
      }),
    },
    session: {
      import: os.session.import.handler(({ input }) => ({
        session: 1,
        pairs: input.spectrometer.ids.length,
        unmatched: { spectrometer: [], reference: [] },
        sentence: String(input.spectrometer.values[0]),
      })),
    },
  }
  /** Waits until the stream's record fulfils a condition. */
  const until = async (fulfilled: (record: StreamRecord) => boolean): Promise<void> => {
    while (!fulfilled(stream)) await once(changes, 'change')
  }
  return { router, stream, until }
}
