import { ORPCError } from '@orpc/client'
import type { ProblemData } from '../contract/errors.ts'

/** Sentences for a call that could not reach the bench. */
export const BENCH_DOWN: ProblemData = {
  code: 'BENCH_DOWN',
  title: 'The bench does not answer',
  happened: 'The connection to the measuring process is closed.',
  kept: 'All committed readings.',
  next: 'Nothing to do, the window reconnects by itself.',
}

/** Any error of a call as the sentences a person reads; the bench's own words where it sent some. */
export function problemOf(error: unknown): ProblemData {
  if (error instanceof ORPCError) {
    const data: unknown = error.data
    if (error.code === 'PROBLEM' && isProblem(data)) return data
    return unexpected(error.message)
  }
  if (isAbort(error) || (error instanceof Error && /not open|closed|did not answer/i.test(error.message)))
    return BENCH_DOWN
  return unexpected(error instanceof Error ? error.message : String(error))
}

/** A call that was cancelled: by us, or by the end of its carrier. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

function unexpected(happened: string): ProblemData {
  return {
    code: 'INTERNAL',
    title: 'Something unexpected failed',
    happened,
    kept: 'All committed readings.',
    next: 'Try again; if it repeats, send the log.',
  }
}

function isProblem(data: unknown): data is ProblemData {
  if (typeof data !== 'object' || data === null) return false
  const fields = new Map(Object.entries(data))
  return ['code', 'title', 'happened', 'kept', 'next'].every((name) => typeof fields.get(name) === 'string')
}
