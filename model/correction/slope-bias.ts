import { zeros } from '../linear/matrix.ts'
import type { PairTable } from '../service.ts'
import { applyLines, type BandLines, composeLines, fitLines } from './band-lines.ts'
import type { Fitted, Method, MethodParameters } from './method.ts'
import { penaltyParameter } from './shrinkage.ts'
import { shrunkLines } from './shrunk-lines.ts'
import { storedArray } from './stored-array.ts'

/** Lines as a fitted method. */
export function linesFitted(lines: BandLines, parameters: MethodParameters): Fitted {
  return { parameters, arrays: { ...lines }, predict: (x) => applyLines(lines, x) }
}

/** The lines inside a fitted or stored model. @throws Problem MODEL_DAMAGED */
export function linesOf(fitted: Pick<Fitted, 'arrays'>): BandLines {
  return { slope: storedArray(fitted.arrays, 'slope'), offset: storedArray(fitted.arrays, 'offset') }
}

/** Univariate standardisation: one straight line per band. */
export const slopeBias: Method = {
  name: 'slope-bias',
  title: 'Slope and bias per band',
  assumptions: 'Each band differs from the reference by a gain and an offset of its own.',
  minimumPairs: 3,
  steady: true,
  fit: async (pairs: PairTable) => linesFitted(fitLines(pairs.x, pairs.y), {}),
  restore: async (arrays, parameters) => linesFitted(linesOf({ arrays }), parameters),
  recalibrate: (old, fresh) => {
    const before = linesOf(old)
    const { lines, penalty } = shrunkLines(applyLines(before, fresh.x), fresh.y)
    return linesFitted(composeLines(before, lines), {
      ...old.parameters,
      recalibrationPenalty: penaltyParameter(penalty),
    })
  },
  affine: (arrays) => {
    const { slope, offset } = linesOf({ arrays })
    const coefficients = zeros(slope.length, slope.length)
    for (const [band, value] of slope.entries()) coefficients.data[band * slope.length + band] = value
    return { centre: new Float64Array(slope.length), mean: offset, coefficients }
  },
}
