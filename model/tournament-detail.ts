import type { Comparison, TournamentDetail } from '../contract/model.ts'
import { labOfSpectrum } from '../spectra/colour.ts'
import { mean, rmsePerBand } from '../spectra/metrics.ts'
import { rowOf } from './linear/matrix.ts'
import { colourAxis } from './pairs.ts'
import type { Matrix, PairTable } from './service.ts'

/** L* of each reference spectrum where colour means something, else its mean level. */
export function lightnessOf(pairs: PairTable): Float64Array {
  const axis = colourAxis(pairs)
  return Float64Array.from({ length: pairs.y.rows }, (_, i) => {
    const row = rowOf(pairs.y, i)
    return axis ? labOfSpectrum(row, axis)[0] : mean(row)
  })
}

/** Per-band errors of all methods and the winner's error image with its rows from dark to bright. */
export function tournamentDetail(
  comparison: Comparison,
  pairs: PairTable,
  predictions: ReadonlyMap<Comparison['methods'][number]['name'], Matrix>,
): TournamentDetail {
  const bands = pairs.y.columns
  const rmse = comparison.methods.map(({ name }) => {
    const predicted = predictions.get(name)
    return {
      name,
      rmse: predicted ? rmsePerBand(pairs.y.data, predicted.data, bands) : new Float64Array(bands),
    }
  })
  const winner = predictions.get(comparison.verdict.winner)
  const wavelengthNm = pairs.wavelengthNm ?? Float64Array.from({ length: bands }, (_, i) => i)
  const detail = { wavelengthNm, rmsePerBand: rmse, comparison }
  return winner ? { ...detail, heat: errorImage(pairs, winner) } : detail
}

function errorImage(pairs: PairTable, predicted: Matrix): NonNullable<TournamentDetail['heat']> {
  const lightness = lightnessOf(pairs)
  const order = Array.from(lightness.keys()).sort((a, b) => (lightness[a] ?? 0) - (lightness[b] ?? 0))
  const bands = pairs.y.columns
  const absoluteError = new Float64Array(order.length * bands)
  for (const [place, row] of order.entries())
    for (let j = 0; j < bands; j++)
      absoluteError[place * bands + j] = Math.abs(
        (predicted.data[row * bands + j] ?? 0) - (pairs.y.data[row * bands + j] ?? 0),
      )
  return {
    rows: order.length,
    bands,
    lightness: Float64Array.from(order, (row) => lightness[row] ?? 0),
    absoluteError,
    patches: order.map((row) => pairs.ids[row] ?? ''),
  }
}
