import { z } from 'zod'
import { ColourSchema, FloatArraySchema } from './spectrum.ts'

/** A set of readings under one set of references; exactly the rows of `sessions --json`. */
export const SessionSchema = z.object({
  id: z.number().int(),
  name: z.string(),
  started: z.string(),
  instruments: z.array(z.string()),
  plate: z.string().nullable(),
  pairs: z.number().int(),
  model: z.string().nullable(),
  simulated: z.boolean(),
  readings: z.number().int(),
  notes: z.string(),
})
export type Session = z.infer<typeof SessionSchema>

/** One reading in the list of a session; spectra are fetched one by one. */
export const ReadingRowSchema = z.object({
  id: z.number().int(),
  at: z.string(),
  role: z.enum(['spectrometer', 'reference']),
  kind: z.enum(['dark', 'white', 'sample']),
  name: z.string(),
  patch: z.string().nullable(),
  state: z.enum(['accepted', 'refused', 'superseded', 'undone', 'excluded']),
  reason: z.string(),
  colour: ColourSchema.optional(),
  model: z.string().nullable(),
})
export type ReadingRow = z.infer<typeof ReadingRowSchema>

/** One reading with its spectra; counts are per pixel as stored, the rest is derived. */
export const ReadingDetailSchema = ReadingRowSchema.extend({
  pixelNm: FloatArraySchema.optional(),
  counts: FloatArraySchema.optional(),
  wavelengthNm: FloatArraySchema,
  values: FloatArraySchema,
  quantity: z.enum(['counts', 'radiance', 'reflectance']),
  corrected: FloatArraySchema.optional(),
  /** Bands of `corrected` where the model covers only some of `wavelengthNm`. */
  correctedNm: FloatArraySchema.optional(),
  integrationMs: z.number().optional(),
  scans: z.number().int().optional(),
})
export type ReadingDetail = z.infer<typeof ReadingDetailSchema>

/** An entry of the undo history. */
export const HistoryEntrySchema = z.object({
  id: z.number().int(),
  at: z.string(),
  what: z.string(),
  undone: z.boolean(),
})
export type HistoryEntry = z.infer<typeof HistoryEntrySchema>

/** A paired table as read from files: rows are samples. */
export const SpectraTableSchema = z.object({
  ids: z.array(z.string()),
  /** null = plain indices (`--axis index`). */
  wavelengthNm: FloatArraySchema,
  /** Row-major, ids.length x wavelengthNm.length. */
  values: FloatArraySchema,
})
export type SpectraTable = z.infer<typeof SpectraTableSchema>

export const ExportFormatSchema = z.enum(['csv', 'cgats', 'ti3', 'sp', 'jcamp', 'spc', 'cxf3'])
export type ExportFormat = z.infer<typeof ExportFormatSchema>
/** How the file of an export is laid out; each format takes what concerns it. */
export const ExportStyleSchema = z.object({
  csv: z
    .object({
      separator: z.enum([',', ';', '\t']).default(','),
      decimalComma: z.boolean().default(false),
      layout: z.enum(['rows', 'columns']).default('rows'),
      byteOrderMark: z.boolean().default(false),
    })
    .optional(),
  jcamp: z
    .object({
      form: z.enum(['affn', 'fix']).default('affn'),
      /** Some programs open nothing but infrared spectra. */
      dataType: z.enum(['uv-vis', 'infrared']).default('uv-vis'),
    })
    .optional(),
})
export type ExportStyle = z.infer<typeof ExportStyleSchema>
/** A file made in memory; the shell decides where it is written. */
export const FileResultSchema = z.object({
  name: z.string(),
  text: z.string(),
  /** Whether `text` is the file's text, or its bytes in base64. */
  encoding: z.enum(['utf-8', 'base64']).optional(),
  rows: z.number().int(),
  /** What is in it, for the person: rows, range, values, model, what was interpolated. */
  sentence: z.string().optional(),
})
export type FileResult = z.infer<typeof FileResultSchema>
