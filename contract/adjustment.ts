import { z } from 'zod'

/** What a setting takes: a number within limits, or one of some words. */
const Takes = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('number'), min: z.number(), max: z.number(), whole: z.boolean() }),
  z.object({ kind: z.literal('choice'), choices: z.array(z.string()).min(1) }),
])

/** Value of a setting: a number, or one of its words. */
export const AdjustmentValueSchema = z.union([z.number(), z.string()])
export type AdjustmentValue = z.infer<typeof AdjustmentValueSchema>

/** A setting of an instrument that a person may change: what it is now, and what it takes. */
export const AdjustmentSchema = z.object({
  /** Name for programs: "averages". */
  id: z.string(),
  /** Name for people: "Averages". */
  name: z.string(),
  /** '' where it has none. */
  unit: z.string(),
  value: AdjustmentValueSchema,
  takes: Takes,
})
export type Adjustment = z.infer<typeof AdjustmentSchema>

/** A wish: which setting of which instrument becomes what. */
export const AdjustInputSchema = z.object({
  uri: z.string().min(1),
  id: z.string().min(1),
  value: AdjustmentValueSchema,
})
