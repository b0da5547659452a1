import type { ModelCard } from '../contract/model.ts'
import type { Colour } from '../contract/spectrum.ts'
import { colourOfXyz } from '../spectra/tristimulus.ts'
import { timesColumn } from '../model/tristimulus/matrix3.ts'
import type { Matrix3 } from '../model/tristimulus/matrix3.ts'
import { isMatrixMethod } from '../model/tristimulus/methods.ts'
import { matrixOfBundle } from '../model/tristimulus/train.ts'
import type { Store } from './store/interface.ts'

const KEPT = 16

/** Matrices of stored models, read once. They are nine numbers: no worker is asked. */
export class Matrices {
  readonly #store: Pick<Store, 'readBundle'>
  readonly #read = new Map<string, Matrix3>()

  constructor(store: Pick<Store, 'readBundle'>) {
    this.#store = store
  }

  /** The matrix of a model that corrects X, Y and Z; undefined for one that corrects spectra. @throws Problem MODEL_MISSING, MODEL_DAMAGED */
  of(card: Pick<ModelCard, 'hash' | 'method'>): Matrix3 | undefined {
    if (!isMatrixMethod(card.method)) return undefined
    const known = this.#read.get(card.hash)
    if (known) return known
    const { matrix } = matrixOfBundle(this.#store.readBundle(card.hash))
    if (this.#read.size >= KEPT) this.#read.clear()
    this.#read.set(card.hash, matrix)
    return matrix
  }
}

/** A colour as a matrix corrects it; its spectrum stays what it was. */
export const colourBy = (matrix: Matrix3, raw: Colour, wavelengthNm: Float64Array): Colour =>
  colourOfXyz(timesColumn(matrix, raw.xyz), wavelengthNm)
