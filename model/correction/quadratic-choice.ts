import { extendedLeaveOneOut, extendedRidge, extension, ridgeResiduals } from '../linear/extended-ridge.ts'
import { centred, columnMeans, leadingColumns, rowOf, zeros } from '../linear/matrix.ts'
import { multiply } from '../linear/multiply.ts'
import { type RidgePath, ridgePath } from '../linear/ridge-path.ts'
import { penaltyAt, penaltyGrid, penaltyScale, sketch, sumOfSquares } from '../linear/ridge-penalty.ts'
import type { Matrix, PairTable } from '../service.ts'
import { scoreLoadings } from './score-space.ts'

const COMPONENTS = [3, 4, 6, 8]
/** Size of a product of scores beside the scores themselves. */
const SCALES = [0.1, 0.3, 1, 3]
/** So many choices of the sketch are judged on all bands. */
const FINALISTS = 8

/** A choice of how much bending there may be. */
export interface QuadraticChoice {
  readonly components: number
  readonly scale: number
  readonly lambda: number
}

/** Number of products of so many scores. */
const productCount = (components: number): number => (components * (components + 1)) / 2

/** All products z_i z_j with i <= j of each row: those of fewer components come first. */
export function products(scores: Matrix, components: number): Matrix {
  const result = zeros(scores.rows, productCount(components))
  for (let row = 0; row < scores.rows; row++) {
    const z = rowOf(scores, row)
    let at = row * result.columns
    for (let j = 0; j < components; j++)
      for (let i = 0; i <= j; i++) result.data[at++] = (z[i] ?? 0) * (z[j] ?? 0)
  }
  return result
}

/** Everything that does not depend on the choice. */
export interface Ground {
  /** Square of what a scale is multiplied with: 1 for reflectance, so that the bands' unit does not matter. */
  readonly unit: number
  readonly centre: Float64Array
  readonly mean: Float64Array
  readonly samples: Matrix
  readonly targets: Matrix
  readonly path: RidgePath
  readonly loadings: Matrix
  readonly scores: Matrix
}

/** One ridge path for all choices. */
export function groundOf({ x, y }: PairTable): Ground {
  const [centre, mean] = [columnMeans(x), columnMeans(y)]
  const samples = centred(x, centre)
  const path = ridgePath(samples)
  const loadings = scoreLoadings(path, Math.max(...COMPONENTS))
  const unit = penaltyScale(samples)
  return {
    unit,
    centre,
    mean,
    samples,
    path,
    loadings,
    targets: centred(y, mean),
    scores: multiply(samples, loadings),
  }
}

/** Products of the plate, centred. */
export function extraOf({ scores }: Ground, components: number): Matrix {
  const raw = products(scores, components)
  return centred(raw, columnMeans(raw))
}

/** Leave-one-out errors of the scales, for the products in the first columns of what a penalty needs. */
function pressOf(ground: Ground, targets: Matrix, components: number, known: AtPenalty): number[] {
  const { lambda, extra, left, residuals } = known
  const count = productCount(components)
  const found = extension(ground.path, lambda, leadingColumns(extra, count), leadingColumns(left, count))
  const ridge = extendedRidge(found, targets, residuals)
  return SCALES.map((scale) => sumOfSquares(extendedLeaveOneOut(ridge, (ground.unit * scale ** 2) / lambda)))
}

/** What all choices of one penalty share. */
interface AtPenalty {
  readonly lambda: number
  /** All products, and the same without what the bands explain. */
  readonly extra: Matrix
  readonly left: Matrix
  /** Targets without what the bands explain. */
  readonly residuals: Matrix
}

function atPenalty({ path }: Ground, extra: Matrix, targets: Matrix): (lambda: number) => AtPenalty {
  const seen = new Map<number, AtPenalty>()
  return (lambda) => {
    const known = seen.get(lambda) ?? {
      lambda,
      extra,
      left: ridgeResiduals(path, extra, lambda),
      residuals: ridgeResiduals(path, targets, lambda),
    }
    seen.set(lambda, known)
    return known
  }
}

/** The choice with the least leave-one-out error: the best of a sketch of the targets, then all bands decide. */
export function chooseQuadratic(ground: Ground): QuadraticChoice {
  const available = COMPONENTS.filter((count) => count <= ground.loadings.columns)
  const counts = available.length > 0 ? available : [ground.loadings.columns]
  const extra = extraOf(ground, Math.max(...counts))
  const folded = sketch(ground.targets)
  const [rough, exact] = [atPenalty(ground, extra, folded), atPenalty(ground, extra, ground.targets)]
  const finalists = penaltyGrid(ground.path)
    .filter((_, i) => i % 2 === 0)
    .map((k) => rough(penaltyAt(k)))
    .flatMap((known) =>
      counts.flatMap((components) =>
        pressOf(ground, folded, components, known).map((press, k) => ({
          components,
          lambda: known.lambda,
          scale: SCALES[k] ?? 1,
          press,
        })),
      ),
    )
    .sort((a, b) => a.press - b.press)
    .slice(0, FINALISTS)
  const pressOnAll = ({ components, scale, lambda }: QuadraticChoice): number =>
    pressOf(ground, ground.targets, components, exact(lambda))[SCALES.indexOf(scale)] ?? Infinity
  const judged = finalists.map((one) => ({ ...one, press: pressOnAll(one) }))
  const { components, scale, lambda } = judged.reduce((best, one) => (one.press < best.press ? one : best))
  return { components, scale, lambda }
}
