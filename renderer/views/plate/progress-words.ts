import type { RunEvent } from '../../../contract/run.ts'
import { count, fixed } from '../../text/numbers.ts'
import { clock, duration, span } from '../../text/times.ts'

/** "Paused by you since 09:31, 2 min": why and since when. */
export function pausedWords(why: string, since: string, now: number): string {
  const head =
    why === ''
      ? 'Paused'
      : /^paused/i.test(why)
        ? why.charAt(0).toUpperCase() + why.slice(1)
        : `Paused: ${why}`
  const began = new Date(since).getTime()
  if (!Number.isFinite(began)) return head
  const seconds = (now - began) / 1000
  return `${head} since ${clock(began)}${seconds < 60 ? '' : `, ${span(seconds)}`}`
}

/** How a scan ended, with what it took: pairs, repeated, refused, duration, repeatability. */
export function finishedWords({
  sentence,
  outcome,
  summary,
}: Pick<Extract<RunEvent, { type: 'finished' }>, 'sentence' | 'outcome' | 'summary'>): string {
  if (outcome !== 'done') return sentence
  const { retried = 0, refused = 0, seconds, repeatability } = summary
  return [
    sentence.replace(/\.$/, ''),
    `${count(retried, 'patch', 'patches')} repeated`,
    `${count(refused, 'pair')} refused`,
    ...(seconds === undefined ? [] : [duration(seconds)]),
    ...(repeatability === undefined ? [] : [`readings repeat within ΔE ${fixed(repeatability, 2)}`]),
  ].join(', ')
}

/** " Control patch in 6 pairs, white in 65.": what a scan will take between the patches, and when. */
export function dueWords(
  every: { readonly controlEvery: number | undefined; readonly whiteEvery: number | undefined },
  sinceControl: number,
  sinceWhite: number | undefined,
): string {
  const { controlEvery, whiteEvery } = every
  const due = [
    ...(controlEvery === undefined ? [] : [`Control patch ${inPairs(controlEvery - sinceControl)}`]),
    ...(whiteEvery === undefined || sinceWhite === undefined
      ? []
      : [`white ${inPairs(whiteEvery - sinceWhite)}`]),
  ].join(', ')
  return due === '' ? '' : ` ${due.charAt(0).toUpperCase()}${due.slice(1)}.`
}

const inPairs = (pairs: number): string => (pairs <= 0 ? 'now' : `in ${count(pairs, 'pair')}`)
