import type { MethodName, MethodResult, ModelCard, TournamentDetail } from '../../../contract/model.ts'

/** A row of the tournament; folds spread evenly around the RMSE unless given. */
export function methodResult(name: MethodName, rmse: number, over: Partial<MethodResult> = {}): MethodResult {
  return {
    name,
    rmse,
    rmsePerFold: [rmse * 0.9, rmse, rmse * 1.1],
    p95: rmse * 2,
    gfc: 0.9999,
    dE00: { mean: rmse * 100, p95: rmse * 200, max: rmse * 400 },
    foreign: null,
    parameters: {},
    fitMs: 100,
    ...over,
  }
}

/** A finished tournament of these rows over a few bands. */
export function tournament(methods: MethodResult[], winner: MethodName): TournamentDetail {
  const wavelengthNm = Float64Array.from({ length: 41 }, (_, i) => 380 + 10 * i)
  return {
    wavelengthNm,
    rmsePerBand: methods.map((method) => ({ name: method.name, rmse: wavelengthNm.map(() => method.rmse) })),
    comparison: {
      samples: 100,
      bands: 41,
      folds: 3,
      grid: { fromNm: 380, toNm: 780 },
      methods,
      verdict: { winner, beatsSlopeBias: true, slopeBiasBeatsNone: true, sentence: '' },
    },
  }
}

/** A model's card. */
export function modelCard(version: string, over: Partial<ModelCard> = {}): ModelCard {
  return {
    version,
    hash: `hash-of-${version}`,
    method: 'ridge',
    state: 'retired',
    instrument: 'SIM-0101',
    reference: 'SIM-R007',
    session: 1,
    trainedOn: 528,
    axis: { fromNm: 380, toNm: 780, bands: 224 },
    assumptions: '',
    parameters: {},
    dataHash: 'data',
    seed: 1,
    libraries: {},
    fitMs: 10,
    plate: { rmse: 0.002, p95: 0.004, gfc: 0.9999, dE00: { mean: 0.14, p95: 0.3, max: 0.6 } },
    foreign: null,
    acceptance: [],
    accepted: true,
    reason: '',
    created: '2026-11-21T09:00:00.000Z',
    ...over,
  }
}
