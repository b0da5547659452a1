import { explain, type ExplainMethod } from '../../../model/explain/explain.ts'
import { loadRaman } from '../../../model/raman/classifier.ts'
import { DEMO_SUBSTANCES, demoAxis, lorentzians, type Substance } from '../../../model/raman/lorentzian.ts'
import type { RamanRequest } from '../../../model/raman/service.ts'
import { trainRaman } from '../../../model/raman/train.ts'
import { at } from '../../../spectra/at.ts'

/** A figure for the record of a run. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** The line that all substances of the demonstration share. */
export const SHARED_CM = 1000

/** Lines of a substance that no other has. */
export const ownLines = ({ peaks }: Substance) => peaks.filter(({ centre }) => centre !== SHARED_CM)

export interface StudyOptions {
  readonly substances?: readonly Substance[]
  readonly bands?: number
  readonly filters?: number
  readonly width?: number
  readonly poolings?: number
  readonly task?: RamanRequest['task']
  readonly epochs?: number
  readonly seed?: number
}

/** What training on made substances is asked for. */
export function studyRequest(options: StudyOptions = {}): RamanRequest {
  const { substances = DEMO_SUBSTANCES, bands = 1024, filters = 16, width = 9, poolings = 2 } = options
  const axis = demoAxis(bands)
  const data = new Float64Array(substances.length * bands)
  substances.forEach(({ peaks }, row) => data.set(lorentzians(peaks, axis), row * bands))
  return {
    known: {
      classes: substances.map(({ name }) => name),
      axis,
      spectra: { rows: substances.length, columns: bands, data },
      labels: Int32Array.from(substances, (_, row) => row),
    },
    measured: 0,
    task: options.task ?? 'one',
    size: { convolutions: 1, filters, width, poolings },
    epochs: options.epochs ?? 30,
    seed: options.seed ?? 1,
    version: 'r1',
    source: 'made substances',
  }
}

/** The last event of a training. */
export async function trained(request: RamanRequest) {
  for await (const event of trainRaman(request, new AbortController().signal))
    if (event.type === 'finished') return event
  throw new Error('a training ends with a file')
}

/** Intersection over union of two sets of bands. */
export function overlap(a: readonly boolean[], b: readonly boolean[]): number {
  let [both, either] = [0, 0]
  for (const [i, inA] of a.entries()) {
    if (inA && b[i] === true) both++
    if (inA || b[i] === true) either++
  }
  return both / either
}

/** Bands within the full width at half height of a substance's own lines. */
export const insideLines = (substance: Substance, axis: Float64Array): boolean[] =>
  Array.from(axis, (x) => ownLines(substance).some(({ centre, fwhm }) => Math.abs(x - centre) <= fwhm / 2))

/** Bands farther than `widths` line widths from every line there is. */
export const onBackground = (
  substances: readonly Substance[],
  axis: Float64Array,
  widths: number,
): boolean[] =>
  Array.from(axis, (x) =>
    substances.every(({ peaks }) => peaks.every(({ centre, fwhm }) => Math.abs(x - centre) > widths * fwhm)),
  )

/** Mean size over chosen bands. */
export function meanSize(values: Float64Array, chosen: readonly boolean[]): number {
  let [sum, count] = [0, 0]
  for (const [i, value] of values.entries()) {
    if (chosen[i] !== true) continue
    sum += Math.abs(value)
    count++
  }
  return sum / count
}

/** How well the regions of each class are its own lines, by one method. */
export async function regionsOfClasses(
  bytes: Uint8Array,
  substances: readonly Substance[],
  method: ExplainMethod,
) {
  const model = await loadRaman(bytes)
  const axis = model.axis.values
  const window = 21
  const found = substances.map((substance, output) => {
    const spectrum = lorentzians(substance.peaks, axis)
    const { relevance, regions, scores } = explain(model, spectrum, { method, output, window })
    const marked = Array.from(axis, (_, band) =>
      regions.some((region) => region.relevance > 0 && band >= region.first && band <= region.last),
    )
    const widths = regions
      .filter((region) => region.relevance > 0)
      .map(({ first, last }) => at(axis, last) - at(axis, first))
    return {
      substance,
      iou: overlap(marked, insideLines(substance, axis)),
      background:
        meanSize(relevance, onBackground(substances, axis, 3)) /
        meanSize(relevance, insideLines(substance, axis)),
      width: widths.reduce((sum, width) => sum + width, 0) / Math.max(1, widths.length),
      relevance,
      scores,
      axis,
    }
  })
  model.dispose?.()
  return found
}
