import type { ExplainSubject } from '../../contract/explain.ts'
import { Problem } from '../../contract/errors.ts'
import type { ExplainFace } from '../../model/explain/service.ts'
import { rowOf } from '../../model/linear/matrix.ts'
import { onModelAxis } from '../model-axis.ts'
import type { AppContext } from './context.ts'

/** A spectrum on a model's own axis. */
export interface Sample {
  readonly id: string
  readonly name: string
  readonly values: () => Float64Array
}

/** So many patches of a session are offered. */
const MOST = 300

/** Spectra that came with a model or that it was learned from, each as the model reads it. */
export function samplesOf(context: AppContext, subject: ExplainSubject, face: ExplainFace): Sample[] {
  const { examples, outputs } = face
  if (examples)
    return outputs.map((name, row) => ({
      id: `class:${row}`,
      name,
      values: () => rowOf(examples, row).slice(),
    }))
  return subject.kind === 'correction' ? patchesOf(context, subject.version) : []
}

function patchesOf({ options: { store }, derived }: AppContext, version: string): Sample[] {
  const card = store.getModel(version)
  if (!store.listSessions().some(({ id }) => id === card.session)) return []
  const pairs = store.pairTable(card.session).flatMap((pair) => {
    const made = derived.pair(pair)
    const part = made && onModelAxis(card, made.wavelengthNm, made.spectrometer)
    return part ? [{ id: `patch:${pair.patch}`, name: pair.patch, values: () => part.values.slice() }] : []
  })
  return pairs.slice(0, MOST)
}

/** The sample with that id or name; the first where none is named. @throws Problem NOT_FOUND */
export function sampleNamed(samples: readonly Sample[], name: string | undefined): Sample {
  const found =
    name === undefined ? samples[0] : samples.find((sample) => sample.id === name || sample.name === name)
  if (found) return found
  throw new Problem({
    code: 'NOT_FOUND',
    title: name === undefined ? 'A spectrum is needed' : `There is no spectrum ${name}`,
    happened:
      samples.length === 0
        ? 'None came with this model, and the session it was trained on is not in this database.'
        : `There are ${samples.length}, the first is ${samples[0]?.name ?? ''}.`,
    kept: 'Nothing was changed.',
    next: 'Give a spectrum in a file.',
  })
}
