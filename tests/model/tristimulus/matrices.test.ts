import { describe, expect, it } from 'vitest'
import { Problem } from '../../../contract/errors.ts'
import type { ProblemData } from '../../../contract/errors.ts'
import type { TrainingEvent } from '../../../contract/model.ts'
import type { Triple } from '../../../contract/spectrum.ts'
import { fourColourMatrix, primariesOf } from '../../../model/tristimulus/four-colour.ts'
import { conditionOf, leastSquaresMatrix } from '../../../model/tristimulus/least-squares.ts'
import { IDENTITY, inverse, product, timesColumn } from '../../../model/tristimulus/matrix3.ts'
import type { Matrix3 } from '../../../model/tristimulus/matrix3.ts'
import type { TristimulusPairs } from '../../../model/tristimulus/pairs.ts'
import { compareMatrices, matrixBundle, matrixOfBundle } from '../../../model/tristimulus/train.ts'
import type { MatrixComparison } from '../../../model/tristimulus/train.ts'
import { seededRandom } from '../../../spectra/random.ts'
import { card } from '../../core/store/records.ts'

const WHITE: Triple = [95.047, 100, 108.883]
/** The linear sRGB primaries: any mixture of them is a colour inside a known triangle. */
const RGB: Matrix3 = [
  [41.24, 35.76, 18.05],
  [21.26, 71.52, 7.22],
  [1.93, 11.92, 95.05],
]
const TRUE: Matrix3 = [
  [1.04, -0.03, 0.01],
  [0.02, 0.97, 0.005],
  [-0.01, 0.03, 1.05],
]

/** Patches of many colours; the reference is `map` of the spectrometer with relative noise. */
function pairsOf(count: number, map: (xyz: Triple) => Triple, noise = 0): TristimulusPairs {
  const random = seededRandom(7)
  const share = (): number => 0.03 + 0.9 * random.next() ** 2
  const x = Array.from({ length: count }, (_, i): Triple => {
    const one = (place: number): number => (i === place ? 0.9 : i < 3 ? 0.03 : share())
    return timesColumn(RGB, [one(0), one(1), one(2)])
  })
  const y = x.map((xyz): Triple => {
    const [a, b, c] = map(xyz)
    const factor = (): number => 1 + noise * random.normal()
    return [a * factor(), b * factor(), c * factor()]
  })
  return { ids: x.map((_, i) => `P${i}`), x, y, white: WHITE }
}

const flat = (matrix: Matrix3): number[] => matrix.flat()

function run(pairs: TristimulusPairs, seed = 1): { result: MatrixComparison; events: TrainingEvent[] } {
  const events: TrainingEvent[] = []
  const steps = compareMatrices({ pairs, methods: undefined, seed })
  for (;;) {
    const step = steps.next()
    if (step.done === true) return { result: step.value, events }
    events.push(step.value)
  }
}

function refusal(job: () => unknown): ProblemData {
  try {
    job()
  } catch (error) {
    if (error instanceof Problem) return error.data
  }
  throw new Error('not refused')
}

describe('3 x 3 matrices', () => {
  it('are inverted, and refuse to be where they are flat or hold what is no number', () => {
    const back = inverse(TRUE)!
    flat(product(TRUE, back)).forEach((value, i) => {
      expect(value).toBeCloseTo(flat(IDENTITY)[i]!, 12)
    })
    expect(
      inverse([
        [1, 2, 3],
        [2, 4, 6],
        [0, 1, 1],
      ]),
    ).toBeUndefined()
    expect(inverse([[NaN, 0, 0], IDENTITY[1], IDENTITY[2]])).toBeUndefined()
  })

  it('least squares find the map between two instruments', () => {
    const fitted = leastSquaresMatrix(pairsOf(30, (xyz) => timesColumn(TRUE, xyz)))
    flat(fitted).forEach((value, i) => {
      expect(value).toBeCloseTo(flat(TRUE)[i]!, 10)
    })
  })

  it('least squares agree with the normal equations solved by hand for one line', () => {
    // Only Y differs, by a gain: the answer is known without any algebra.
    const fitted = leastSquaresMatrix(pairsOf(20, ([x, y, z]) => [x, 1.1 * y, z]))
    expect(fitted[1][1]).toBeCloseTo(1.1, 12)
    expect(fitted[1][0]).toBeCloseTo(0, 12)
  })

  it('four colours take over the chromaticities of three patches and the white, whatever the luminances', () => {
    const map = (xyz: Triple): Triple => timesColumn(TRUE, xyz)
    const pairs = pairsOf(24, map)
    // Luminances of the reference are spoilt patch by patch: chromaticity alone counts.
    const dimmed = pairs.y.map(([x, y, z], row): Triple => {
      const factor = row < 3 ? 0.8 + 0.1 * row : 1
      return [x * factor, y * factor, z * factor]
    })
    const rows = primariesOf({ ...pairs, y: dimmed })!
    expect([...rows].sort()).toEqual([0, 1, 2])
    const matrix = fourColourMatrix({ ...pairs, y: dimmed })
    for (const row of rows) {
      const [x, y, z] = timesColumn(matrix, pairs.x[row]!)
      const [rx, ry, rz] = pairs.y[row]!
      expect(x / (x + y + z)).toBeCloseTo(rx / (rx + ry + rz), 9)
      expect(y / (x + y + z)).toBeCloseTo(ry / (rx + ry + rz), 9)
    }
    timesColumn(matrix, WHITE).forEach((value, i) => {
      expect(value).toBeCloseTo(WHITE[i]!, 9)
    })
  })
})

