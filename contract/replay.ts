import { z } from 'zod'

/** A pair whose numbers of today are not those that were told when it was measured. */
export const PairChangeSchema = z.object({
  patch: z.string(),
  /** When it was paired, ISO 8601. */
  at: z.string(),
  /** dE00 between the two instruments, as told then and as worked out now. */
  then: z.number(),
  now: z.number(),
})
export type PairChange = z.infer<typeof PairChangeSchema>

/** One model of the session, learned again from the stored readings. */
export const ModelReplaySchema = z.object({
  version: z.string(),
  method: z.string(),
  outcome: z.enum(['same', 'different', 'other-data', 'not-repeatable']),
  /** Largest difference of a number in the model's file; 0 for the same bits. */
  largestDifference: z.number().optional(),
  sentence: z.string(),
})
export type ModelReplay = z.infer<typeof ModelReplaySchema>

/** A stored session worked out again: what was told then against what follows from the stored counts now. */
export const ReplaySchema = z.object({
  session: z.number().int(),
  pairs: z.object({
    /** Accepted pairs that the record of a run tells of. */
    checked: z.number().int(),
    same: z.number().int(),
    /** Pairs of imports and such that were accepted later: nothing was told of them to compare with. */
    untold: z.number().int(),
    /** At most 20, the largest difference first. */
    changes: z.array(PairChangeSchema),
  }),
  models: z.array(ModelReplaySchema),
  /** Everything that could be compared is the same to the last bit. */
  identical: z.boolean(),
  sentence: z.string(),
})
export type Replay = z.infer<typeof ReplaySchema>

/** Progress of a replay; ends with `finished`. */
export const ReplayEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('step'), detail: z.string(), done: z.number().int(), total: z.number().int() }),
  z.object({ type: z.literal('finished'), replay: ReplaySchema }),
])
export type ReplayEvent = z.infer<typeof ReplayEventSchema>
