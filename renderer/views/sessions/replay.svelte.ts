import type { ModelReplay, Replay } from '../../../contract/replay.ts'
import type { Said } from '../../components/lamp-state.ts'
import { isAbort, problemOf } from '../../problems.ts'
import type { App } from '../../state/app.svelte.ts'

/** A session worked out again: what it is at, then what came of it. */
export class ReplayState {
  /** What is worked out at the moment; undefined while nothing is. */
  step = $state<string | undefined>(undefined)
  result = $state.raw<Replay | undefined>(undefined)
  #stop: AbortController | undefined

  /** Works `session` out again; leaving early (`stop`) keeps nothing and changes nothing. */
  async run(app: App, session: number): Promise<void> {
    this.stop()
    const stop = new AbortController()
    this.#stop = stop
    this.result = undefined
    this.step = 'Pairs from their stored counts'
    try {
      const events = await app.link.client?.session.replay({ session }, { signal: stop.signal })
      for await (const event of events ?? []) {
        if (this.#stop !== stop) return
        if (event.type === 'step') this.step = `${event.detail}, ${event.done + 1} of ${event.total}`
        else this.result = event.replay
      }
    } catch (error) {
      if (!isAbort(error)) app.notices.raise(problemOf(error))
    } finally {
      if (this.#stop === stop) this.stop()
    }
  }

  stop(): void {
    this.#stop?.abort()
    this.#stop = undefined
    this.step = undefined
  }
}

/** Lamp and word for what became of a model. */
export const outcomes: Readonly<Record<ModelReplay['outcome'], Said>> = {
  same: { lamp: 'good', word: 'same' },
  different: { lamp: 'attention', word: 'different' },
  'other-data': { lamp: 'attention', word: 'other pairs' },
  'not-repeatable': { lamp: 'off', word: 'not repeated' },
}
