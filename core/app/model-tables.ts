import type { Evaluation, FoldKind, MethodName, ModelCard } from '../../contract/model.ts'
import type { SpectraTable } from '../../contract/session.ts'
import { Problem } from '../../contract/errors.ts'
import type { Triple } from '../../contract/spectrum.ts'
import { foldsFor } from '../../formats/folds.ts'
import { pairTables, resampleTable } from '../../formats/pair-tables.ts'
import type { PairedTables } from '../../formats/pair-tables.ts'
import { requireSpectraTable } from '../../formats/spectra-table.ts'
import { stacked, takePairs } from '../../model/pairs.ts'
import type { PairTable, TournamentRequest } from '../../model/service.ts'
import { evaluateTriples } from '../../model/tristimulus/errors.ts'
import { timesColumn } from '../../model/tristimulus/matrix3.ts'
import type { Matrix3 } from '../../model/tristimulus/matrix3.ts'
import { isMatrixMethod } from '../../model/tristimulus/methods.ts'
import { axisWavelengths } from '../../spectra/axis.ts'
import { standardWeights, xyzOf } from '../../spectra/colour.ts'
import { resampleLinear } from '../../spectra/interpolate.ts'
import { evaluate } from '../../spectra/metrics.ts'
import { Matrices } from '../matrices.ts'
import { modelPart } from '../model-axis.ts'
import { quantityOf } from '../pair-table.ts'
import type { AppContext } from './context.ts'
import { colourOnly, noActiveModel, outOfRange } from './problems.ts'

/** What a comparison of two tables is asked for. */
export interface ComparisonInput {
  readonly spectrometer: SpectraTable
  readonly reference: SpectraTable
  readonly white?: Float64Array | undefined
  readonly folds?: readonly { id: string; fold: number }[] | undefined
  readonly foldsBy: FoldKind
  readonly foreignSpectrometer?: SpectraTable | undefined
  readonly foreignReference?: SpectraTable | undefined
  /** Some of the samples read once more, under the same names: they show the floor. */
  readonly repeatSpectrometer?: SpectraTable | undefined
  /** The reference's second readings; without them its first ones count twice. */
  readonly repeatReference?: SpectraTable | undefined
  readonly methods?: readonly MethodName[] | undefined
  readonly axis: 'nm' | 'index'
  readonly seed: number
}

/** Two tables as a tournament over all pairs. @throws Problem FORMAT_BAD, NO_MATCH */
export function comparisonRequest({ options }: AppContext, input: ComparisonInput): TournamentRequest {
  requireSpectraTable(input.spectrometer, 'The spectrometer table')
  requireSpectraTable(input.reference, 'The reference table')
  const paired = pairTables(input.spectrometer, input.reference, input.axis)
  const pairs = tableOf(paired, whiteOn(paired, input))
  const { foreignSpectrometer, foreignReference, repeatSpectrometer } = input
  const foreign =
    foreignSpectrometer && foreignReference
      ? foreignOn(pairs, foreignSpectrometer, foreignReference, input.axis)
      : undefined
  const repeats = repeatSpectrometer && repeatsOn(pairs, repeatSpectrometer, input)
  const able = options.models.methods().filter((method) => method.minimumPairs <= paired.ids.length)
  return {
    pairs,
    methods: input.methods ?? able.map((method) => method.name),
    foldsBy: input.foldsBy,
    seed: input.seed,
    holdOut: 0,
    race: input.methods === undefined,
    ...(foreign ? { foreign } : {}),
    ...(repeats ? { repeats } : {}),
    ...(input.folds ? { folds: foldsFor(paired.ids, input.folds) } : {}),
  }
}

/** A white comes on the spectrometer's grid; the pairs may have gone to a coarser or shorter one. */
function whiteOn(paired: PairedTables, input: ComparisonInput): Float64Array | undefined {
  const { white, spectrometer } = input
  if (!white || white.length === paired.bands) return white
  if (!paired.wavelengthNm || white.length !== spectrometer.wavelengthNm.length) return undefined
  return resampleLinear(white, spectrometer.wavelengthNm, paired.wavelengthNm)
}

