import type { MapMethod } from '../../../contract/maps.ts'

/** Names of the methods as they stand over maps and in tables. */
export const METHOD_WORDS: Readonly<Record<MapMethod, string>> = {
  pls: 'PLS',
  'pls-filter': 'PLS + filter',
  'pls-local': 'Local + filter',
  unet: 'U-Net',
}

/** The same where a column is narrow. */
export const METHOD_SHORT: Readonly<Record<MapMethod, string>> = {
  pls: 'PLS',
  'pls-filter': 'Filter',
  'pls-local': 'Local',
  unet: 'U-Net',
}

/** Colours of the methods in charts. */
export const METHOD_COLOURS = { pls: 'raw', 'pls-filter': 'ref', 'pls-local': 'pin', unet: 'cor' } as const
