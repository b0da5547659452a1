import { z } from 'zod'

/** How a quantity is spread over samples. */
export const SpreadSchema = z.object({
  mean: z.number(),
  median: z.number(),
  p95: z.number(),
  max: z.number(),
})
export type Spread = z.infer<typeof SpreadSchema>

/** Colour differences of corrected against reference under one light and one observer. */
export const ColourFiguresSchema = z.object({
  illuminant: z.enum(['A', 'D50', 'D65', 'F11']),
  observerDegrees: z.union([z.literal(2), z.literal(10)]),
  dE76: SpreadSchema,
  dE94: SpreadSchema,
  dE00: SpreadSchema,
})
export type ColourFigures = z.infer<typeof ColourFiguresSchema>

/**
 * What the repetition of patches leaves of the accuracy. Variances are pooled within patches over all bands; `error` =
 * repeatability + reference + pairing + model, as shares of the mean squared error of cross-validation.
 */
export const FloorFiguresSchema = z.object({
  /** Readings of patches that were read more than once, and such patches. */
  readings: z.number().int(),
  patches: z.number().int(),
  /** RMSE that only noise makes: spread of corrected minus reference within a patch. */
  rmse: z.number(),
  /** RMSE of cross-validation over that floor. */
  accuracyOverFloor: z.number(),
  /** Mean dE00 (D65, 2 degrees) of a corrected reading to the mean of its patch; null where not colour. */
  dE00: z.number().nullable(),
  /** Spread of one raw spectrometer reading, before any correction. */
  rawRmse: z.number(),
  budget: z.object({
    repeatability: z.number(),
    reference: z.number(),
    pairing: z.number(),
    model: z.number(),
  }),
})
export type FloorFigures = z.infer<typeof FloorFiguresSchema>

/** Whether what looks unusual to the reference still looks unusual after the correction (Guenard et al. 2007). */
export const OutlierStatusSchema = z.object({
  /** Samples beyond T2 or Q limit on the reference, and of those the ones still beyond after correction. */
  onReference: z.number().int(),
  kept: z.number().int(),
  /** Samples the correction moved beyond a limit. */
  invented: z.number().int(),
  samples: z.number().int(),
})
export type OutlierStatus = z.infer<typeof OutlierStatusSchema>

/** The full figures of one method. RMSE, bias and SEP in the unit of the reference over all samples and bands together. */
export const MethodFiguresSchema = z.object({
  /** Error on the rows it was fitted on; no degrees of freedom are taken off. */
  rmsec: z.number(),
  /** Error on rows held out fold by fold. */
  rmsecv: z.number(),
  /** Error on rows kept out of everything; null where none are. */
  rmsep: z.number().nullable(),
  /** Mean of corrected minus reference in cross-validation. */
  bias: z.number(),
  /** Standard deviation of that difference. */
  sep: z.number(),
  gfc: z.object({ mean: z.number(), least: z.number() }),
  rmsePerBand: z.array(z.number()),
  /** Four lights, two observers; null where not colour. */
  colour: z.array(ColourFiguresSchema).nullable(),
  /** How far the colour difference itself moves when D65 gives way to A, D50 or F11, 2 degrees; the largest of the three. */
  metamerism: SpreadSchema.nullable(),
  /** The ten patches with the largest error, the worst first. */
  worst: z.array(z.object({ patch: z.string(), rmse: z.number(), dE00: z.number().nullable() })),
  floor: FloorFiguresSchema.nullable(),
  outliers: OutlierStatusSchema,
})
export type MethodFigures = z.infer<typeof MethodFiguresSchema>

/** Wilcoxon signed-rank test of a method against the winner on the errors of the same patches. */
export const PairedTestSchema = z.object({
  /** Median of its error minus the winner's; dE00 where colour, else RMSE of a sample. */
  medianDifference: z.number(),
  /** Two-sided probability of a difference at least as large when both were equal. */
  p: z.number(),
  /** Patches on which it is better, and all without a tie. */
  better: z.number().int(),
  of: z.number().int(),
})
export type PairedTest = z.infer<typeof PairedTestSchema>

/** Limits of what the training rows look like: 99 % limits of T2 and Q, and leverage. */
export const DomainFiguresSchema = z.object({
  components: z.number().int(),
  t2Limit: z.number(),
  qLimit: z.number(),
  /** Shares of held-out rows beyond each limit. */
  t2Above: z.number(),
  qAbove: z.number(),
  /** Three times the mean leverage, and the rows above it, the largest first (ten at most). */
  leverageLimit: z.number(),
  leverageAbove: z.array(z.object({ patch: z.string(), leverage: z.number() })),
})
export type DomainFigures = z.infer<typeof DomainFiguresSchema>
