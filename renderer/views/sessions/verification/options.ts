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

/** Limits as they stand in their fields; NaN and nothing = no limit. */
export type LimitFields = Partial<Record<LimitedFigure, number | undefined>>

/** The tolerance a form stands for, or why it is none. */
export function toleranceOf(standard: string, fields: LimitFields): Tolerance | { readonly why: string } {
  const limits: Limits = {}
  for (const name of LIMITED_FIGURES) {
    const value = fields[name]
    if (value !== undefined && !Number.isNaN(value)) limits[name] = value
  }
  if (standard.trim() === '') return { why: 'Name the standard or agreement.' }
  if (Object.keys(limits).length === 0) return { why: 'Give at least one limit.' }
  const read = ToleranceSchema.safeParse({ standard, limits })
  return read.success
    ? read.data
    : { why: 'A limit lies above 0: goodness of fit up to 1, the others up to 100.' }
}

/** Whole number of a field that may be empty: null = none; undefined = what was typed is no such number. */
export function wholeOrNone(value: number | undefined, most: number): number | null | undefined {
  if (value === undefined || Number.isNaN(value)) return null
  return Number.isInteger(value) && value >= 1 && value <= most ? value : undefined
}

/** Names that are often asked for; the limits are always one's own, none of these sets them for two unlike instruments. */
export const STANDARD_NAMES = [
  'House tolerance',
  'ASTM E2214',
  'ISO 13655',
  'Agreement with the customer',
] as const