function tableOf(paired: PairedTables, white: Float64Array | undefined): PairTable {
  const { ids, bands, x, y, wavelengthNm } = paired
  return {
    ids,
    x: { rows: ids.length, columns: bands, data: x },
    y: { rows: ids.length, columns: bands, data: y },
    wavelengthNm,
    quantity: quantityOf(wavelengthNm, y),
    ...(white ? { white } : {}),
  }
}

function foreignOn(
  pairs: PairTable,
  spectrometer: SpectraTable,
  reference: SpectraTable,
  axis: 'nm' | 'index',
): PairTable {
  requireSpectraTable(spectrometer, 'The foreign spectrometer table')
  requireSpectraTable(reference, 'The foreign reference table')
  const { wavelengthNm } = pairs
  const on = (table: SpectraTable): SpectraTable =>
    wavelengthNm ? resampleTable(table, wavelengthNm) : table
  return tableOf(pairTables(on(spectrometer), on(reference), axis), undefined)
}

/** First and second readings of the samples that were read again. @throws Problem NO_MATCH, FORMAT_BAD */
function repeatsOn(pairs: PairTable, again: SpectraTable, input: ComparisonInput): PairTable {
  const reference = input.repeatReference ?? input.reference
  requireSpectraTable(again, 'The table of repeated readings')
  requireSpectraTable(reference, 'The reference table of repeated readings')
  const { wavelengthNm } = pairs
  const on = (table: SpectraTable): SpectraTable =>
    wavelengthNm ? resampleTable(table, wavelengthNm) : table
  const second = tableOf(pairTables(on(again), on(reference), input.axis), undefined)
  const rows = Array.from(pairs.ids.keys())
  const first = takePairs(
    pairs,
    rows.filter((row) => second.ids.includes(pairs.ids[row] ?? '')),
  )
  if (first.ids.length === 0) throw nothingAgain(second.ids)
  return stacked(first, second)
}

const nothingAgain = (ids: readonly string[]): Problem =>
  new Problem({
    code: 'NO_MATCH',
    title: 'Nothing was read twice',
    happened: `None of the repeated samples (${ids.slice(0, 3).join(', ')} ...) stands in the first files.`,
    kept: 'Nothing was compared.',
    next: 'Give a second reading of a sample the name of the first.',
  })

/** A stored model on new pairs. @throws Problem NOT_FOUND, NO_MATCH, MODEL_MISMATCH, MODEL_DAMAGED */
export async function evaluateModel(
  context: AppContext,
  input: { readonly model: string; readonly spectrometer: SpectraTable; readonly reference: SpectraTable },
): Promise<Evaluation & { domain: { inside: number; outside: number } }> {
  const card = context.options.store.getModel(input.model)
  const matrix = new Matrices(context.options.store).of(card)
  if (matrix) return evaluateMatrix(matrix, input)
  const spectrometer = onModelAxis(card, input.spectrometer)
  const paired = pairTables(spectrometer, onModelAxis(card, input.reference))
  const x = { rows: paired.ids.length, columns: paired.bands, data: paired.x }
  const model = await context.shelf.open(card.hash)
  const { corrected, domains } = await model.correctTable(x)
  const axis = spectrometer.wavelengthNm
  const colour = quantityOf(axis, paired.y) === 'reflectance' ? axis : null
  // At the edge the model still knows its way; only what is foreign lies outside.
  const outside = domains.filter((domain) => domain === 'foreign').length
  return {
    ...evaluate(paired.y, corrected.data, paired.bands, colour),
    domain: { inside: domains.length - outside, outside },
  }
}

