import type { MethodName } from '../../contract/model.ts'
import { fourColourMatrix, primariesOf } from './four-colour.ts'
import { conditionOf, leastSquaresMatrix } from './least-squares.ts'
import { IDENTITY, type Matrix3 } from './matrix3.ts'
import type { TristimulusPairs } from './pairs.ts'

/** Method names that correct X, Y and Z, never a spectrum. */
export type MatrixMethodName = 'none' | 'matrix3' | 'four-colour'

/** A way to turn the spectrometer's X, Y, Z into the reference's. */
export interface MatrixMethod {
  readonly name: MatrixMethodName
  readonly title: string
  readonly assumptions: string
  /** @throws Problem BAD_REQUEST where the patches do not determine it */
  fit(pairs: TristimulusPairs): Matrix3
  /** What it chose, for the card. */
  chosen(pairs: TristimulusPairs): Readonly<Record<string, string | number>>
}

/** What every card and view says of such a model. */
export const XYZ_ONLY = 'It corrects X, Y and Z only: spectra stay as they were measured.'

const three = (value: number): number => Number(value.toPrecision(3))

/** From simple to complex: of equals, the first wins. The four-colour method hangs on three patches, so it comes last. */
export const MATRIX_METHODS: readonly MatrixMethod[] = [
  {
    name: 'none',
    title: 'No correction',
    assumptions: 'The instruments agree already.',
    fit: () => IDENTITY,
    chosen: () => ({}),
  },
  {
    name: 'matrix3',
    title: '3 x 3 matrix, least squares',
    assumptions: `The colours of both instruments differ by a linear map without an offset. ${XYZ_ONLY}`,
    fit: leastSquaresMatrix,
    chosen: ({ x }) => ({ condition: three(conditionOf(x)) }),
  },
  {
    name: 'four-colour',
    title: 'Four-colour matrix',
    assumptions: `The chromaticities of red, green, blue and white determine the map. ${XYZ_ONLY}`,
    fit: fourColourMatrix,
    chosen: (pairs) => ({
      primaries:
        primariesOf(pairs)
          ?.map((row) => pairs.ids[row])
          .join(', ') ?? '',
    }),
  },
]

/** Whether a model of that method is a matrix for X, Y and Z. */
export const isMatrixMethod = (name: MethodName): name is 'matrix3' | 'four-colour' =>
  name === 'matrix3' || name === 'four-colour'
