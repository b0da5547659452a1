import { z } from 'zod'

/** What a check of the whole database found. */
export const IntegritySchema = z.object({
  ok: z.boolean(),
  readings: z.number().int(),
  models: z.number().int(),
  /** One clause for everything that is not as it was stored; empty when all is well. */
  faults: z.array(z.string()),
})
export type Integrity = z.infer<typeof IntegritySchema>

/** What a merge brought in, and what was here already. */
export const MergedSchema = z.object({
  sessions: z.number().int(),
  readings: z.number().int(),
  pairs: z.number().int(),
  spots: z.number().int(),
  plates: z.number().int(),
  models: z.number().int(),
  /** Readings that were here already. */
  known: z.number().int(),
  /** What could not come along, or came under another name; one sentence each. */
  remarks: z.array(z.string()),
})
export type Merged = z.infer<typeof MergedSchema>
