import { readFileSync } from 'node:fs'
import { readSpectraCsv } from '../../../formats/csv-spectra.ts'
import type { Matrix, PairTable } from '../../../model/service.ts'
import { seededRandom } from '../../../spectra/random.ts'
import { sharedData } from '../../shared-data.ts'

/** Rows of equal length as a matrix. */
export function matrixOf(rows: readonly ArrayLike<number>[]): Matrix {
  const columns = rows[0]?.length ?? 0
  return { rows: rows.length, columns, data: Float64Array.from(rows.flatMap((row) => Array.from(row))) }
}

export const rowsOf = ({ rows, columns, data }: Matrix): number[][] =>
  Array.from({ length: rows }, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)])

/** Pairs of rows named P1, P2, ... */
export function pairsOf(x: Matrix, y: Matrix, more: Partial<PairTable> = {}): PairTable {
  const ids = Array.from({ length: x.rows }, (_, i) => `P${i + 1}`)
  return { ids, x, y, wavelengthNm: null, quantity: 'other', ...more }
}

const grid = (rows: number, columns: number, value: (i: number, j: number) => number): Matrix => ({
  rows,
  columns,
  data: Float64Array.from({ length: rows * columns }, (_, at) =>
    value(Math.floor(at / columns), at % columns),
  ),
})

/** The same numbers as formula_pairs() in tests/fixtures/oracle/correction.py. */
export function formulaPairs(samples = 60, bands = 40): PairTable {
  const truth = (i: number, j: number): number =>
    0.45 + 0.3 * Math.sin(0.7 * i + 0.15 * j) * Math.cos(0.23 * i) + 0.1 * Math.cos(1.9 * i + 0.4 * j)
  const x = grid(
    samples,
    bands,
    (i, j) =>
      0.96 * truth(i, j) +
      0.02 * truth(i, (j + bands - 1) % bands) +
      0.01 +
      0.003 * Math.sin(12.9898 * i * i + 7.31 * i * j + 0.77 * j * j),
  )
  return pairsOf(x, grid(samples, bands, truth))
}

/** How a made-up instrument differs from its reference. */
export interface Defects {
  readonly gain?: number
  readonly offset?: number
  /** Share of light from the neighbouring bands, growing with the level: no line per band can undo it. */
  readonly mixing?: number
  readonly noise?: number
  /** Noise of the reference, which nothing can predict. */
  readonly referenceNoise?: number
}

/** Smooth reflectances of 380..780 nm seen by a made-up instrument. */
export function madeUpPairs(samples: number, bands: number, defects: Defects, seed = 1): PairTable {
  const { gain = 1, offset = 0, mixing = 0, noise = 0, referenceNoise = 0 } = defects
  const random = seededRandom(seed)
  const y = matrixOf(
    Array.from({ length: samples }, () => {
      const [base, edge, rise, bump, place] = [0.1, 0.05, -0.35, -0.2, 0].map((from) =>
        random.uniform(from, 0.35),
      )
      return Array.from({ length: bands }, (_, j) => {
        const t = j / (bands - 1)
        const step = 1 / (1 + Math.exp(-(t - 0.2 - 1.6 * edge!) / 0.06))
        return (
          0.3 + base! / 2 + 0.6 * rise! * step + 0.4 * bump! * Math.exp(-(((t - 0.3 - place!) / 0.15) ** 2))
        )
      })
    }),
  )
  const x = grid(samples, bands, (i, j) => {
    const at = (band: number): number => y.data[i * bands + Math.min(bands - 1, Math.max(0, band))]!
    const mixed = (1 - mixing) * at(j) + (mixing / 2) * (at(j - 3) + at(j + 5))
    return gain * mixed + offset + noise * random.normal()
  })
  for (const [at, value] of y.data.entries()) y.data[at] = value + referenceNoise * random.normal()
  const wavelengthNm = Float64Array.from({ length: bands }, (_, j) => 380 + (400 * j) / (bands - 1))
  return pairsOf(x, y, { wavelengthNm, quantity: 'reflectance' })
}

function sharedTable(
  path: string,
): { ids: readonly string[]; matrix: Matrix; wavelengthNm: Float64Array } | undefined {
  const file = sharedData(path)
  if (file === undefined) return undefined
  const table = readSpectraCsv(readFileSync(file, 'utf8'), { name: path })
  return {
    ids: table.ids,
    matrix: { rows: table.ids.length, columns: table.wavelengthNm.length, data: table.values },
    wavelengthNm: table.wavelengthNm,
  }
}

/** Measured pairs from the folder of shared data, or undefined where a clone has none. */
export function sharedPairs(x: string, y: string, quantity: PairTable['quantity']): PairTable | undefined {
  const [one, two] = [sharedTable(x), sharedTable(y)]
  if (!one || !two) return undefined
  return { ids: one.ids, x: one.matrix, y: two.matrix, wavelengthNm: one.wavelengthNm, quantity }
}
