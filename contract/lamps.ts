import { z } from 'zod'
import { FloatArraySchema } from './spectrum.ts'

/** Light sources that are told apart; the place in the list is the label. Source: the class table of nnSIC. */
export const LAMP_CLASSES = [
  { label: 0, name: 'LED', title: 'LED' },
  { label: 1, name: 'mercury', title: 'CCFL, fluorescent or mercury lamp' },
  { label: 2, name: 'continuum', title: 'Continuum: sun, sky, incandescent, halogen' },
  { label: 3, name: 'neon', title: 'Neon' },
  { label: 4, name: 'helium', title: 'Helium' },
  { label: 5, name: 'hydrogen', title: 'Hydrogen' },
  { label: 6, name: 'nitrogen', title: 'Nitrogen' },
] as const

/** Place of a light source in LAMP_CLASSES. */
export const LampLabelSchema = z.number().int().min(0).max(6)
export type LampLabel = z.infer<typeof LampLabelSchema>

/** How many light sources are told apart. */
export const LAMP_COUNT = LAMP_CLASSES.length

/** "neon", or "unknown" for what no class fits. @throws RangeError for a label that does not exist */
export function lampName(label: LampLabel | 'unknown'): string {
  if (label === 'unknown') return 'unknown'
  const found = LAMP_CLASSES[label]
  if (!found) throw new RangeError(`there is no light source ${label}`)
  return found.name
}

const Share = z.number().min(0).max(1)
/** A part of a picture in shares of its width and height. */
export const FrameSchema = z.object({
  left: Share,
  top: Share,
  width: z.number().positive().max(1),
  height: z.number().positive().max(1),
})

/** A light source told from a picture or a spectrum. */
export const LampAnswerSchema = z.object({
  label: LampLabelSchema.or(z.literal('unknown')),
  /** The class of highest probability, also where the answer is "unknown". */
  nearest: LampLabelSchema,
  /** Seven values that add up to 1, by label. */
  probabilities: FloatArraySchema,
  /** Highest probability below which the answer is "unknown", and how often a known lamp falls below it. */
  threshold: z.number(),
  falseAlarmRate: z.number(),
  /** 480 x 3 values 0..1: what the network saw, rows averaged. */
  rows: FloatArraySchema,
  /** The prepared picture, 480 x 15 x 3 bytes. */
  prepared: z.base64(),
  /** How the photograph was turned (clockwise) and cropped (of the turned picture). */
  turnDegrees: z.number(),
  frame: FrameSchema,
  /**
   * The mean of the nearest class over computed lamps, peak 1: on nm for a spectrum, on columns for a photograph, laid along
   * the axis that fits best.
   */
  mean: z.object({
    x: FloatArraySchema,
    values: FloatArraySchema,
    /** Wavelengths of the first and last column, and how well they fit; null for a spectrum. */
    laid: z.object({ fromNm: z.number(), toNm: z.number(), correlation: z.number() }).nullable(),
  }),
  /** What was assumed, in sentences. */
  notes: z.array(z.string()),
})
export type LampAnswer = z.infer<typeof LampAnswerSchema>

/** A line of a spectrum and what it is. */
export const IdentifiedLineSchema = z.object({
  measuredNm: z.number(),
  height: z.number(),
  line: z.object({ element: z.string(), nm: z.number(), residualNm: z.number() }).nullable(),
})

/** Colour of a light from 380 to 780 nm; parts are null where they mean nothing. */
export const LightColourSchema = z.object({
  /** Correlated colour temperature and distance from the black bodies (CIE 015:2018). */
  temperature: z.object({ kelvin: z.number(), duv: z.number() }).nullable(),
  /** CIE 1931. */
  x: z.number(),
  y: z.number(),
  /** General index and R1 to R14 (CIE 13.3-1995). */
  rendering: z.object({ ra: z.number(), special: z.array(z.number()) }).nullable(),
})
export type LightColour = z.infer<typeof LightColourSchema>

/** A spectrum on a calibrated axis with what was told from it. */
export const LampSpectrumSchema = LampAnswerSchema.extend({
  wavelengthNm: FloatArraySchema,
  values: FloatArraySchema,
  lines: z.array(IdentifiedLineSchema),
  /** null where 410 to 700 nm are not covered, or nothing shines. */
  light: LightColourSchema.nullable(),
  /** The signal as measured: the sensitivity of the spectrometer is still in it, and so in the colour. */
  asMeasured: z.boolean(),
})
export type LampSpectrum = z.infer<typeof LampSpectrumSchema>

/** Accuracy of a classifier on pictures it was not trained on. */
export const LampFiguresSchema = z.object({
  pictures: z.number().int(),
  accuracy: z.number(),
  perClass: z.array(z.number().nullable()),
  confusion: z.array(z.array(z.number())),
  falseAlarms: z.number(),
  calibrationError: z.number(),
})

/** A photograph as the bytes of its file, with what the person has corrected. */
export const PhotographSchema = z.object({
  name: z.string().min(1).max(300),
  file: z.base64(),
  turnDegrees: z.number().min(-360).max(360).optional(),
  frame: FrameSchema.optional(),
  /** Text of a model file that `lamps train` has written; the one that ships with the program when absent. */
  model: z.string().optional(),
})

/** Prepared pictures of known lamps: labels, and the bytes one picture after the other, 480 x 15 x 3 each. */
export const LabelledPicturesSchema = z.object({ labels: z.array(LampLabelSchema), rgb: z.base64() })

/** Gases whose lines calibrate an axis. */
export const CALIBRATION_ELEMENTS = ['hydrogen', 'helium', 'neon', 'argon', 'mercury'] as const

export const WavecalOptionsSchema = z.object({
  elements: z.array(z.enum(CALIBRATION_ELEMENTS)).min(1),
  /** How far the present axis may be wrong, nm. */
  toleranceNm: z.number().positive().max(60).default(12),
  /** A spectrum on its present axis; a fresh reading of the spectrometer when absent. */
  spectrum: z
    .object({
      wavelengthNm: FloatArraySchema,
      values: FloatArraySchema,
      family: z.string(),
      serial: z.string(),
    })
    .optional(),
  /** Keep the result as the calibration of this serial number. */
  store: z.boolean().default(false),
})

/** A wavelength calibration from a lamp of known lines. */
export const WavecalResultSchema = z.object({
  family: z.string(),
  serial: z.string(),
  elements: z.array(z.string()),
  at: z.string(),
  degree: z.number().int(),
  rmsNm: z.number(),
  rmsBeforeNm: z.number(),
  leaveOneOutNm: z.number(),
  lines: z.array(
    z.object({
      element: z.string(),
      nm: z.number(),
      pixel: z.number(),
      residualNm: z.number(),
      beforeNm: z.number(),
    }),
  ),
  /** Peaks that are no line of the lamp, nm. */
  unmatchedNm: z.array(z.number()),
  wavelengthNm: FloatArraySchema,
  stored: z.boolean(),
})
export type WavecalResult = z.infer<typeof WavecalResultSchema>

/** One step of a training of the classifier, or its end with the model as the text of a file. */
export const LampTrainingEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), share: z.number(), text: z.string() }),
  z.object({
    type: z.literal('finished'),
    model: z.string(),
    figures: z.record(z.string(), LampFiguresSchema),
    seconds: z.number(),
  }),
])
export type LampTrainingEvent = z.infer<typeof LampTrainingEventSchema>
