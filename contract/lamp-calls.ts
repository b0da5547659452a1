import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, none } from './call.ts'
import {
  LabelledPicturesSchema,
  LampAnswerSchema,
  LampFiguresSchema,
  LampLabelSchema,
  LampSpectrumSchema,
  LampTrainingEventSchema,
  PhotographSchema,
  WavecalOptionsSchema,
  WavecalResultSchema,
} from './lamps.ts'
import { FloatArraySchema } from './spectrum.ts'

/** Light sources: told from photographs and spectra, and the wavelength axis calibrated with known ones. */
export const lampCalls = {
  photograph: call.input(PhotographSchema).output(LampAnswerSchema),
  /** A spectrum on its axis: linear, dark level off. */
  spectrum: call
    .input(
      z.object({ wavelengthNm: FloatArraySchema, values: FloatArraySchema, model: z.string().optional() }),
    )
    .output(LampSpectrumSchema),
  /** A fresh frame of the spectrometer. */
  live: call.input(none).output(LampSpectrumSchema),
  /** A rendered photograph as the bytes of a PNG file: what to try without a lamp at hand. */
  render: call
    .input(
      z.object({
        label: LampLabelSchema.or(z.literal('unknown')),
        seed: z.number().int().default(1),
        harder: z.boolean().default(false),
      }),
    )
    .output(z.object({ name: z.string(), file: z.base64() })),
  /** Accuracy of the classifier that ships with the program, by set. */
  figures: call
    .input(z.object({}))
    .output(z.object({ trainedOn: z.string(), figures: z.record(z.string(), LampFiguresSchema) })),
  /** Trains on rendered pictures, or on prepared ones of one's own; closing the stream cancels. */
  train: call
    .input(
      z.object({
        seed: z.number().int().default(1),
        pictures: z.number().int().min(0).max(200_000).default(4000),
        judged: z.number().int().min(70).max(20_000).default(700),
        epochs: z
          .object({ rows: z.number().int().min(0).max(500), image: z.number().int().min(0).max(500) })
          .default({ rows: 10, image: 0 }),
        falseAlarmRate: z.number().min(0).max(0.5).default(0.02),
        own: z.object({ training: LabelledPicturesSchema, validation: LabelledPicturesSchema }).optional(),
      }),
    )
    .output(eventIterator(LampTrainingEventSchema)),
  wavecal: call.input(WavecalOptionsSchema).output(WavecalResultSchema),
  /** Back to the axis that the instrument itself tells. */
  ownAxis: call
    .input(z.object({ family: z.string(), serial: z.string() }))
    .output(z.object({ ok: z.literal(true) })),
}
