import type { ExplainSubject } from '../../contract/explain.ts'
import { Problem } from '../../contract/errors.ts'
import type { ExplainFace } from '../../model/explain/service.ts'
import { rowOf } from '../../model/linear/matrix.ts'
import { onModelAxis } from '../model-axis.ts'
import type { AppContext } from './context.ts'
import { mapCardOf } from './explain-subjects.ts'

/** A spectrum on a model's own axis. */
export interface Sample {
  readonly id: string
  readonly name: string
  readonly values: () => Float64Array | Promise<Float64Array>
}

/** So many patches of a session are offered. */
const MOST = 300

/** Spectra that came with a model or that it was learned from, each as the model reads it. */
export function samplesOf(context: AppContext, subject: ExplainSubject, face: ExplainFace): Sample[] {
  const own = examplesOf(face)
  if (subject.kind === 'pls-map' || subject.kind === 'unet-map')
    return [...own, ...cubesOf(context, subject, face)]
  return own.length === 0 && subject.kind === 'correction' ? patchesOf(context, subject.version) : own
}

function examplesOf({ examples }: ExplainFace): Sample[] {
  if (!examples) return []
  const { names, spectra } = examples
  return names.map((name, row) => ({ id: `class:${row}`, name, values: () => rowOf(spectra, row).slice() }))
}

/** Mean spectra of the cubes that are open, where they have the model's bands. */
function cubesOf(context: AppContext, subject: ExplainSubject, { axis }: ExplainFace): Sample[] {
  const card = mapCardOf(context, subject)
  if (!card) return []
  const { maps } = context
  return maps
    .state()
    .cubes.filter(({ bands }) => bands === axis.values.length)
    .map(({ name }) => ({
      id: `cube:${name}`,
      name: `${name}, mean`,
      values: () => maps.spectrumFor(card, name),
    }))
}

const PIXEL = /^pixel:(.+):(\d+),(\d+)$/

/** A pixel of an open cube, asked for as "pixel:CUBE:X,Y"; undefined for any other name. */
function pixelNamed(context: AppContext, subject: ExplainSubject, name: string): Sample | undefined {
  const [, cube, x, y] = PIXEL.exec(name) ?? []
  const card = mapCardOf(context, subject)
  if (cube === undefined || !card) return undefined
  const at = { x: Number(x), y: Number(y) }
  const words = `${cube}, column ${at.x}, row ${at.y}`
  return { id: name, name: words, values: () => context.maps.spectrumFor(card, cube, at) }
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
export function sampleNamed(
  context: AppContext,
  subject: ExplainSubject,
  face: ExplainFace,
  name: string | undefined,
): Sample {
  const samples = samplesOf(context, subject, face)
  const found =
    name === undefined
      ? samples[0]
      : (samples.find((sample) => sample.id === name || sample.name === name) ??
        pixelNamed(context, subject, name))
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
