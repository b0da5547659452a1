import { difference, zeros } from '../linear/matrix.ts'
import type { Matrix, PairTable } from '../service.ts'
import { regressBand } from './band-regression.ts'
import type { Fitted, Method, MethodParameters } from './method.ts'
import { differentiate, type LocalPolynomial, localPolynomial } from './physics/local-polynomial.ts'
import { storedArray } from './stored-array.ts'

/** What an error of the instrument looks like in a reading R; the offset is always there. */
const TERMS = [
  { name: 'scale', of: (value: number): number => value },
  { name: 'wavelength', of: (_: number, slope: number): number => slope },
  { name: 'non-linearity', of: (value: number): number => value * (1 - value) },
  { name: 'bandwidth', of: (_: number, __: number, bend: number): number => bend },
] as const

/** Coefficients of offset and TERMS in this order, bands x 5, and the axis they were found on. */
interface ErrorModel {
  readonly axis: Float64Array
  readonly coefficients: Matrix
}

interface Derivatives {
  readonly first: Matrix
  readonly second: Matrix
}

function derivatives(polynomial: LocalPolynomial, x: Matrix): Derivatives {
  const result = { first: zeros(x.rows, x.columns), second: zeros(x.rows, x.columns) }
  for (let i = 0; i < x.rows; i++)
    differentiate(polynomial, x.data, result.first.data, result.second.data, i * x.columns)
  return result
}

function termsOf(x: Matrix, { first, second }: Derivatives): Matrix[] {
  return TERMS.map(({ of }) => ({
    ...x,
    data: x.data.map((value, at) => of(value, first.data[at] ?? 0, second.data[at] ?? 0)),
  }))
}

function modelFitted({ axis, coefficients }: ErrorModel, parameters: MethodParameters): Fitted {
  const polynomial = localPolynomial(axis)
  const width = TERMS.length + 1
  const predict = (x: Matrix): Matrix => {
    const terms = termsOf(x, derivatives(polynomial, x))
    const result = zeros(x.rows, x.columns)
    for (let at = 0; at < result.data.length; at++) {
      const from = (at % x.columns) * width
      let error = coefficients.data[from] ?? 0
      for (const [k, term] of terms.entries())
        error += (coefficients.data[from + k + 1] ?? 0) * (term.data[at] ?? 0)
      result.data[at] = (x.data[at] ?? 0) + error
    }
    return result
  }
  return { parameters, arrays: { axis, coefficients: coefficients.data }, predict }
}

/** All choices of terms, fewest first. */
const CHOICES = Array.from({ length: 2 ** TERMS.length }, (_, bits) =>
  TERMS.flatMap((__, k) => ((bits >> k) & 1 ? [k] : [])),
).sort((a, b) => a.length - b.length)

/** Column `band` as a row of its own. */
const columnOf = (matrix: Matrix, band: number): Float64Array =>
  Float64Array.from({ length: matrix.rows }, (_, i) => matrix.data[i * matrix.columns + band] ?? 0)

/** The error of each band on the terms of the choice with the least leave-one-out error over all bands. */
export function fitBernsPetersen({ x, y, wavelengthNm }: PairTable, choices = CHOICES): Fitted {
  const axis = wavelengthNm ?? Float64Array.from({ length: x.columns }, (_, i) => i)
  const terms = termsOf(x, derivatives(localPolynomial(axis), x))
  const errors = difference(y, x)
  const found = choices.map((chosen) => ({
    chosen,
    press: 0,
    coefficients: zeros(x.columns, TERMS.length + 1),
  }))
  for (let band = 0; band < x.columns; band++) {
    const [columns, target] = [terms.map((term) => columnOf(term, band)), columnOf(errors, band)]
    for (const choice of found) {
      const listed = choice.chosen.flatMap((k) => columns[k] ?? [])
      const { press, coefficients } = regressBand(listed, target)
      choice.press += press
      for (const [place, k] of [-1, ...choice.chosen].entries())
        choice.coefficients.data[band * (TERMS.length + 1) + k + 1] = coefficients[place] ?? 0
    }
  }
  const best = found.reduce((least, one) => (one.press < least.press ? one : least))
  const names = ['offset', ...best.chosen.map((k) => TERMS[k]?.name)]
  return modelFitted({ axis, coefficients: best.coefficients }, { terms: names.join(', ') })
}

/**
 * Empirical modelling of systematic spectrophotometric errors (Berns, Petersen 1988, Color Res. Appl. 13, 243), in
 * its form with a separate regression at each wavelength: the error is a sum of photometric zero, scale and
 * non-linearity R (1 - R), wavelength shift dR/dnm and bandwidth d2R/dnm2. Which of them enter is decided by
 * leave-one-out for all bands together, where the paper takes stepwise tests. For other quantities the same terms
 * span the same corrections, since R (1 - R) beside R is R squared.
 */
export const bernsPetersen: Method = {
  name: 'berns-petersen',
  title: 'Errors by Berns and Petersen',
  assumptions:
    'Each band errs by an offset, a gain, a non-linearity, a small wavelength shift and another bandwidth.',
  minimumPairs: 8,
  fit: async (pairs) => fitBernsPetersen(pairs),
  restore: async (arrays, parameters) => {
    const axis = storedArray(arrays, 'axis')
    const data = storedArray(arrays, 'coefficients')
    return modelFitted(
      { axis, coefficients: { rows: axis.length, columns: TERMS.length + 1, data } },
      parameters,
    )
  },
}
