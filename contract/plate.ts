import { z } from 'zod'
import { ColourSchema, TripleSchema } from './spectrum.ts'

/** One patch as defined: where it sits and what is expected there. */
export const PatchSchema = z.object({
  /** Cell name: row letter + two-digit column ("P14"). */
  id: z.string(),
  /** Free name ("10GY 4/4"), may equal the id. */
  name: z.string(),
  row: z.number().int().min(0),
  column: z.number().int().min(0),
  /** Expected L*a*b* (D65, 2 degrees) where known. */
  expectedLab: TripleSchema.optional(),
})
export type Patch = z.infer<typeof PatchSchema>

/** A plate: grid, pitch and patches in reading order. */
export const PlateSchema = z.object({
  name: z.string(),
  rows: z.number().int().min(1).max(702),
  columns: z.number().int().min(1).max(999),
  pitchXMm: z.number().positive(),
  pitchYMm: z.number().positive(),
  /** Position of the centre of the first patch in stage coordinates. */
  originXMm: z.number(),
  originYMm: z.number(),
  /** Stage position of the white tile. */
  whiteXMm: z.number(),
  whiteYMm: z.number(),
  order: z.enum(['serpentine', 'rows', 'shuffled']),
  patches: z.array(PatchSchema).min(1),
})
export type Plate = z.infer<typeof PlateSchema>

/** State of a patch on the plate map. */
export const PatchStateSchema = z.enum(['unread', 'half', 'paired', 'refused', 'repeat', 'excluded'])
export type PatchState = z.infer<typeof PatchStateSchema>

/** One of the five checks of a pair. */
export const PairCheckSchema = z.object({
  name: z.enum(['level', 'expected', 'neighbours', 'replicates', 'reference']),
  state: z.enum(['passed', 'failed', 'waiting', 'unknown']),
  detail: z.string(),
})
export type PairCheck = z.infer<typeof PairCheckSchema>

/** A patch with what has been read there: the plate map draws from these alone. */
export const PatchViewSchema = PatchSchema.extend({
  state: PatchStateSchema,
  control: z.boolean(),
  expected: ColourSchema.optional(),
  measured: ColourSchema.optional(),
  reference: ColourSchema.optional(),
  /** dE00 of the raw spectrometer reading to the reference reading. */
  deltaERaw: z.number().optional(),
  /** dE00 of the active model's correction to the reference reading. */
  deltaECorrected: z.number().optional(),
  /** dE00 measured (reference if read, else spectrometer) against expected. */
  deltaEExpected: z.number().optional(),
  readings: z.number().int(),
  /** How far the readings of the pair are apart, dE00; absent for single readings. */
  spread: z.number().optional(),
  /** Earlier pairs of the patch that this one replaced; absent = none. */
  superseded: z.number().int().optional(),
  reason: z.string().optional(),
  pairedAt: z.string().optional(),
})
export type PatchView = z.infer<typeof PatchViewSchema>

/** A control reading: lightness of a neutral patch against its first reading. */
export const ControlPointSchema = z.object({
  pair: z.number().int(),
  patch: z.string(),
  deltaL: z.number(),
  ewma: z.number(),
  outside: z.boolean(),
})
export type ControlPoint = z.infer<typeof ControlPointSchema>

/** Everything the plate view needs at once; later changes arrive as run events. */
export const PlateViewSchema = z.object({
  session: z.number().int(),
  /** A scan belongs to the session; a verification or a recalibration reads some patches of the plate and ends with them. */
  scanned: z.boolean(),
  plate: PlateSchema.omit({ patches: true }),
  patches: z.array(PatchViewSchema),
  paired: z.number().int(),
  refused: z.number().int(),
  toRepeat: z.number().int(),
  controls: z.array(ControlPointSchema),
  controlLimit: z.number(),
  /** Pair counts at which a white was taken. */
  whites: z.array(z.number().int()),
})
export type PlateView = z.infer<typeof PlateViewSchema>
