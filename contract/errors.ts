import { z } from 'zod'

/** Every error a person can meet. A code is part of the contract: it never changes its meaning. */
export const PROBLEM_CODES = [
  // devices
  'NO_DEVICE',
  'PERMISSION',
  'BUSY',
  'DRIVER',
  'DEVICE_LOST',
  'DEVICE_TIMEOUT',
  'PROTOCOL_VIOLATION',
  'DEVICE_REFUSED',
  'WRONG_DEVICE',
  'READBACK',
  'STAGE_ALARM',
  // readings
  'SATURATED',
  'LEVEL_LOW',
  'DARK_MISSING',
  'WHITE_MISSING',
  'WHITE_STALE',
  'DRIFT',
  'PAIR_DUPLICATE',
  'PAIR_EXPECTED',
  'PAIR_UNLIKE',
  'REPLICATES',
  // models
  'TOO_FEW_PAIRS',
  'METHOD_UNKNOWN',
  'GUARD_KEEP',
  'ACCEPTANCE',
  'NULL_WINS',
  'WORKER_DIED',
  'FOREIGN',
  'MODEL_DAMAGED',
  'MODEL_MISMATCH',
  'MODEL_MISSING',
  'ROLLED_BACK',
  // store and files
  'STORE_NEWER',
  'STORE_DAMAGED',
  'STORE_LOCKED',
  'STORE_READONLY',
  'DISK_LOW',
  'DISK_FULL',
  'FILE_UNREADABLE',
  'FORMAT_UNKNOWN',
  'FORMAT_BAD',
  'NO_MATCH',
  'FILE_EXISTS',
  // processes and requests
  'BENCH_RESTARTED',
  'BENCH_DOWN',
  'ALREADY_RUNNING',
  'WRONG_STATE',
  'NOT_FOUND',
  'BAD_REQUEST',
  'INTERNAL',
] as const
export const ProblemCodeSchema = z.enum(PROBLEM_CODES)
export type ProblemCode = z.infer<typeof ProblemCodeSchema>

/** The four sentences of every message (ui.md section 5): title, what happened, what was kept, what to do next. */
export const ProblemDataSchema = z.object({
  code: ProblemCodeSchema,
  title: z.string(),
  happened: z.string(),
  kept: z.string(),
  next: z.string(),
  device: z.string().optional(),
  patch: z.string().optional(),
})
export type ProblemData = z.infer<typeof ProblemDataSchema>

/** An error with a code and sentences for the person; `cause` holds what the log needs. */
export class Problem extends Error {
  readonly data: ProblemData
  constructor(data: ProblemData, options?: { cause?: unknown }) {
    super(`${data.title}. ${data.happened}`, options)
    this.name = 'Problem'
    this.data = data
  }
  get code(): ProblemCode {
    return this.data.code
  }
}

/** Any thrown value as message data; what is not a Problem becomes INTERNAL without a stack trace. */
export function problemDataOf(error: unknown): ProblemData {
  if (error instanceof Problem) return error.data
  const detail = error instanceof Error ? error.message : String(error)
  return {
    code: 'INTERNAL',
    title: 'Something unexpected failed',
    happened: detail,
    kept: 'All committed readings.',
    next: 'Try again; if it repeats, send the log.',
  }
}

/** True for the abort of a cancelled operation, which is no failure. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
