import type { Verification } from '../../../contract/verify.ts'

/** A verification that passed with nothing special about it. */
export const verification = (over: Partial<Omit<Verification, 'id'>> = {}): Omit<Verification, 'id'> => ({
  session: 1,
  at: '2026-05-04T09:30:00.000Z',
  instrument: 'HDX-1',
  reference: 'JETI-1',
  model: 'v1',
  modelHash: 'abcdef0123456789',
  method: 'ridge',
  spectrometerName: 'Ocean HDX',
  referenceName: 'specbos 1211',
  simulated: true,
  tolerance: { standard: 'House tolerance', limits: { dE00Mean: 0.5 } },
  note: '',
  mode: 'motorised',
  readings: 2,
  raw: { rmse: 0.01, p95: 0.02, gfc: 0.999, dE00: { mean: 1, p95: 2, max: 3 } },
  corrected: { rmse: 0.002, p95: 0.004, gfc: 0.9999, dE00: { mean: 0.1, p95: 0.2, max: 0.3 } },
  figures: [{ name: 'dE00Mean', value: 0.1, limit: 0.5, passed: true }],
  passed: true,
  reason: 'All 1 limits are kept.',
  patches: [{ patch: 'A01', raw: 1, corrected: 0.1 }],
  unread: [],
  foreign: 0,
  floor: null,
  trainingSession: 1,
  changes: [],
  ...over,
})

/** The same with another mean dE00. */
export const withMean = (
  mean: number,
  over: Partial<Omit<Verification, 'id'>> = {},
): Omit<Verification, 'id'> =>
  verification({
    corrected: { rmse: mean / 50, p95: mean / 25, gfc: 0.9999, dE00: { mean, p95: 2 * mean, max: 3 * mean } },
    ...over,
  })
