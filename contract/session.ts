import { z } from 'zod'
import { ProblemDataSchema } from './errors.ts'
import { ColourSchema, FloatArraySchema, TripleSchema } from './spectrum.ts'

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
  tags: z.array(z.string()),
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
  quantity: z.enum(['counts', 'radiance', 'reflectance', 'tristimulus']),
  /** Of a reference without a spectrum, absolute: `wavelengthNm` and `values` are empty then. */
  tristimulus: z.object({ xyz: TripleSchema, unit: z.enum(['cd/m2', 'lx']) }).optional(),
  corrected: FloatArraySchema.optional(),
  /** Bands of `corrected` where the model covers only some of `wavelengthNm`. */
  correctedNm: FloatArraySchema.optional(),
  integrationMs: z.number().optional(),
  scans: z.number().int().optional(),
})
export type ReadingDetail = z.infer<typeof ReadingDetailSchema>

/** Words that have to occur in a reading, and what it has to count for now. */
export const ReadingFilterSchema = z.object({
  /** Each word in name, patch, instrument, kind or model, in any case. */
  words: z.string().max(200).optional(),
  state: ReadingRowSchema.shape.state.optional(),
})
export type ReadingFilter = z.infer<typeof ReadingFilterSchema>

/** A patch in two sessions: what the spectrometer saw, and how far each instrument's readings are apart. */
export const PatchDifferenceSchema = z.object({
  patch: z.string(),
  a: ColourSchema,
  b: ColourSchema,
  deltaE: z.number(),
  deltaEReference: z.number(),
})
export type PatchDifference = z.infer<typeof PatchDifferenceSchema>
const DifferencesSchema = z.object({ mean: z.number(), p95: z.number(), max: z.number() }).nullable()
/** Two sessions compared by patch, raw spectra; CIEDE2000 under D65, 2 degrees. */
export const SessionComparisonSchema = z.object({
  a: z.number().int(),
  b: z.number().int(),
  patches: z.array(PatchDifferenceSchema),
  onlyA: z.array(z.string()),
  onlyB: z.array(z.string()),
  spectrometer: DifferencesSchema,
  reference: DifferencesSchema,
})
export type SessionComparison = z.infer<typeof SessionComparisonSchema>

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

/** A file as the page has it. */
export const GivenFileSchema = z.object({
  fileName: z.string().min(1).max(300),
  base64: z.string().max(40_000_000),
})
export type GivenFile = z.infer<typeof GivenFileSchema>

/** What was read from a file of spectra, or why nothing. */
export const ReadFileSchema = z.union([
  z.object({
    fileName: z.string(),
    format: z.string(),
    spectra: z.number().int(),
    bands: z.number().int(),
    fromNm: z.number(),
    toNm: z.number(),
    /** What was assumed ("read as per cent"). */
    notes: z.array(z.string()),
  }),
  z.object({ fileName: z.string(), problem: ProblemDataSchema }),
])
export type ReadFile = z.infer<typeof ReadFileSchema>

/** What files of spectra hold together. */
export const FilesReadSchema = z.object({
  /** null when none of them could be read. */
  table: SpectraTableSchema.nullable(),
  files: z.array(ReadFileSchema),
  /** What was done to make one table of several files. */
  notes: z.array(z.string()),
})
export type FilesRead = z.infer<typeof FilesReadSchema>

/** Which of the pairs that count are written: all where nothing is said. */
export const ExportScopeSchema = z.object({
  /** Those with a reading that fits. */
  filter: ReadingFilterSchema.optional(),
  patches: z.array(z.string()).min(1).optional(),
})
export type ExportScope = z.infer<typeof ExportScopeSchema>

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
