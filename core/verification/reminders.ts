import type { VerificationDue } from '../../contract/verify.ts'
import type { Clock } from '../async.ts'
import type { Store } from '../store/interface.ts'
import { scheduledInstruments, verifySettings } from './settings.ts'

const DAY_MS = 86_400_000
/** Days and sessions pass slowly: what is due is looked up anew at most this often. */
const KEPT_MS = 30_000

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`

/** Whether an instrument is due, and why. */
export function dueOf(store: Store, instrument: string, nowMs: number): VerificationDue {
  const { schedule } = verifySettings(store, instrument)
  const [last] = store.listVerifications({ instrument })
  const sessionsSince = last ? store.sessionsSince(instrument, last.at) : 0
  const common = {
    instrument,
    schedule,
    last: last?.at ?? null,
    lastPassed: last?.passed ?? null,
    sessionsSince,
  }
  const { days, sessions } = schedule
  if (days === null && sessions === null) return { ...common, due: false, sentence: 'No reminder is set.' }
  if (!last) return { ...common, due: true, sentence: `${instrument} was never verified.` }
  const age = Math.floor((nowMs - Date.parse(last.at)) / DAY_MS)
  const late = days !== null && age >= days
  const used = sessions !== null && sessionsSince >= sessions
  const since = `verified ${age === 0 ? 'today' : `${counted(age, 'day')} ago`}, ${counted(sessionsSince, 'session')} since`
  const rule = [
    ...(days === null ? [] : [counted(days, 'day')]),
    ...(sessions === null ? [] : [counted(sessions, 'session')]),
  ].join(' or ')
  const verdict = late || used ? 'It is due' : 'Not due'
  return { ...common, due: late || used, sentence: `${instrument} was ${since}. ${verdict}: every ${rule}.` }
}

/** The reminders of all instruments, looked up now and then: the state of the bench asks often. */
export class Reminders {
  readonly #store: Store
  readonly #clock: Clock
  #known: { readonly atMs: number; readonly due: readonly VerificationDue[] } | undefined

  constructor(store: Store, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** Instruments with a schedule, those that are due first. */
  get all(): readonly VerificationDue[] {
    const now = this.#clock.now()
    if (!this.#known || Math.abs(now - this.#known.atMs) > KEPT_MS) {
      const due = scheduledInstruments(this.#store).map((instrument) => dueOf(this.#store, instrument, now))
      this.#known = { atMs: now, due: due.sort((a, b) => Number(b.due) - Number(a.due)) }
    }
    return this.#known.due
  }

  /** Why an instrument is due; undefined while it is not. */
  sentence(instrument: string): string | undefined {
    const found = this.all.find((one) => one.instrument === instrument)
    return found?.due === true ? found.sentence : undefined
  }

  /** A verification was stored, or a schedule changed. */
  forget(): void {
    this.#known = undefined
  }
}
