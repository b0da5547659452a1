import { Problem } from '../../contract/errors.ts'
import type { Triple } from '../../contract/spectrum.ts'
import { type Matrix3, fromColumns, inverse, product, scaleColumns, timesColumn } from './matrix3.ts'
import type { TristimulusPairs } from './pairs.ts'

/** Patches darker than this share of the white have no chromaticity worth using. */
const DARKEST = 0.03
/** Smallest triangle in the chromaticity diagram; that of a printed chart is about 0.03. */
const SMALLEST_AREA = 0.001

type Point = readonly [x: number, y: number]

const sumOf = (xyz: Triple): number => xyz[0] + xyz[1] + xyz[2]
/** x, y and z: chromaticity coordinates that sum to one. */
const chromaticity = (xyz: Triple): Triple => {
  const sum = sumOf(xyz)
  return [xyz[0] / sum, xyz[1] / sum, xyz[2] / sum]
}

/** Twice the signed area of a triangle. */
const turn = (a: Point, b: Point, c: Point): number =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

interface Candidate {
  readonly row: number
  readonly at: Point
}

/** Corners of the convex hull, counter-clockwise (Andrew 1979). */
function hullOf(candidates: readonly Candidate[]): Candidate[] {
  const sorted = [...candidates].sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1])
  const chain = (points: readonly Candidate[]): Candidate[] => {
    const made: Candidate[] = []
    for (const point of points) {
      for (;;) {
        const [before, last] = made.slice(-2)
        if (!before || !last || turn(before.at, last.at, point.at) > 0) break
        made.pop()
      }
      made.push(point)
    }
    return made.slice(0, -1)
  }
  return [...chain(sorted), ...chain(sorted.toReversed())]
}

/** Rows of the three patches whose chromaticities (of the reference) span the largest triangle with the white inside. */
export function primariesOf({ y, white }: TristimulusPairs): readonly [number, number, number] | undefined {
  const candidates = y.flatMap((xyz, row): Candidate[] => {
    if (!(xyz[1] > DARKEST * white[1])) return []
    const [cx, cy] = chromaticity(xyz)
    return [{ row, at: [cx, cy] }]
  })
  const corners = hullOf(candidates)
  const [wx, wy] = chromaticity(white)
  let [found, largest]: [readonly [number, number, number] | undefined, number] = [
    undefined,
    2 * SMALLEST_AREA,
  ]
  corners.forEach((a, i) => {
    corners.slice(i + 1).forEach((b, j) => {
      for (const c of corners.slice(i + j + 2)) {
        const area = turn(a.at, b.at, c.at)
        const inside = [turn(a.at, b.at, [wx, wy]), turn(b.at, c.at, [wx, wy]), turn(c.at, a.at, [wx, wy])]
        if (area <= largest || inside.some((side) => side <= 0)) continue
        largest = area
        found = [a.row, b.row, c.row]
      }
    })
  })
  return found
}

/** Chromaticities of the primaries as columns, each weighed so that together they make the chromaticity of white. */
function additive(primaries: Matrix3, white: Triple): Matrix3 | undefined {
  const weights = inverse(primaries)
  return weights && scaleColumns(primaries, timesColumn(weights, chromaticity(white)))
}

/**
 * The four-colour matrix of Ohno and Hardis 1997 (as in ASTM E1455): it takes the chromaticities of red, green, blue and
 * white from one instrument to the other exactly, whatever the luminances were, and the luminance of white as well. White
 * is the tile, which is white to both by definition. @throws Problem BAD_REQUEST where no three patches surround white
 */
export function fourColourMatrix(pairs: TristimulusPairs): Matrix3 {
  const rows = primariesOf(pairs)
  const of = (side: readonly Triple[], place: 0 | 1 | 2): Triple =>
    chromaticity(side[rows?.[place] ?? -1] ?? [NaN, NaN, NaN])
  const made = (side: readonly Triple[]): Matrix3 | undefined =>
    rows && additive(fromColumns(of(side, 0), of(side, 1), of(side, 2)), pairs.white)
  const [measured, reference] = [made(pairs.x), made(pairs.y)]
  const back = measured && inverse(measured)
  if (!back || !reference) throw noPrimaries()
  return product(reference, back)
}

const noPrimaries = (): Problem =>
  new Problem({
    code: 'BAD_REQUEST',
    title: 'No red, green and blue among the patches',
    happened: 'The four-colour method needs three bright patches whose colours surround white.',
    kept: 'All readings.',
    next: 'Scan at least a red, a green and a blue patch, or use matrix3.',
  })
