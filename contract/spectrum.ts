import { z } from 'zod'

/**
 * Physics in the types: the same numbers mean different things before and after each step, so each
 * step has its own brand and the compiler refuses to mix them.
 */
declare const quantity: unique symbol
type Quantity<Name extends string> = Float64Array & { readonly [quantity]: Name }

/** Detector reading per pixel, in counts of the device's own converter (0..maxCounts), dark included. */
export type PixelCounts = Quantity<'pixel-counts'>
/** Detector reading per working band as a fraction of full scale (0..1), dark included. */
export type BandSignal = Quantity<'band-signal'>
/** Spectral radiance per working band, W/(sr m2 nm), from an emission-measuring reference. */
export type Radiance = Quantity<'radiance'>
/** Reflectance factor per working band as an instrument measured it (1 = perfect diffuser). */
export type Reflectance = Quantity<'reflectance'>
/** Reflectance factor per working band after a correction model; never fed to a model again. */
export type CorrectedReflectance = Quantity<'corrected-reflectance'>

/** Marks numbers as pixel counts; only devices and the store's readers make them. */
export const asPixelCounts = (values: Float64Array): PixelCounts => values as PixelCounts
/** Marks numbers as band signal (fraction of full scale). */
export const asBandSignal = (values: Float64Array): BandSignal => values as BandSignal
/** Marks numbers as spectral radiance in W/(sr m2 nm). */
export const asRadiance = (values: Float64Array): Radiance => values as Radiance
/** Marks numbers as measured reflectance, 0..1. */
export const asReflectance = (values: Float64Array): Reflectance => values as Reflectance
/** Marks numbers as corrected reflectance, 0..1. */
export const asCorrected = (values: Float64Array): CorrectedReflectance => values as CorrectedReflectance

/** Evenly spaced wavelengths: `bands` centres from `fromNm` to `toNm`, both included. */
export const AxisSchema = z.object({
  fromNm: z.number().positive(),
  toNm: z.number().positive(),
  bands: z.number().int().min(2).max(65536),
})
export type Axis = z.infer<typeof AxisSchema>

/** The application's working axis: 380 + 400 i / 223 nm, i = 0..223. */
export const WORKING_AXIS: Axis = { fromNm: 380, toNm: 780, bands: 224 }

/** A spectrum on the wire: wavelengths in nm (strictly ascending) and one value each. */
export const FloatArraySchema = z.custom<Float64Array>(
  (value) => value instanceof Float64Array,
  'Float64Array expected',
)
export const TripleSchema = z.tuple([z.number(), z.number(), z.number()])
/** Three numbers: XYZ (Y = 100 for the perfect diffuser), L*a*b*, or sRGB 0..1. */
export type Triple = z.infer<typeof TripleSchema>

/** Colour of one spectrum: CIE 1931 2 degree observer under D65 unless the field says otherwise. */
export const ColourSchema = z.object({
  xyz: TripleSchema,
  lab: TripleSchema,
  srgb: TripleSchema,
  inGamut: z.boolean(),
})
export type Colour = z.infer<typeof ColourSchema>

/** Whether a spectrum may be believed; `none` = no model was applied. */
export const DomainSchema = z.enum(['in', 'edge', 'foreign', 'saturated', 'dark', 'none'])
export type Domain = z.infer<typeof DomainSchema>
