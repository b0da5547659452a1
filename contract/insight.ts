import { z } from 'zod'
import { FloatArraySchema } from './spectrum.ts'

/** What a stored model does, without data: for pictures. */
export const ModelInsightSchema = z.object({
  wavelengthNm: FloatArraySchema,
  /**
   * bands x bands, row-major: how much corrected band i changes with raw band j at the mean spectrum of the plate. A
   * linear method's own coefficients; the slope of a curved one there.
   */
  response: FloatArraySchema,
  /** Half width of the 90 % interval for dark, middle and bright values of each band. */
  interval: z.object({ dark: FloatArraySchema, middle: FloatArraySchema, bright: FloatArraySchema }),
  /** D2 up to `low` is in the domain, from `high` on foreign. */
  domain: z.object({ low: z.number(), high: z.number() }),
})
export type ModelInsight = z.infer<typeof ModelInsightSchema>

const Expected = z.object({ rmse: z.number(), dE00: z.number().nullable() })

/** What a recalibration of a model can be expected to leave, by the number of patches. */
export const RecalibrationForecastSchema = z.object({
  /** What was done to the spectra the model was trained on, in words. */
  drift: z.string(),
  /** Error before the drift, and after it without an update. */
  calibrated: Expected,
  drifted: Expected,
  points: z.array(Expected.extend({ patches: z.number().int() })),
  /** Patches that took no part in any update. */
  judgedOn: z.number().int(),
})
export type RecalibrationForecast = z.infer<typeof RecalibrationForecastSchema>
