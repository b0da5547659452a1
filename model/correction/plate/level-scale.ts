import type { Matrix, PairTable } from '../../service.ts'
import type { NamedArrays } from '../method.ts'
import { storedArray } from '../stored-array.ts'

/** Reflectance from which on the errors of a reading grow with its level. Chosen on simulated units from 1001 on. */
const REFLECTANCE_LEVEL = 0.2
/** Scale on which nothing bends. */
const EVEN = Infinity

/**
 * The scale for spectra of a quantity. Errors of a reflectance have a part of their own size (gloss, dark) and a part
 * in proportion to it (placement, lamp, shot noise); other quantities are left as they are.
 */
export const levelFor = (quantity: PairTable['quantity']): number =>
  quantity === 'reflectance' ? REFLECTANCE_LEVEL : EVEN

const eachValue = (matrix: Matrix, change: (value: number) => number): Matrix => ({
  ...matrix,
  data: matrix.data.map(change),
})

/** level x asinh(value / level): as it is near 0, a logarithm far above, so that errors are alike everywhere. */
export const compressed = (matrix: Matrix, level: number): Matrix =>
  level === EVEN ? matrix : eachValue(matrix, (value) => level * Math.asinh(value / level))

/** The inverse of `compressed`. */
export const expanded = (matrix: Matrix, level: number): Matrix =>
  level === EVEN ? matrix : eachValue(matrix, (value) => level * Math.sinh(value / level))

/** The scale as an array for a bundle; nothing where it is even. */
export const levelArrays = (level: number): NamedArrays =>
  level === EVEN ? {} : { levelScale: Float64Array.of(level) }

/** The inverse of `levelArrays`; models of before have no scale. @throws Problem MODEL_DAMAGED */
export const levelOf = (arrays: NamedArrays): number =>
  'levelScale' in arrays ? (storedArray(arrays, 'levelScale')[0] ?? EVEN) : EVEN
