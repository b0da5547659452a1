import { oc } from '@orpc/contract'
import { z } from 'zod'
import { ProblemDataSchema } from './errors.ts'

/** Every call can fail with one typed error that carries the sentences for the person. */
export const call = oc.errors({ PROBLEM: { status: 422, data: ProblemDataSchema } })

/** Input of a call that takes nothing. */
export const none = z.object({})

/** Output of a call that only succeeds or fails. */
export const ok = z.object({ ok: z.literal(true) })
