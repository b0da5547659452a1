import type { MapMethod } from '../../../contract/maps.ts'

/** Names of the methods as they stand over maps and in tables. */
export const METHOD_WORDS: Readonly<Record<MapMethod, string>> = {
  pls: 'PLS',
  'pls-filter': 'PLS + filter',
  unet: 'U-Net',
}

/** Colours of the methods in charts. */
export const METHOD_COLOURS = { pls: 'raw', 'pls-filter': 'ref', unet: 'cor' } as const
