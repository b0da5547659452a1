import { Problem } from '../../contract/errors.ts'
import type { Matrix } from '../service.ts'
import type { NamedArrays } from './method.ts'

/** A float64 array that a restored model must have. @throws Problem MODEL_DAMAGED */
export function storedArray(arrays: NamedArrays, name: string): Float64Array {
  const array = arrays[name]
  if (array instanceof Float64Array) return array
  throw new Problem({
    code: 'MODEL_DAMAGED',
    title: 'The model is incomplete',
    happened: `Its part "${name}" is missing.`,
    kept: 'The file is untouched.',
    next: 'Use another version, or train again.',
  })
}

/** A stored matrix whose number of columns is known. @throws Problem MODEL_DAMAGED */
export function storedMatrix(arrays: NamedArrays, name: string, columns: number): Matrix {
  const data = storedArray(arrays, name)
  return { rows: data.length / columns, columns, data }
}
