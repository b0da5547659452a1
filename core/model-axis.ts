import type { ModelCard } from '../contract/model.ts'
import { asReflectance } from '../contract/spectrum.ts'
import type { Reflectance } from '../contract/spectrum.ts'

/** Bands this near to each other are the same one, nm. */
const SAME_NM = 1e-6

const parts = new WeakMap<Float64Array, Map<string, Float64Array>>()

/** Bands `first` to before `end` of an axis: always the same array, so that what is made per axis is made once. */
export function partOf(wavelengthNm: Float64Array, first: number, end: number): Float64Array {
  if (first === 0 && end === wavelengthNm.length) return wavelengthNm
  const known = parts.get(wavelengthNm) ?? new Map<string, Float64Array>()
  parts.set(wavelengthNm, known)
  const name = `${first} ${end}`
  const part = known.get(name) ?? wavelengthNm.slice(first, end)
  known.set(name, part)
  return part
}

/** A spectrum and its band centres in nm. */
export interface OnAxis {
  readonly wavelengthNm: Float64Array
  readonly values: Reflectance
}

/**
 * The part of a spectrum that a model covers; undefined where its axis is no contiguous part of `wavelengthNm`, which
 * ascends. A card holds ends and number of bands: within the bands of one instrument these name the part, even or not.
 */
export function onModelAxis(
  { axis }: Pick<ModelCard, 'axis'>,
  wavelengthNm: Float64Array,
  values: Float64Array,
): OnAxis | undefined {
  const part = modelPart({ axis }, wavelengthNm)
  if (!part || values.length !== wavelengthNm.length) return undefined
  const whole = part.wavelengthNm === wavelengthNm
  return {
    wavelengthNm: part.wavelengthNm,
    values: asReflectance(whole ? values : values.slice(part.first, part.first + axis.bands)),
  }
}

/** Number of the first band that a model covers, and the bands from there; undefined as for `onModelAxis`. */
export function modelPart(
  { axis }: Pick<ModelCard, 'axis'>,
  wavelengthNm: Float64Array,
): { readonly first: number; readonly wavelengthNm: Float64Array } | undefined {
  const first = wavelengthNm.findIndex((nm) => Math.abs(nm - axis.fromNm) <= SAME_NM)
  const end = first + axis.bands
  const last = first === -1 ? undefined : wavelengthNm[end - 1]
  if (last === undefined || Math.abs(last - axis.toNm) > SAME_NM) return undefined
  return { first, wavelengthNm: partOf(wavelengthNm, first, end) }
}
