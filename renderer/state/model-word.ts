import type { ModelCard } from '../../contract/model.ts'
import { methodWord } from '../text/names.ts'

/** "Gated v7": method and version of a model named by its version; the version alone when the card is not known. */
export function modelWord(models: readonly Pick<ModelCard, 'version' | 'method'>[], version: string): string {
  const card = models.find((model) => model.version === version)
  return card === undefined ? version : `${methodWord(card.method)} ${version}`
}
