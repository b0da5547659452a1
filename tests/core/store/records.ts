import type { ModelCard } from '../../../contract/model.ts'

export const AT = '2026-05-04T09:30:00.000Z'

/** A card with nothing special about it. */
export const card = (version: string, changes: Partial<ModelCard> = {}): ModelCard => ({
  version,
  hash: `${version.replace(/\W/g, '')}${'0123456789abcdef'.repeat(4)}`.slice(0, 64),
  method: 'ridge',
  state: 'candidate',
  instrument: 'HDX-1',
  reference: 'JETI-1',
  session: 1,
  trainedOn: 660,
  axis: { fromNm: 380, toNm: 780, bands: 224 },
  assumptions: 'linear',
  parameters: { lambda: 0.1 },
  dataHash: 'd',
  seed: 1,
  libraries: {},
  fitMs: 3,
  plate: { rmse: 0.01, p95: 0.02, gfc: 0.999, dE00: null },
  foreign: null,
  acceptance: [],
  accepted: true,
  reason: 'better',
  created: AT,
  ...changes,
})
