import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, none } from './call.ts'
import {
  CubeMapsSchema,
  MapGeneratorSchema,
  MapModelCardSchema,
  MapScoreSchema,
  MapsStateSchema,
  MapTrainingEventSchema,
  MapTrainingSchema,
  PlaneSchema,
} from './maps.ts'
import { SpectraTableSchema } from './session.ts'
import { FloatArraySchema } from './spectrum.ts'

const Cube = z.object({ cube: z.string() })

/** Chemical maps from hyperspectral cubes. */
export const mapCalls = {
  state: call.input(none).output(MapsStateSchema),
  /** A folder of ENVI cubes on the machine of the bench; a references.csv in it is read as well. */
  open: call.input(z.object({ folder: z.string().min(1) })).output(MapsStateSchema),
  /** A small synthetic set in the data folder, made once, and opened. */
  demo: call
    .input(z.object({ generator: MapGeneratorSchema.default('kubelka-munk') }))
    .output(MapsStateSchema),
  /** Writes a synthetic set into a folder that does not exist yet. */
  synth: call
    .input(
      z.object({
        folder: z.string().min(1),
        generator: MapGeneratorSchema,
        cubes: z.number().int().min(1).max(1000),
        height: z.number().int().min(8).max(2048).default(64),
        width: z.number().int().min(8).max(2048).default(64),
        bands: z.number().int().min(10).max(1000).default(60),
        seed: z.number().int().default(1),
        /** Spectra (absorbance) and per cent of measured mixtures: their end members take the place of meat. */
        measured: z.object({ spectra: SpectraTableSchema, percent: FloatArraySchema }).optional(),
      }),
    )
    .output(z.object({ folder: z.string(), cubes: z.number().int() })),
  references: call.input(z.object({ name: z.string(), text: z.string() })).output(MapsStateSchema),
  /** One band of a cube as a picture. */
  band: call
    .input(Cube.extend({ band: z.number().int().min(0) }))
    .output(PlaneSchema.extend({ low: z.number(), high: z.number() })),
  /** Three bands as red, green and blue, 0..1 between the 2nd and the 98th percentile. */
  rgb: call
    .input(Cube)
    .output(
      z.object({ red: PlaneSchema, green: PlaneSchema, blue: PlaneSchema, bandsNm: z.array(z.number()) }),
    ),
  spectrum: call
    .input(
      Cube.extend({
        x: z.number().int().min(0),
        y: z.number().int().min(0),
        /** Version of the main model whose correction is shown beside it. */
        correction: z.string().optional(),
      }),
    )
    .output(
      z.object({ values: FloatArraySchema, sample: z.boolean(), corrected: FloatArraySchema.nullable() }),
    ),
  /** Which versions of the main model correct the cubes of the open folder, and why the others do not. */
  corrections: call
    .input(z.object({}))
    .output(z.object({ versions: z.array(z.object({ version: z.string(), why: z.string().nullable() })) })),
  /** Learns and stores a model of maps. Closing the stream cancels; checkpoints stay. */
  train: call.input(MapTrainingSchema).output(eventIterator(MapTrainingEventSchema)),
  predict: call.input(Cube.extend({ model: z.string().optional() })).output(CubeMapsSchema),
  /** Every cube with a reference by every method of a model. */
  evaluate: call
    .input(z.object({ model: z.string().optional() }))
    .output(z.object({ card: MapModelCardSchema, scores: z.array(MapScoreSchema), verdict: z.string() })),
  /** A stored model as bytes in base64, or one read from elsewhere. */
  exportModel: call.input(z.object({ model: z.string() })).output(z.object({ base64: z.string() })),
  importModel: call.input(z.object({ base64: z.string() })).output(MapModelCardSchema),
}