/** Spectra corrected by a model, the active one when none is named. @throws Problem MODEL_MISSING, MODEL_MISMATCH */
export async function correctTable(
  context: AppContext,
  input: { readonly model?: string | undefined; readonly spectra: SpectraTable },
): Promise<{
  corrected: SpectraTable
  domain: string[]
  interval: Float64Array | null
  model: string
  foreign: number
}> {
  const card = input.model === undefined ? context.active.card : context.options.store.getModel(input.model)
  if (!card) throw noActiveModel()
  if (isMatrixMethod(card.method)) throw colourOnly(card)
  const { ids, wavelengthNm, values } = onModelAxis(card, input.spectra)
  const model = await context.shelf.open(card.hash)
  const x = { rows: ids.length, columns: wavelengthNm.length, data: values }
  const { corrected, domains, interval } = await model.correctTable(x)
  return {
    corrected: { ids, wavelengthNm, values: corrected.data },
    domain: [...domains],
    interval: interval?.data ?? null,
    model: card.version,
    foreign: domains.filter((domain) => domain === 'foreign').length,
  }
}

/** A matrix for X, Y and Z on spectra of both instruments: their colours are compared, corrected against reference. */
function evaluateMatrix(
  matrix: Matrix3,
  input: { readonly spectrometer: SpectraTable; readonly reference: SpectraTable },
): Evaluation & { domain: { inside: number; outside: number } } {
  requireSpectraTable(input.spectrometer, 'The spectrometer table')
  requireSpectraTable(input.reference, 'The reference table')
  const { ids, bands, x, y, wavelengthNm } = pairTables(input.spectrometer, input.reference)
  const weights = standardWeights(wavelengthNm ?? new Float64Array())
  const triples = (values: Float64Array): Triple[] =>
    ids.map((_, row) => xyzOf(values.subarray(row * bands, (row + 1) * bands), weights))
  const corrected = triples(x).map((xyz) => timesColumn(matrix, xyz))
  // Whether a colour lies where the matrix was learned is not known: it is counted on neither side.
  return {
    ...evaluateTriples(triples(y), corrected, weights.white),
    domain: { inside: 0, outside: 0 },
  }
}

function onModelAxis(card: ModelCard, table: SpectraTable): SpectraTable {
  requireSpectraTable(table, 'The spectra')
  const { fromNm, toNm, bands } = card.axis
  const { wavelengthNm } = within(card, table)
  const part = modelPart(card, wavelengthNm)
  if (part) return partOfTable(table, part)
  // An uneven grid has no even axis on its card: the same ends and number of bands mean the same grid.
  const [first, last] = [wavelengthNm[0] ?? 0, wavelengthNm.at(-1) ?? 0]
  const same =
    wavelengthNm.length === bands && Math.abs(first - fromNm) < 0.01 && Math.abs(last - toNm) < 0.01
  return same ? table : resampleTable(table, axisWavelengths(card.axis))
}

/** The bands of a table that a model covers, as they are. */
function partOfTable(
  table: SpectraTable,
  { first, wavelengthNm }: { readonly first: number; readonly wavelengthNm: Float64Array },
): SpectraTable {
  const [all, bands] = [table.wavelengthNm.length, wavelengthNm.length]
  if (bands === all) return table
  const values = new Float64Array(table.ids.length * bands)
  table.ids.forEach((_, row) => {
    values.set(table.values.subarray(row * all + first, row * all + first + bands), row * bands)
  })
  return { ...table, wavelengthNm, values }
}

/** A model is not asked about wavelengths that were not measured: half a band of slack, no more. */
function within(card: ModelCard, table: SpectraTable): SpectraTable {
  const { fromNm, toNm, bands } = card.axis
  const slack = (toNm - fromNm) / (bands - 1) / 2
  const [first, last] = [table.wavelengthNm[0] ?? Infinity, table.wavelengthNm.at(-1) ?? -Infinity]
  if (first <= fromNm + slack && last >= toNm - slack) return table
  throw outOfRange(
    card,
    `The spectra cover ${first.toFixed(1)} to ${last.toFixed(1)} nm, the model ${fromNm} to ${toNm} nm.`,
  )
}
