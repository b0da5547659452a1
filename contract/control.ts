import { z } from 'zod'

/** One session in the control chart of a spectrometer: its raw L* minus that of the reference on the patches read again. */
export const SessionControlSchema = z.object({
  session: z.number().int(),
  started: z.string(),
  /** Against the first session, in L*. */
  deltaL: z.number(),
  ewma: z.number(),
  /** Cumulative sums above and below, in standard deviations. */
  above: z.number(),
  below: z.number(),
  outside: z.boolean(),
})
export type SessionControl = z.infer<typeof SessionControlSchema>

/** The control chart of one instrument over its sessions, the oldest first. */
export const InstrumentControlSchema = z.object({
  points: z.array(SessionControlSchema),
  /** Standard deviation of one session in L*, from the moving ranges. */
  sigma: z.number(),
  /** Half width of the limits of the moving average, in L*. */
  ewmaLimit: z.number(),
  /** Limit of the cumulative sums, in standard deviations. */
  cusumLimit: z.number(),
})
export type InstrumentControl = z.infer<typeof InstrumentControlSchema>
