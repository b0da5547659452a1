import { Problem } from '../../contract/errors.ts'
import type { ExplainSubject } from '../../contract/explain.ts'
import type { ModelCard } from '../../contract/model.ts'
import type { RamanCard } from '../../contract/raman.ts'
import type { AppContext } from './context.ts'

/** Every model of this database that can be explained, the newest first. */
export function subjectsOf({ options, raman }: AppContext): ExplainSubject[] {
  const all = [...options.store.listModels().map(ofCorrection), ...raman.list().map(ofRaman)]
  return all.sort((a, b) => b.created.localeCompare(a.created))
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

/** A subject by its id, or by a version name or the beginning of a hash alone. @throws Problem NOT_FOUND */
export function subjectNamed(context: AppContext, name: string): ExplainSubject {
  const subjects = subjectsOf(context)
  const found = subjects.find(({ id, version }) => id === name || version === name)
  if (found) return found
  throw new Problem({
    code: 'NOT_FOUND',
    title: `There is no model ${name}`,
    happened:
      subjects.length === 0
        ? 'Nothing was trained yet.'
        : `There are ${subjects.map(({ version }) => version).join(', ')}.`,
    kept: 'Nothing was changed.',
    next: 'Name one of these, or train one.',
  })
}

/** The file of a subject. @throws Problem MODEL_MISSING, MODEL_DAMAGED */
export function bytesOf({ options, raman }: AppContext, { kind, version }: ExplainSubject): Uint8Array {
  return kind === 'raman'
    ? raman.open(version).bytes
    : options.store.readBundle(options.store.getModel(version).hash)
}
