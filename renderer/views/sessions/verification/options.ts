import {
  LIMITED_FIGURES,
  ToleranceSchema,
  type LimitedFigure,
  type Limits,
  type Tolerance,
} from '../../../../contract/verify.ts'

/** Names of patches as typed, each once; undefined for none, which means the model's own. */
export function patchesOf(text: string): string[] | undefined {
  const names = text
    .split(/[\s,;]+/)
    .map((name) => name.trim().toUpperCase())
    .filter((name) => name !== '')
  return names.length === 0 ? undefined : [...new Set(names)]
}

/** What a field of a number holds: an emptied one holds null. */
export type Field = number | null | undefined

/** Limits as they stand in their fields; NaN and nothing = no limit. */
export type LimitFields = Partial<Record<LimitedFigure, Field>>

/** The tolerance a form stands for, or why it is none. */
export function toleranceOf(standard: string, fields: LimitFields): Tolerance | { readonly why: string } {
  const limits: Limits = {}
  for (const name of LIMITED_FIGURES) {
    const value = fields[name]
    if (typeof value === 'number' && !Number.isNaN(value)) limits[name] = value
  }
  if (standard.trim() === '') return { why: 'Name the standard or agreement.' }
  if (Object.keys(limits).length === 0) return { why: 'Give at least one limit.' }
  const read = ToleranceSchema.safeParse({ standard, limits })
  return read.success
    ? read.data
    : { why: 'A limit lies above 0: goodness of fit up to 1, the others up to 100.' }
}

/** Whole number of a field that may be empty: null = none; undefined = what was typed is no such number. */
export function wholeOrNone(value: Field, most: number): number | null | undefined {
  if (typeof value !== 'number' || Number.isNaN(value)) return null
  return Number.isInteger(value) && value >= 1 && value <= most ? value : undefined
}

/** What a form says of a verification to come. */
export interface VerificationForm {
  readonly standard: string
  readonly limits: LimitFields
  readonly days: Field
  readonly sessions: Field
  readonly patchCount: Field
  readonly only: string
  readonly readings: Field
}

/** What is wrong in a form, the first thing only; undefined where nothing is. */
export function formFault(form: VerificationForm): string | undefined {
  const tolerance = toleranceOf(form.standard, form.limits)
  if ('why' in tolerance) return tolerance.why
  if (wholeOrNone(form.days, 3650) === undefined || wholeOrNone(form.sessions, 10_000) === undefined)
    return 'Days and sessions are whole numbers from 1, or left empty.'
  const own = patchesOf(form.only)
  if (own !== undefined && own.length < 4) return 'Name four patches at least.'
  const count = wholeOrNone(form.patchCount, 24)
  if (own === undefined && (typeof count !== 'number' || count < 4))
    return 'The model has 4 to 24 check patches.'
  if (typeof wholeOrNone(form.readings, 9) !== 'number') return 'Each patch is read 1 to 9 times.'
  return undefined
}

/** Names that are often asked for; the limits are always one's own, none of these sets them for two unlike instruments. */
export const STANDARD_NAMES = [
  'House tolerance',
  'ASTM E2214',
  'ISO 13655',
  'Agreement with the customer',
] as const
