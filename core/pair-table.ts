import { Problem } from '../contract/errors.ts'
import { coversColour } from '../spectra/colour.ts'
import type { Matrix, PairTable } from '../model/service.ts'
import type { DerivedPair } from './derived.ts'

/** A pair and the patch it was read at. */
export interface NamedPair {
  readonly id: string
  readonly pair: DerivedPair
}

/**
 * Named pairs of one axis as the table a model learns from.
 * @throws Problem BAD_REQUEST when the axes differ, or where a reference gave no spectrum
 */
export function pairTableOf(rows: readonly NamedPair[], white?: Float64Array): PairTable {
  const wavelengthNm = rows[0]?.pair.wavelengthNm ?? new Float64Array()
  if (rows.some(({ pair }) => pair.wavelengthNm.length !== wavelengthNm.length)) throw mixedAxes()
  const x = matrixOf(rows.map(({ pair }) => pair.spectrometer))
  const y = matrixOf(
    rows.map(({ pair }) => {
      if (!pair.reference) throw mixedReferences()
      return pair.reference
    }),
  )
  return {
    ids: rows.map(({ id }) => id),
    x,
    y,
    wavelengthNm,
    quantity: quantityOf(wavelengthNm, y.data),
    ...(white?.length === wavelengthNm.length ? { white } : {}),
  }
}

/** Spectra of equal length as rows. */
export function matrixOf(spectra: readonly Float64Array[]): Matrix {
  const columns = spectra[0]?.length ?? 0
  const data = new Float64Array(spectra.length * columns)
  spectra.forEach((spectrum, row) => data.set(spectrum, row * columns))
  return { rows: spectra.length, columns, data }
}

/** Least and largest value that a reflectance factor takes in practice (fluorescence and noise included). */
const LEAST = -0.2
const LARGEST = 2

/** Whether colour differences mean anything: a visible range and values that can be reflectances. */
export function quantityOf(wavelengthNm: Float64Array | null, values: Float64Array): 'reflectance' | 'other' {
  if (!wavelengthNm || !coversColour(wavelengthNm)) return 'other'
  return values.every((value) => value >= LEAST && value <= LARGEST) ? 'reflectance' : 'other'
}

/** Pairs of spectra and pairs of X, Y and Z do not make one model. */
export const mixedReferences = (): Problem =>
  new Problem({
    code: 'BAD_REQUEST',
    title: 'Pairs with two kinds of reference',
    happened: 'Some pairs of the session have a reference spectrum, others X, Y and Z only.',
    kept: 'All readings.',
    next: 'Exclude one kind of them, or scan with one reference in a new session.',
  })

const mixedAxes = (): Problem =>
  new Problem({
    code: 'BAD_REQUEST',
    title: 'Pairs on different wavelengths',
    happened: 'The session holds pairs of different numbers of bands.',
    kept: 'All readings.',
    next: 'Import them into a session each.',
  })
