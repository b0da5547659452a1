import type { Session } from '../../../contract/session.ts'
import { day } from '../../text/times.ts'

/** Sessions of one day or month. */
export interface SessionGroup {
  readonly title: string
  readonly sessions: readonly Session[]
}

/** Whether every word of the filter occurs in name, notes, tags, instruments, plate or model; "model" and "simulated" are flags. */
export function matches(session: Session, filter: string): boolean {
  const text = [
    session.name,
    session.notes,
    ...session.tags,
    ...session.instruments,
    session.plate ?? '',
    session.model ?? '',
    session.simulated ? 'simulated' : '',
    String(session.id),
  ]
    .join(' ')
    .toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** Groups by date, in the order given: today, yesterday, this week by day, then by month. */
export function datedGroups(sessions: readonly Session[], now: number): SessionGroup[] {
  const groups = new Map<string, Session[]>()
  for (const session of sessions) {
    const title = groupTitle(session.started, now)
    groups.set(title, [...(groups.get(title) ?? []), session])
  }
  return [...groups].map(([title, list]) => ({ title, sessions: list }))
}

const DAY_MS = 86_400_000
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

function groupTitle(started: string, now: number): string {
  const date = new Date(started)
  if (day(started) === day(now)) return 'Today'
  if (day(started) === day(now - DAY_MS)) return 'Yesterday'
  if (now - date.getTime() < 7 * DAY_MS) return day(started)
  return `${MONTHS[date.getMonth()] ?? ''} ${String(date.getFullYear())}`
}
