import { Problem } from '../../contract/errors.ts'
import type { ModelCard } from '../../contract/model.ts'
import type { FileResult } from '../../contract/session.ts'
import { wavelengthLabels } from '../../formats/csv-write.ts'
import { writeCsv } from '../../formats/csv.ts'
import { numberText } from '../../formats/number.ts'
import { isMatrixMethod } from '../../model/tristimulus/methods.ts'
import type { AffineMap } from '../../model/service.ts'
import { modelPart } from '../model-axis.ts'
import { WORKING_NM } from '../reduce.ts'
import type { AppContext } from './context.ts'
import { instrumentsOf } from './training-data.ts'

/**
 * An affine model as CSV for other programs. Columns: `output`, the spectrometer's bands in nm, `mean`. First row
 * `centre`: what is subtracted from the raw spectrum. Then one row per corrected band: corrected = mean + sum over the
 * columns of coefficient x (raw - centre). Numbers are written so that they read back exactly.
 * @throws Problem NOT_FOUND, MODEL_DAMAGED, FORMAT_UNKNOWN where the model is no matrix or its bands are not known
 */
export async function exportMatrix(context: AppContext, name: string): Promise<FileResult> {
  const { store, models } = context.options
  const card = store.getModel(name)
  if (isMatrixMethod(card.method)) throw otherMatrix(card)
  const map = await models.affineMap(store.readBundle(card.hash))
  if (!map) throw noMatrix(card)
  const labels = wavelengthLabels(bandsOfModel(context, card))
  const text = writeCsv([
    ['output', ...labels, 'mean'],
    ['centre', ...Array.from(map.centre, numberText), ''],
    ...labels.map((nm, band) => [nm, ...column(map, band).map(numberText), numberText(map.mean[band] ?? 0)]),
  ])
  return { name: `${card.version}-${card.hash.slice(0, 8)}-matrix.csv`, text, rows: labels.length }
}

const column = ({ coefficients: { rows, columns, data } }: AffineMap, band: number): number[] =>
  Array.from({ length: rows }, (_, row) => data[row * columns + band] ?? 0)

/**
 * A card holds ends and number of its bands. Those between come from the pairs it was learned from, or from the
 * working axis where it is a part of that: an imported model of a chip with uneven bands has neither.
 */
function bandsOfModel({ options, derived }: AppContext, card: ModelCard): Float64Array {
  const { store } = options
  const known = store.listSessions().some(({ id }) => id === card.session)
  const [pair] =
    known && instrumentsOf(store, card.session).instrument === card.instrument
      ? store.currentPairs(card.session)
      : []
  const learned = pair && derived.pair(pair)?.wavelengthNm
  const part = (learned && modelPart(card, learned)) ?? modelPart(card, WORKING_NM)
  if (part) return part.wavelengthNm
  throw new Problem({
    code: 'FORMAT_UNKNOWN',
    title: `The bands of ${card.version} are not known here`,
    happened: 'The pairs it was learned from are not in this database.',
    kept: 'Nothing was written.',
    next: 'Export the matrix where the model was trained.',
  })
}

const otherMatrix = (card: ModelCard): Problem =>
  new Problem({
    code: 'FORMAT_UNKNOWN',
    title: `${card.version} is a matrix for X, Y and Z`,
    happened: 'The CSV is for matrices between bands of spectra.',
    kept: 'Nothing was written.',
    next: 'Export it as ccmx, which ArgyllCMS and others read.',
  })

const noMatrix = (card: ModelCard): Problem =>
  new Problem({
    code: 'FORMAT_UNKNOWN',
    title: `${card.version} is not a matrix`,
    happened: `A model of method ${card.method} does more than one matrix can say.`,
    kept: 'Nothing was written.',
    next: 'Export the model itself, or train slope-bias, ridge, ds, pds, pls, pca-affine or sst.',
  })
