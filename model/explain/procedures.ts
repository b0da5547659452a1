import { type } from '@orpc/server'
import { Problem } from '../../contract/errors.ts'
import { crossing, procedure } from '../procedure.ts'
import { loadRaman } from '../raman/classifier.ts'
import { probabilities } from '../raman/judge.ts'
import type { RamanProgress, RamanRequest, RamanVerdict } from '../raman/service.ts'
import { trainRaman } from '../raman/train.ts'
import type { Matrix } from '../service.ts'
import { explain, type ExplainOptions, methodsFor } from './explain.ts'
import { OpenShelf } from './open.ts'
import type { ExplainFace, ExplainSubject } from './service.ts'

interface ExplainInput {
  readonly subject: ExplainSubject
  readonly spectrum: Float64Array
  readonly options: ExplainOptions
}

async function* training(request: RamanRequest, signal: AbortSignal): AsyncGenerator<RamanProgress, void> {
  try {
    yield* trainRaman(request, signal)
  } catch (error) {
    throw crossing(error)
  }
}

async function classify(bytes: Uint8Array, x: Matrix): Promise<RamanVerdict> {
  const model = await loadRaman(bytes)
  try {
    const { card, axis, outputs } = model
    if (x.columns !== axis.values.length) throw otherBands(card.version, axis.values.length, x.columns)
    const read = { ...x, data: new Float64Array(x.data.length) }
    for (let from = 0; from < x.data.length; from += x.columns) {
      const row = x.data.subarray(from, from + x.columns)
      read.data.set(model.prepare?.(row) ?? row, from)
    }
    const { data } = model.scores(read)
    const found = new Float64Array(data.length)
    for (let from = 0; from < data.length; from += outputs.length)
      found.set(probabilities(data.subarray(from, from + outputs.length), card.task), from)
    return { card, probabilities: found }
  } finally {
    model.dispose?.()
  }
}

/** Calls of the worker's router that train and ask Raman classifiers and look into models. */
export function explainProcedures() {
  const shelf = new OpenShelf()
  const never = new AbortController().signal
  return {
    trainRaman: procedure
      .input(type<RamanRequest>())
      .handler(({ input, signal }) => training(input, signal ?? never)),
    classifyRaman: procedure
      .input(type<{ bytes: Uint8Array; x: Matrix }>())
      .handler(({ input }) => classify(input.bytes, input.x)),
    explainFace: procedure.input(type<ExplainSubject>()).handler(async ({ input }): Promise<ExplainFace> => {
      const model = await shelf.open(input)
      const { title, axis, outputs, examples = null } = model
      return { title, axis, outputs, methods: methodsFor(model), examples }
    }),
    explain: procedure
      .input(type<ExplainInput>())
      .handler(async ({ input }) => explain(await shelf.open(input.subject), input.spectrum, input.options)),
  }
}

const otherBands = (version: string, wanted: number, given: number): Problem =>
  new Problem({
    code: 'MODEL_MISMATCH',
    title: 'The classifier is for another axis',
    happened: `${version} reads ${wanted} bands, the spectrum has ${given}.`,
    kept: 'Nothing was changed.',
    next: 'Resample the spectrum to its axis.',
  })
