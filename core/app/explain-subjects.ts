import { basename } from 'node:path'
import { Problem } from '../../contract/errors.ts'
import type { ExplainFace, ExplainInput, ExplainSubject } from '../../contract/explain.ts'
import type { MapModelCard } from '../../contract/maps.ts'
import type { ModelCard } from '../../contract/model.ts'
import type { RamanCard } from '../../contract/raman.ts'
import { defaultLampModel } from '../../model/lamps/default-model.ts'
import { writeLampModel } from '../../model/lamps/lamp-model.ts'
import type { AppContext } from './context.ts'

/** The classifier of light sources that ships: there from the beginning, so it has no date. */
const SHIPPED: ExplainSubject = {
  id: 'lamps:shipped',
  kind: 'lamps',
  version: 'shipped',
  title: 'the classifier that ships',
  created: '',
}

/** Every model of this database that can be explained, the newest first; what ships comes last. */
export function subjectsOf({ options, raman, maps }: AppContext): ExplainSubject[] {
  const all = [
    ...options.store.listModels().map(ofCorrection),
    ...raman.list().map(ofRaman),
    ...maps.models.list().flatMap(ofMaps),
  ]
  return [...all.sort((a, b) => b.created.localeCompare(a.created)), SHIPPED]
}

const ofCorrection = ({ version, method, created }: ModelCard): ExplainSubject => ({
  id: `correction:${version}`,
  kind: 'correction',
  version,
  title: `${version}, ${method}`,
  created,
})

const ofRaman = ({ version, source, classes, created }: RamanCard): ExplainSubject => ({
  id: `raman:${version}`,
  kind: 'raman',
  version,
  title: `${version}, ${classes.length} classes of ${source}`,
  created,
})

const HASH = 12

/** Both ways of a model of maps, the network first. */
const ofMaps = ({ name, hash, methods, cubes, created }: MapModelCard): ExplainSubject[] =>
  (['unet', 'pls'] as const)
    .filter((method) => methods.includes(method))
    .map((method) => ({
      id: `${method}-map:${hash.slice(0, HASH)}`,
      kind: `${method}-map` as const,
      version: name,
      title: `${name}, ${method === 'unet' ? 'U-Net' : 'PLS'}, ${cubes.length} cubes`,
      created,
    }))

/** The card of a model of maps by its subject. @throws Problem MODEL_MISSING, MODEL_DAMAGED */
export function mapCardOf({ maps }: AppContext, { id }: ExplainSubject): MapModelCard | undefined {
  const hash = id.split(':')[1] ?? ''
  return maps.models.list().find((card) => card.hash.startsWith(hash))
}

/** A subject by its id, or by a version name alone. @throws Problem NOT_FOUND */
export function subjectNamed(context: AppContext, name: string): ExplainSubject {
  const subjects = subjectsOf(context)
  const found = subjects.find(({ id, version }) => id === name || version === name)
  if (found) return found
  throw new Problem({
    code: 'NOT_FOUND',
    title: `There is no model ${name}`,
    happened: `There are ${subjects.map(({ id }) => id).join(', ')}.`,
    kept: 'Nothing was changed.',
    next: 'Name one of these, or train one.',
  })
}

/** The file of a subject. @throws Problem MODEL_MISSING, MODEL_DAMAGED */
export function bytesOf(
  { options, raman, maps }: AppContext,
  { kind, version, id }: ExplainSubject,
): Uint8Array {
  if (kind === 'raman') return raman.open(version).bytes
  if (kind === 'correction') return options.store.readBundle(options.store.getModel(version).hash)
  if (kind === 'lamps') return Buffer.from(writeLampModel(defaultLampModel()))
  return maps.models.read(id.split(':')[1])
}

/** A classifier in a file of `lamps train`, as a subject with its bytes. */
export function lampFile({ path, text }: NonNullable<ExplainInput['lampModel']>): {
  readonly subject: ExplainSubject
  readonly bytes: Uint8Array
} {
  const version = basename(path)
  return {
    subject: { id: 'lamps:file', kind: 'lamps', version, title: version, created: '' },
    bytes: Buffer.from(text),
  }
}

const percent = (share: number | undefined): string =>
  share === undefined ? 'not known' : `${(100 * share).toFixed(1)} %`

/** What the view shows of a model whose card it does not know. */
export function factsOf(context: AppContext, subject: ExplainSubject): ExplainFace['facts'] {
  if (subject.kind === 'lamps') {
    const { trainedOn, figures } = defaultLampModel()
    return [
      { name: 'Learned from', value: trainedOn },
      { name: 'Told right, held out', value: percent(figures['heldOut']?.accuracy) },
    ]
  }
  const card = mapCardOf(context, subject)
  if (!card || (subject.kind !== 'pls-map' && subject.kind !== 'unet-map')) return []
  const score = card.scores.find(({ method }) => `${method}-map` === subject.kind)
  return [
    { name: 'Learned from', value: `means of ${card.cubes.length} cubes` },
    { name: 'Error of the mean', value: score ? `${score.rmseMean.toFixed(2)} % held out` : 'not known' },
    ...(subject.kind === 'pls-map'
      ? [{ name: 'Components', value: String(card.components) }]
      : [{ name: 'Epochs', value: card.network?.epochs.join(', ') ?? 'not known' }]),
    { name: 'Correction', value: card.correction ?? 'not applied' },
    { name: 'Hash', value: card.hash.slice(0, HASH) },
  ]
}
