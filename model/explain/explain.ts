import { Problem } from '../../contract/errors.ts'
import { at } from '../../spectra/at.ts'
import type { Matrix } from '../service.ts'
import type { Explainable, ExplainedAxis } from './explainable.ts'
import { localMatrix } from './local-matrix.ts'
import { occlusion } from './occlusion.ts'
import { type Region, regionsOf } from './regions.ts'
import { mapsRelevance } from './relevance.ts'

/** Ways to look into a model: the paper's, Grad-CAM for spectra, occlusion, the matrix. */
export type ExplainMethod = 'weights' | 'gradient' | 'occlusion' | 'matrix'

export interface ExplainOptions {
  readonly method: ExplainMethod
  /** The output asked about; absent: the one with the highest score, of a corrected spectrum the middle band. */
  readonly output?: number
  /** Bands hidden at a time by the occlusion. */
  readonly window: number
}

/** What a model makes of a spectrum and which bands it owes that to. */
export interface Explanation {
  readonly title: string
  readonly method: ExplainMethod
  readonly axis: ExplainedAxis
  readonly outputs: readonly string[]
  readonly output: number
  readonly scores: Float64Array
  /** What the model read: the spectrum after its preparation. */
  readonly spectrum: Float64Array
  /** One value per band, positive = for the output. */
  readonly relevance: Float64Array
  readonly regions: readonly Region[]
  /** [bands x outputs] where the method is the matrix. */
  readonly matrix?: Matrix
  /** The layer or the way the picture was made, for its caption. */
  readonly layer: string
}

/** Whether every output is a band of the same axis, as those of a correction are. */
const bandForBand = ({ outputs, axis }: Explainable): boolean => outputs.length === axis.values.length

/** Methods that make sense for a model, the most telling first. */
export function methodsFor(model: Explainable): ExplainMethod[] {
  const layers = model.maps ? (model.layers ?? ['pooled', 'convolved']) : []
  const network = layers.map((layer): ExplainMethod => (layer === 'pooled' ? 'weights' : 'gradient'))
  if (model.linear) return ['matrix', 'occlusion']
  return [...network, 'occlusion', ...(bandForBand(model) ? (['matrix'] as const) : [])]
}

/** Explains one output of a model for one spectrum on its axis. @throws Problem BAD_REQUEST, FORMAT_BAD */
export function explain(model: Explainable, measured: Float64Array, options: ExplainOptions): Explanation {
  const bands = model.axis.values.length
  requireSpectrum(measured, bands)
  if (!methodsFor(model).includes(options.method))
    throw refused(`${model.title} cannot be explained by "${options.method}".`, methodsFor(model).join(', '))
  const spectrum = model.prepare?.(measured) ?? measured
  const scores = model.scores({ rows: 1, columns: bands, data: spectrum }).data
  const highest = scores.reduce((best, value, i) => (value > at(scores, best) ? i : best), 0)
  // Of a corrected spectrum the highest band says nothing: the middle one has bands on both sides.
  const output = options.output ?? (bandForBand(model) ? Math.floor(bands / 2) : highest)
  if (model.outputs[output] === undefined)
    throw refused(`There is no output ${output}.`, `0 to ${model.outputs.length - 1}`)
  const found = relevanceBy(model, spectrum, output, options)
  const { title, axis, outputs } = model
  const { method } = options
  const regions = regionsOf(found.relevance)
  return { title, method, axis, outputs, output, scores, spectrum, regions, ...found }
}

function relevanceBy(
  model: Explainable,
  spectrum: Float64Array,
  output: number,
  { method, window }: ExplainOptions,
): Pick<Explanation, 'relevance' | 'matrix' | 'layer'> {
  const bands = spectrum.length
  const scores = (x: Matrix): Matrix => model.scores(x)
  if (method === 'occlusion') {
    const relevance = occlusion(scores, spectrum, output, window)
    return { relevance, layer: `${window} bands hidden at a time` }
  }
  if (method === 'matrix') {
    const matrix = model.linear ?? localMatrix(scores, spectrum, model.outputs.length)
    const relevance = Float64Array.from({ length: bands }, (_, band) =>
      at(matrix.data, band * matrix.columns + output),
    )
    if (model.outputs.length === 1) return { relevance, layer: 'its regression vector' }
    return { relevance, matrix, layer: model.linear ? 'its matrix' : 'its matrix near this spectrum' }
  }
  const place = method === 'weights' ? 'pooled' : 'convolved'
  const maps = model.maps?.(spectrum, output, place)
  const [first] = maps ?? []
  if (!maps || !first) throw new Error('a network has maps')
  const where = method === 'weights' ? 'dense layer through the pooling' : 'last convolution'
  return {
    relevance: sumOf(maps.map((one) => mapsRelevance(one, bands))),
    layer: first.name ?? `${where}, ${first.positions} positions of ${first.channels} filters`,
  }
}

const sumOf = (parts: readonly Float64Array[]): Float64Array =>
  parts.reduce((sum, part) => sum.map((value, band) => value + at(part, band)))

function requireSpectrum(values: Float64Array, bands: number): void {
  const next = 'Choose another spectrum, or remove what is no number.'
  if (values.length !== bands) throw unfit(`It has ${values.length} bands, the model reads ${bands}.`, next)
  const bad = values.findIndex((value) => !Number.isFinite(value))
  if (bad !== -1) throw unfit(`Band ${bad + 1} is no finite number.`, next)
}

const unfit = (happened: string, next: string): Problem =>
  new Problem({
    code: 'FORMAT_BAD',
    title: 'The spectrum cannot be explained',
    happened,
    kept: 'Nothing was changed.',
    next,
  })

const refused = (happened: string, possible: string): Problem =>
  new Problem({
    code: 'BAD_REQUEST',
    title: 'This cannot be explained so',
    happened,
    kept: 'Nothing was changed.',
    next: `Possible are ${possible}.`,
  })
