import type { PatchView } from '../../../contract/plate.ts'
import { fixed } from '../../text/numbers.ts'

const WORDS: Record<PatchView['state'], string> = {
  unread: 'not read yet',
  half: 'spectrometer done, reference to come',
  paired: 'paired',
  refused: 'refused',
  repeat: 'to be measured again',
  excluded: 'excluded from training',
}

/** "P14, 10GY 4/4, current, pair 265 of 660, paired, delta E 0.52 raw": what the ear hears on a patch. */
export function patchLabel(patch: PatchView, current: boolean, place?: string): string {
  const parts = [patch.id]
  if (patch.name !== patch.id) parts.push(patch.name)
  if (current) parts.push('current', ...(place === undefined ? [] : [`pair ${place}`]))
  if (patch.control) parts.push('control patch')
  parts.push(WORDS[patch.state])
  if (patch.deltaECorrected !== undefined) parts.push(`delta E ${fixed(patch.deltaECorrected, 2)} corrected`)
  else if (patch.deltaERaw !== undefined) parts.push(`delta E ${fixed(patch.deltaERaw, 2)} raw`)
  if (patch.reason !== undefined && patch.reason !== '') parts.push(patch.reason)
  return parts.join(', ')
}

/** The state of a patch in words. */
export const patchStateWord = (state: PatchView['state']): string => WORDS[state]
