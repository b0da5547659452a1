import type { ExplainFace, ExplainInput, Explanation } from '../../contract/explain.ts'
import { Problem } from '../../contract/errors.ts'
import { readRamanCsv } from '../../formats/csv-raman.ts'
import { readSpectraFile } from '../../formats/spectra-file.ts'
import type { ExplainedAxis } from '../../model/explain/explainable.ts'
import type { ExplainFace as Face, ExplainSubject as File } from '../../model/explain/service.ts'
import { at } from '../../spectra/at.ts'
import { resampleLinear } from '../../spectra/interpolate.ts'
import type { AppContext } from './context.ts'
import { sampleNamed, samplesOf } from './explain-samples.ts'
import { bytesOf, factsOf, lampFile, subjectNamed, subjectsOf } from './explain-subjects.ts'
import type { Implementer } from './implementer.ts'

/** A line is hidden whole, and little else: a forty-eighth of the range. */
const WINDOWS = 48

type GivenSpectrum = NonNullable<ExplainInput['spectrum']>

const windowFor = (bands: number): number => Math.max(3, 2 * Math.round(bands / WINDOWS / 2) + 1)

/** What a network or a linear model looks at. */
export function explainRoutes(os: Implementer, context: AppContext) {
  return {
    subjects: os.explain.subjects.handler(() => ({ subjects: subjectsOf(context) })),
    face: os.explain.face.handler(({ input }) => faceOf(context, input.subject)),
    run: os.explain.run.handler(({ input }) => run(context, input)),
  }
}

async function faceOf(context: AppContext, name: string): Promise<ExplainFace> {
  const subject = subjectNamed(context, name)
  const file: File = { kind: subject.kind, bytes: bytesOf(context, subject) }
  const face = await context.options.models.explainFace(file)
  return {
    subject,
    title: face.title,
    methods: [...face.methods],
    outputs: [...face.outputs],
    unit: face.axis.unit,
    axis: face.axis.values,
    window: windowFor(face.axis.values.length),
    samples: samplesOf(context, subject, face).map(({ id, name: word }) => ({ id, name: word })),
    facts: factsOf(context, subject),
  }
}

function stored(context: AppContext, name: string) {
  const subject = subjectNamed(context, name)
  return { subject, bytes: bytesOf(context, subject) }
}

async function run(context: AppContext, input: ExplainInput): Promise<Explanation> {
  const { models } = context.options
  const { subject, bytes } = input.lampModel ? lampFile(input.lampModel) : stored(context, input.subject)
  const file: File = { kind: subject.kind, bytes }
  const face = await models.explainFace(file)
  const said: string[] = []
  const given =
    input.spectrum ?? (input.file && spectrumIn(input.file, face.axis.unit, (words) => said.push(words)))
  const sample = given
    ? { name: given.name, values: () => onFaceAxis(given, face.axis, said) }
    : sampleNamed(context, subject, face, input.sample)
  const output = outputOf(face, input.output)
  const found = await models.explain(file, await sample.values(), {
    method: input.method ?? face.methods[0] ?? 'occlusion',
    window: input.window ?? windowFor(face.axis.values.length),
    ...(output === undefined ? {} : { output }),
  })
  const axis = found.axis.values
  return {
    subject,
    caption: `${found.title}; ${found.layer}; spectrum ${sample.name}, output ${found.outputs[found.output] ?? ''}`,
    sample: sample.name,
    method: found.method,
    unit: found.axis.unit,
    axis,
    spectrum: found.spectrum,
    outputs: [...found.outputs],
    output: found.output,
    scores: found.scores,
    relevance: found.relevance,
    regions: found.regions.map(({ first, last, peak, relevance, share }) => ({
      from: at(axis, first),
      to: at(axis, last),
      peak: at(axis, peak),
      relevance,
      share,
    })),
    matrix: found.matrix?.data ?? null,
    said,
  }
}

/** The spectrum in a file. @throws Problem FORMAT_BAD with the line */
function spectrumIn(
  { path: name, text }: { readonly path: string; readonly text: string },
  unit: ExplainedAxis['unit'],
  say: (sentence: string) => void,
): GivenSpectrum {
  if (unit === 'cm-1') {
    const { wavenumberCm, values } = readRamanCsv(text, { name, say })
    return { name, axis: wavenumberCm, values }
  }
  const { ids, wavelengthNm, values } = readSpectraFile(text, { name, say })
  return { name: ids[0] ?? name, axis: wavelengthNm, values: values.slice(0, wavelengthNm.length) }
}

/** A spectrum from elsewhere on the model's axis. @throws Problem MODEL_MISMATCH, FORMAT_BAD */
function onFaceAxis(
  given: GivenSpectrum,
  { values: axis, unit }: ExplainedAxis,
  said: string[],
): Float64Array {
  const { name, axis: own, values } = given
  const rising = own.every((x, i) => Number.isFinite(x) && (i === 0 || x > at(own, i - 1)))
  if (own.length !== values.length || own.length < 2 || !rising)
    throw unfit('FORMAT_BAD', name, 'Axis and values differ in length, or the axis does not rise.')
  const slack = (at(axis, axis.length - 1) - at(axis, 0)) / 200
  const [first, last] = [at(own, 0), at(own, own.length - 1)]
  const [from, to] = [at(axis, 0), at(axis, axis.length - 1)]
  const word = { nm: 'nm', 'cm-1': 'cm-1', index: 'bands' }[unit]
  if (first > from + slack || last < to - slack)
    throw unfit(
      'MODEL_MISMATCH',
      name,
      `It covers ${first.toFixed(1)} to ${last.toFixed(1)} ${word}, the model ${from.toFixed(1)} to ${to.toFixed(1)}.`,
    )
  const same = own.length === axis.length && own.every((x, i) => Math.abs(x - at(axis, i)) < 1e-6)
  if (same) return values
  said.push(`${name}: ${own.length} points were brought to the ${axis.length} bands of the model.`)
  return resampleLinear(values, own, axis)
}

/** An output by number, by name, or in nm: the nearest band. @throws Problem NOT_FOUND */
function outputOf({ outputs, title, axis }: Face, wanted: ExplainInput['output']): number | undefined {
  if (wanted === undefined) return undefined
  const index = typeof wanted === 'number' ? wanted : outputs.indexOf(wanted)
  if (outputs[index] !== undefined) return index
  const nm = axis.unit === 'nm' && typeof wanted === 'string' ? Number(wanted.replace(/\s*nm$/, '')) : NaN
  const { values } = axis
  if (nm >= at(values, 0) && nm <= at(values, values.length - 1))
    return values.reduce(
      (best, value, i) => (Math.abs(value - nm) < Math.abs(at(values, best) - nm) ? i : best),
      0,
    )
  throw new Problem({
    code: 'NOT_FOUND',
    title: `${title} has no output ${String(wanted)}`,
    happened: `It has ${outputs.length}: ${outputs.slice(0, 5).join(', ')}${outputs.length > 5 ? ', ...' : ''}.`,
    kept: 'Nothing was changed.',
    next: 'Name one of these, or its number from 0 on.',
  })
}

const unfit = (code: 'FORMAT_BAD' | 'MODEL_MISMATCH', name: string, happened: string): Problem =>
  new Problem({
    code,
    title: `${name} cannot be explained`,
    happened,
    kept: 'Nothing was changed.',
    next: 'Give a spectrum over the range of the model, in rising order.',
  })