describe('the comparison of matrices', () => {
  it('takes the least squares matrix where the instruments differ by a map', () => {
    const { result, events } = run(pairsOf(60, (xyz) => timesColumn(TRUE, xyz), 0.003))
    const { comparison } = result
    expect(comparison.verdict.winner).toBe('matrix3')
    expect(comparison.verdict.sentence).toContain('It corrects X, Y and Z only')
    expect(events.map(({ type }) => type)).toEqual(['started', 'row', 'row', 'row'])
    const [none, matrix] = comparison.methods
    expect(none!.dE00!.mean).toBeGreaterThan(1.5)
    expect(matrix!.dE00!.mean).toBeLessThan(0.3)
    expect(matrix!.rmsePerFold).toHaveLength(5)
  })

  it('leaves instruments alone that agree but for noise', () => {
    const { result } = run(pairsOf(60, (xyz) => xyz, 0.003))
    expect(result.comparison.verdict.winner).toBe('none')
    expect(result.comparison.verdict.sentence).toContain('Nothing to correct')
  })

  it('judges on patches the fit has not seen: one wild patch spoils its fold, not itself alone', () => {
    const pairs = pairsOf(40, (xyz) => timesColumn(TRUE, xyz))
    const y = pairs.y.map((xyz, row): Triple => (row === 11 ? [80, 10, 10] : xyz))
    const { result } = run({ ...pairs, y })
    const matrix = result.judged.find(({ row }) => row.name === 'matrix3')!
    const all = timesColumn(matrix.matrix, pairs.x[11]!)
    // The fit on all patches bends towards it, the judged prediction cannot know it.
    const far = (xyz: Triple): number => Math.abs(xyz[0] - 80)
    expect(far(all)).toBeLessThan(far(matrix.predicted[11]!))
  })

  it('refuses greys, too few patches and what is no number, with a sentence each', () => {
    const grey = pairsOf(20, (xyz) => xyz)
    const greys = grey.x.map((_, i): Triple => {
      const share = 0.05 + (0.9 * i) / 20
      return [WHITE[0] * share, WHITE[1] * share * (1 + 1e-4 * i), WHITE[2] * share]
    })
    expect(conditionOf(greys)).toBeGreaterThan(300)
    expect(refusal(() => run({ ...grey, x: greys, y: greys })).happened).toContain('greys')
    expect(refusal(() => fourColourMatrix({ ...grey, x: greys, y: greys })).title).toContain(
      'No red, green and blue',
    )
    expect(refusal(() => run(pairsOf(7, (xyz) => xyz)))).toMatchObject({ code: 'TOO_FEW_PAIRS' })
    const spoilt = pairsOf(20, (xyz) => xyz)
    const y = spoilt.y.map((xyz, row): Triple => (row === 4 ? [NaN, 1, 1] : xyz))
    expect(refusal(() => run({ ...spoilt, y })).happened).toContain('"P4" is no number')
    // A black patch has no chromaticity; it is no primary and does no harm.
    const black = spoilt.x.map((xyz, row): Triple => (row === 5 ? [0, 0, 0] : xyz))
    expect(run({ ...spoilt, x: black, y: black }).result.comparison.samples).toBe(20)
  })

  it('says which method was left out where there are colours but none surround white', () => {
    // Reds and greens only: least squares can, four colours cannot.
    const pairs = pairsOf(24, (xyz) => timesColumn(TRUE, xyz))
    const x = pairs.x.map((_, i): Triple =>
      timesColumn(RGB, [0.9, 0.05 + 0.035 * i, i % 5 === 0 ? 0.3 : 0.1]),
    )
    const y = x.map((xyz) => timesColumn(TRUE, xyz))
    const { events, result } = run({ ...pairs, x, y })
    const stopped = events.find((event) => event.type === 'stopped')
    expect(stopped).toMatchObject({ method: 'four-colour' })
    expect(result.comparison.methods.map(({ name }) => name)).toEqual(['none', 'matrix3'])
  })
})

describe('a matrix in a bundle', () => {
  it('reads back bit for bit, with its card', () => {
    const { hash: _, ...rest } = card('v1')
    const bundle = matrixBundle(TRUE, ['P1', 'P2'], { ...rest, method: 'matrix3' })
    const read = matrixOfBundle(bundle.bytes)
    expect(read.matrix).toEqual(TRUE)
    expect(read.trainingIds).toEqual(['P1', 'P2'])
    expect(read.card.hash).toBe(bundle.card.hash)
    const changed = bundle.bytes.slice()
    changed[changed.length - 40]! ^= 1
    expect(refusal(() => matrixOfBundle(changed)).code).toBe('MODEL_DAMAGED')
  })
})
