import type { Notice } from '../../contract/api.ts'
import type { ProblemData } from '../../contract/errors.ts'
import { isoTime } from '../async.ts'
import type { Clock } from '../async.ts'
import type { AppLog } from '../app-options.ts'
import { RecentTopic } from '../topic.ts'
import type { Stream } from '../stream.ts'

const KEPT = 50

/** The messages of the status line: the last 50 are told to every new listener. */
export class Notices {
  readonly #topic = new RecentTopic<Notice>(KEPT)
  readonly #clock: Clock
  readonly #log: AppLog

  constructor(clock: Clock, log: AppLog) {
    this.#clock = clock
    this.#log = log
  }

  say(text: string): void {
    this.#log.info({}, text)
    this.#topic.publish({ at: isoTime(this.#clock), level: 'info', text })
  }

  problem(level: Notice['level'], problem: ProblemData): void {
    this.#log.warn({ code: problem.code }, `${problem.title}. ${problem.happened}`)
    this.#topic.publish({ at: isoTime(this.#clock), level, problem, text: problem.title })
  }

  watch(): Stream<Notice> {
    return this.#topic.watch()
  }

  close(): void {
    this.#topic.close()
  }
}
