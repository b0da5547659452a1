import { fixed, NOT_KNOWN, THIN } from './numbers.ts'

const two = (value: number): string => String(value).padStart(2, '0')
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** The present moment as the contract writes it. */
export const nowIso = (): string => new Date().toISOString()

/** Local time of day, 09:31:08. */
export function clock(at: number | string | undefined): string {
  const date = at === undefined ? undefined : new Date(at)
  if (date === undefined || Number.isNaN(date.getTime())) return NOT_KNOWN
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** Local time with thousandths, for transcripts: 09:34:49.870. */
export function clockMs(at: number): string {
  return `${clock(at)}.${String(new Date(at).getMilliseconds()).padStart(3, '0')}`
}

/** Local date, 21 Nov 2026. */
export function day(at: number | string | undefined): string {
  const date = at === undefined ? undefined : new Date(at)
  if (date === undefined || Number.isNaN(date.getTime())) return NOT_KNOWN
  return `${String(date.getDate())} ${MONTHS[date.getMonth()] ?? ''} ${String(date.getFullYear())}`
}

/** Date without the year, 21 Nov; "today" when it is. */
export function shortDay(at: number | string, now: number): string {
  const text = day(at)
  return text === day(now) ? 'today' : text.replace(/ \d{4}$/, '')
}

/** Morning, afternoon or evening of a date. */
export function partOfDay(at: number | string): string {
  const hour = new Date(at).getHours()
  return hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening'
}

/** How long ago or how long it takes, in one unit: "8 s", "14 min", "3 h", "2 days". */
export function span(seconds: number | undefined): string {
  if (seconds === undefined || !Number.isFinite(seconds)) return NOT_KNOWN
  const s = Math.max(0, seconds)
  if (s < 59.5) return `${fixed(s, 0)}${THIN}s`
  // Up to two hours in minutes: an age of 64 min is past its hour, and "1 h" would not say so.
  if (s < 7170) return `${fixed(s / 60, 0)}${THIN}min`
  if (s < 84600) return `${fixed(s / 3600, 0)}${THIN}h`
  const days = Math.round(s / 86400)
  return days === 1 ? '1 day' : `${String(days)} days`
}

/** A duration in two units: "3 min 12 s". */
export function duration(seconds: number | undefined): string {
  if (seconds === undefined || !Number.isFinite(seconds)) return NOT_KNOWN
  const s = Math.max(0, Math.round(seconds))
  if (s < 60) return `${String(s)}${THIN}s`
  if (s < 3600) return `${String(Math.floor(s / 60))}${THIN}min ${String(s % 60)}${THIN}s`
  return `${String(Math.floor(s / 3600))}${THIN}h ${String(Math.floor((s % 3600) / 60))}${THIN}min`
}

/** Milliseconds as people set them: 0.8 ms, 4 ms, 38 ms, 1.2 s. */
export function exposure(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms)) return NOT_KNOWN
  if (ms >= 1000) return `${fixed(ms / 1000, 1)}${THIN}s`
  return `${fixed(ms, Number.isInteger(ms) || ms >= 100 ? 0 : 1)}${THIN}ms`
}
