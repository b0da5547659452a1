import { z } from 'zod'

/** What a report is about and how it comes: a certificate of a model, the report of a session or of a verification. */
export const ReportInputSchema = z.object({
  kind: z.enum(['certificate', 'session', 'verification']),
  /** Version or hash; the active model when absent. */
  model: z.string().optional(),
  /** The session worked with last when absent. */
  session: z.number().int().optional(),
  /** The newest verification when absent. */
  verification: z.number().int().optional(),
  format: z.enum(['html', 'pdf']).default('html'),
})
export type ReportInput = z.infer<typeof ReportInputSchema>
