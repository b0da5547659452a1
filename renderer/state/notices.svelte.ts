import type { Notice } from '../../contract/api.ts'
import type { ProblemData } from '../../contract/errors.ts'
import { symbols } from '../text/symbols.ts'
import { nowIso } from '../text/times.ts'
import type { Link } from './link.svelte.ts'

/** Lines the log drawer keeps. */
const KEPT = 500
/** How long an information stays in the status line. */
const INFORMATION_MS = 6000

/** A message that stays until it is solved or closed. */
export interface Standing {
  readonly level: 'attention' | 'fault'
  readonly problem: ProblemData
  readonly at: string
}

/** Log lines and standing messages. */
export class Notices {
  log = $state.raw<readonly Notice[]>([])
  standing = $state.raw<readonly Standing[]>([])
  /** For the ear: results of Measure and the like. */
  spoken = $state('')
  readonly newest = $derived(this.log.at(-1))

  follow(link: Link, signal: AbortSignal, onError: (error: unknown) => void): void {
    let openedAt = 0
    void link.follow(
      (client, stop) => {
        openedAt = Date.now()
        return client.app.notices({}, { signal: stop })
      },
      (notice) => {
        // A new listener hears the last 50 again.
        if (this.log.some((old) => old.at === notice.at && old.text === notice.text)) return
        this.#write(notice)
        const fresh = Date.parse(notice.at) >= openedAt - INFORMATION_MS
        if (fresh && notice.problem !== undefined && notice.level !== 'info')
          this.#stand(notice.level, notice.problem, notice.at)
      },
      signal,
      onError,
    )
  }

  /** Says something that needs no answer. */
  say(text: string): void {
    this.#write({ at: nowIso(), level: 'info', text })
    this.spoken = text
  }

  /** Shows a problem until it is closed or solved. */
  raise(problem: ProblemData, level: 'attention' | 'fault' = 'attention'): void {
    const at = nowIso()
    const known = this.standing.some((old) => sameMatter(old.problem, problem))
    if (!known) this.#write({ at, level, problem, text: `${problem.title}. ${problem.happened}` })
    this.#stand(level, problem, at)
  }

  close(problem: ProblemData): void {
    this.standing = this.standing.filter((old) => old.problem !== problem)
  }

  /** Takes away what is solved: `still` says which problems go on. */
  solve(still: (problem: ProblemData) => boolean): void {
    const left = this.standing.filter((old) => still(old.problem))
    if (left.length !== this.standing.length) this.standing = left
  }

  #write(notice: Notice): void {
    this.log = [...this.log, notice].slice(-KEPT)
  }

  #stand(level: 'attention' | 'fault', problem: ProblemData, at: string): void {
    this.standing = [
      ...this.standing.filter((old) => !sameMatter(old.problem, problem)),
      { level, problem, at },
    ]
  }
}

/** What a line says: of an information, which has no card, also what happened and what can be done. */
export const saidOf = ({ level, text, problem }: Notice): string =>
  symbols(
    level === 'info' && problem !== undefined
      ? `${problem.title}. ${problem.happened} ${problem.next}`
      : text,
  )

/** Whether an information is still young enough for the status line. */
export const isFresh = (notice: Notice, now: number): boolean => now - Date.parse(notice.at) < INFORMATION_MS

function sameMatter(a: ProblemData, b: ProblemData): boolean {
  return a.code === b.code && a.device === b.device && a.patch === b.patch
}
