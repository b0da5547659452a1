import { Matrix, solve } from 'ml-matrix'
import type { Patch } from '../../contract/plate.ts'
import type { Triple } from '../../contract/spectrum.ts'
import { reflectanceOf } from '../../spectra/builtin-plate.ts'
import { BUILTIN_PATCHES } from '../../spectra/builtin-reflectance.ts'
import { labOfSpectrum } from '../../spectra/colour.ts'
import { FINE_NM } from './fine-grid.ts'

const STEPS = 60
/** Sum of squared L*a*b* differences below which a spectrum has the colour. */
const CLOSE = 1e-6
const PROBE = 1e-4

/**
 * A smooth reflectance on the fine grid that has a colour (D65, 2 degrees): a sigmoid of a parabola over wavelength
 * (Jakob and Hanika 2019, eq. 6), fitted by Levenberg's method. A colour no surface can have is met as nearly as it goes.
 */
export function reflectanceOfLab(lab: Triple): Float64Array {
  let parabola: Triple = [0, 0, 4 * ((lab[0] / 100) ** 3 - 0.5)]
  let miss = missOf(parabola, lab)
  let damping = 1e-2
  for (let step = 0; step < STEPS && squared(miss) > CLOSE; step++) {
    const slope = slopeAt(parabola, lab, miss)
    const turned = slope.transpose()
    const bent = turned.mmul(slope).add(Matrix.eye(3).mul(damping))
    const [a = 0, b = 0, c = 0] = solve(bent, turned.mmul(Matrix.columnVector(miss))).to1DArray()
    const next: Triple = [parabola[0] - a, parabola[1] - b, parabola[2] - c]
    const left = missOf(next, lab)
    const better = squared(left) < squared(miss)
    if (better) [parabola, miss] = [next, left]
    damping *= better ? 0.3 : 5
  }
  return reflectanceFrom(parabola)
}

/** What a plate looks like that is known by its expected colours alone; a patch without one gets a built-in colour. */
export function truthOfColours({ expectedLab, row, column }: Patch): Float64Array {
  // 33 columns, as the built-in plate: cells that touch differ there.
  const index = (row * 33 + column) % BUILTIN_PATCHES
  return expectedLab ? reflectanceOfLab(expectedLab) : FINE_NM.map((nm) => reflectanceOf(index, nm))
}

function reflectanceFrom([square, slope, level]: Triple): Float64Array {
  return FINE_NM.map((nm) => {
    const t = (nm - 580) / 200
    const x = square * t * t + slope * t + level
    return Math.min(0.99, Math.max(0.003, 0.5 + x / (2 * Math.sqrt(1 + x * x))))
  })
}

function missOf(parabola: Triple, lab: Triple): Triple {
  const [l, a, b] = labOfSpectrum(reflectanceFrom(parabola), FINE_NM)
  return [l - lab[0], a - lab[1], b - lab[2]]
}

const squared = (values: Triple): number => values.reduce((sum, value) => sum + value * value, 0)

function slopeAt(parabola: Triple, lab: Triple, miss: Triple): Matrix {
  const columns = [0, 1, 2].map((which) => {
    const moved = parabola.map((value, i) => (i === which ? value + PROBE : value))
    const [a = 0, b = 0, c = 0] = moved
    return missOf([a, b, c], lab).map((value, i) => (value - (miss[i] ?? 0)) / PROBE)
  })
  return new Matrix(columns).transpose()
}
