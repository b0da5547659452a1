import { z } from 'zod'
import { ModelCardSchema } from '../../contract/model.ts'
import type { ModelCard } from '../../contract/model.ts'
import type { FileResult } from '../../contract/session.ts'
import { looksLikeCcmx } from '../../formats/ccmx.ts'
import type { ModelService } from '../../model/service.ts'
import { isMatrixMethod } from '../../model/tristimulus/methods.ts'
import { matrixOfBundle } from '../../model/tristimulus/train.ts'
import type { Store } from '../store/interface.ts'
import type { AppContext } from './context.ts'
import { importCcmx } from './model-ccmx.ts'
import { noBundle } from './problems.ts'

const FORMAT = 'isochrome-model'
const Exported = z.object({
  format: z.literal(FORMAT),
  version: z.literal(1),
  card: ModelCardSchema,
  bundle: z.base64(),
})

/**
 * A model as one text file: its card for people, its bundle for the program. The state is this database's affair
 * and does not travel, so that the same model gives the same file everywhere.
 */
export function exportModel(store: Store, name: string): FileResult {
  const stored = store.getModel(name)
  const card: ModelCard = { ...stored, state: stored.accepted ? 'candidate' : 'refused' }
  const bundle = Buffer.from(store.readBundle(card.hash)).toString('base64')
  const text = JSON.stringify({ format: FORMAT, version: 1, card, bundle }, null, 1)
  return { name: `${card.version}-${card.hash.slice(0, 8)}.isochrome-model.json`, text, rows: 1 }
}

/**
 * Stores an exported model, or a .ccmx, under the next free version. The bundle is opened before anything is stored.
 * @throws Problem MODEL_DAMAGED, FORMAT_BAD
 */
export async function importModel(context: AppContext, text: string): Promise<ModelCard> {
  if (looksLikeCcmx(text)) return importCcmx(context, text)
  const { store, models } = context.options
  const { card, bundle } = parsed(text)
  const bytes = Uint8Array.from(Buffer.from(bundle, 'base64'))
  const inside = isMatrixMethod(card.method) ? matrixOfBundle(bytes).card : await opened(models, bytes)
  // The card outside is only for people: what counts is inside the bundle, which is checked by its hash.
  if (inside.hash !== card.hash) throw noBundle('Card and bundle do not belong together.')
  const known = store.listModels().find((other) => other.hash === inside.hash)
  if (known) return known
  const version = store.nextVersion('full')
  return store.insertModel({ ...inside, version, state: inside.accepted ? 'candidate' : 'refused' }, bytes)
}

async function opened(models: ModelService, bytes: Uint8Array): Promise<ModelCard> {
  const model = await models.open(bytes)
  await model.close()
  return model.card
}

function parsed(text: string): z.infer<typeof Exported> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw noBundle('The file is no JSON; it may be cut off.', error)
  }
  const result = Exported.safeParse(json)
  if (!result.success) throw noBundle('The file has another form than an exported model.', result.error)
  return result.data
}
