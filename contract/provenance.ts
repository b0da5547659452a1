import { z } from 'zod'

const RangeSchema = z.tuple([z.number(), z.number()]).readonly().nullable()

/** How the readings of one kind were taken by one of the instruments; null where none of them tells. */
export const ConditionsSchema = z.object({
  role: z.enum(['spectrometer', 'reference']),
  kind: z.enum(['dark', 'white', 'sample']),
  readings: z.number().int(),
  /** ISO 8601. */
  first: z.string(),
  last: z.string(),
  integrationMs: RangeSchema,
  scans: RangeSchema,
})
export type Conditions = z.infer<typeof ConditionsSchema>

/** Under what the readings of a session were taken, and the hash by which its pairs can be checked. */
export const ProvenanceSchema = z.object({
  conditions: z.array(ConditionsSchema),
  /** Age of the oldest white that a sample was read against; null where none was. */
  oldestWhiteMs: z.number().nullable(),
  /** SHA-256 over the stored values of the current pairs, as on the report; null where there is none. */
  pairsHash: z.string().nullable(),
})
export type Provenance = z.infer<typeof ProvenanceSchema>
