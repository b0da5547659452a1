import { z } from 'zod'
import { FloatArraySchema } from './spectrum.ts'

/** Ways from a cube to a map; `pls-local` scales each spectrum by its surroundings first and filters after. */
export const MAP_METHODS = ['pls', 'pls-filter', 'pls-local', 'unet'] as const
export const MapMethodSchema = z.enum(MAP_METHODS)
export type MapMethod = z.infer<typeof MapMethodSchema>

/** How synthetic cubes are made. */
export const MapGeneratorSchema = z.enum(['linear', 'kubelka-munk'])
export type MapGenerator = z.infer<typeof MapGeneratorSchema>

/** A cube of the open folder. */
export const CubeInfoSchema = z.object({
  name: z.string(),
  height: z.number().int(),
  width: z.number().int(),
  bands: z.number().int(),
  /** null where the header has no wavelengths. */
  wavelengthNm: FloatArraySchema.nullable(),
  /** Per cent; null without one. */
  reference: z.number().nullable(),
  hasMask: z.boolean(),
  hasTruth: z.boolean(),
  bytes: z.number(),
})
export type CubeInfo = z.infer<typeof CubeInfoSchema>

/** Semivariance at lags in pixels, and what was fitted to it. */
export const VariogramSchema = z.object({
  lags: FloatArraySchema,
  semivariance: FloatArraySchema,
  model: z.enum(['spherical', 'exponential', 'gaussian']),
  nugget: z.number(),
  sill: z.number(),
  rangePixels: z.number(),
  /** 1 - nugget / sill. */
  correlatedShare: z.number(),
})

/** What is said of one raw map, nothing clamped; per cent. */
export const MapFiguresSchema = z.object({
  mean: z.number(),
  lowest: z.number(),
  highest: z.number(),
  outsideShare: z.number(),
  variogram: VariogramSchema,
  /** Only where the true map is known. */
  pixelRmse: z.number().nullable(),
  edgeSharpness: z.number().nullable(),
})
export type MapFigures = z.infer<typeof MapFiguresSchema>

/** One method over many cubes; shares are means over cubes. */
export const MapScoreSchema = z.object({
  method: MapMethodSchema,
  cubes: z.number().int(),
  /** Root mean square error of the mean against the reference, per cent. */
  rmseMean: z.number(),
  correlatedShare: z.number(),
  outsideShare: z.number(),
  pixelRmse: z.number().nullable(),
  edgeSharpness: z.number().nullable(),
})
export type MapScore = z.infer<typeof MapScoreSchema>

/** What a stored model of maps says of itself. */
export const MapModelCardSchema = z.object({
  kind: z.literal('chemical map'),
  name: z.string(),
  hash: z.string(),
  created: z.string(),
  seed: z.number(),
  bands: z.number().int(),
  wavelengthNm: FloatArraySchema.nullable(),
  cubes: z.array(z.string()),
  methods: z.array(MapMethodSchema),
  components: z.number().int(),
  folds: z.number().int(),
  /** null where only PLS was asked for. */
  network: z
    .object({
      widths: z.array(z.number().int()),
      epochs: z.array(z.number().int()),
      smooth: z.number(),
      backend: z.string(),
    })
    .nullable(),
  /** Held-out figures of the cross-validation. */
  scores: z.array(MapScoreSchema),
  verdict: z.string(),
  /** Version of the main model that corrects a cube first; null = cubes as they are. */
  correction: z.string().nullable(),
})
export type MapModelCard = z.infer<typeof MapModelCardSchema>

/** The open folder and what has been learnt. */
export const MapsStateSchema = z.object({
  folder: z.string().nullable(),
  cubes: z.array(CubeInfoSchema),
  /** Files that could not be used, with the reason. */
  refused: z.array(z.object({ file: z.string(), sentence: z.string() })),
  models: z.array(MapModelCardSchema),
  training: z.boolean(),
  /** Where an interrupted training of this folder can go on. */
  resumable: z.object({ fold: z.number().int(), epoch: z.number().int() }).nullable(),
})
export type MapsState = z.infer<typeof MapsStateSchema>

/** What is to be learnt. */
export const MapTrainingSchema = z.object({
  name: z.string().min(1).max(100).optional(),
  network: z.boolean().default(true),
  folds: z.number().int().min(2).max(10).default(5),
  seed: z.number().int().default(1),
  widths: z.array(z.number().int().min(1).max(1024)).min(1).max(5).optional(),
  epochs: z.number().int().min(1).max(5000).optional(),
  /** Weight of the smoothness term; 20 is the paper's. */
  smooth: z.number().nonnegative().optional(),
  /** Correct cubes by this version of the main model first. */
  correction: z.string().optional(),
  /** Go on where an interrupted training of the same folder stopped. */
  resume: z.boolean().default(false),
})
export type MapTraining = z.infer<typeof MapTrainingSchema>

/** News of a training; the last is `finished`. */
export const MapTrainingEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    fold: z.number().int(),
    folds: z.number().int(),
    epoch: z.number().int(),
    epochs: z.number().int(),
    trainingLoss: z.number().nullable(),
    validationLoss: z.number().nullable(),
    fraction: z.number(),
    detail: z.string(),
  }),
  z.object({ type: z.literal('finished'), card: MapModelCardSchema, seconds: z.number() }),
])
export type MapTrainingEvent = z.infer<typeof MapTrainingEventSchema>

/** One value a pixel, row-major; NaN beside the sample. */
export const PlaneSchema = z.object({
  height: z.number().int(),
  width: z.number().int(),
  values: FloatArraySchema,
})
export type Plane = z.infer<typeof PlaneSchema>

/** The maps of one cube by every method of a model, and the truth where it is known. */
export const CubeMapsSchema = z.object({
  cube: z.string(),
  model: z.string(),
  maps: z.array(
    PlaneSchema.extend({ method: MapMethodSchema, figures: MapFiguresSchema, seconds: z.number() }),
  ),
  truth: PlaneSchema.nullable(),
  reference: z.number().nullable(),
})
export type CubeMaps = z.infer<typeof CubeMapsSchema>
