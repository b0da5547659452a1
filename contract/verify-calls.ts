import { z } from 'zod'
import { call, none } from './call.ts'
import {
  ToleranceSchema,
  VerificationChartSchema,
  VerificationDueSchema,
  VerificationSchema,
  VerifyOptionsSchema,
  VerifyScheduleSchema,
} from './verify.ts'

/** Verification: check patches against tolerances, their history, and when the next one is due. */
export const verifyCalls = {
  /** Reads the check patches in a session of its own; the run's `verified` event brings the result. */
  start: call
    .input(VerifyOptionsSchema)
    .output(z.object({ run: z.number().int(), session: z.number().int() })),
  /** Newest first. */
  list: call
    .input(z.object({ instrument: z.string().optional(), model: z.string().optional() }))
    .output(z.object({ verifications: z.array(VerificationSchema) })),
  show: call.input(z.object({ id: z.number().int() })).output(VerificationSchema),
  chart: call
    .input(z.object({ instrument: z.string(), model: z.string() }))
    .output(VerificationChartSchema.nullable()),
  /** What an instrument has to keep to and how often; the usual values where nothing was set. */
  settings: call
    .input(z.object({ instrument: z.string() }))
    .output(z.object({ tolerance: ToleranceSchema, schedule: VerifyScheduleSchema })),
  configure: call
    .input(
      z.object({
        instrument: z.string().min(1),
        tolerance: ToleranceSchema.optional(),
        schedule: VerifyScheduleSchema.optional(),
      }),
    )
    .output(z.object({ ok: z.literal(true) })),
  /** Instruments with a schedule, those that are due first. */
  due: call.input(none).output(z.object({ instruments: z.array(VerificationDueSchema) })),
}
