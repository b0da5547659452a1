import type { MethodFigures, Spread } from '../../../contract/figures.ts'
import type { MethodName, MethodResult, ModelCard, TournamentDetail } from '../../../contract/model.ts'
import type { PatchView, PlateView } from '../../../contract/plate.ts'
import type {
  PatchDifference,
  ReadingFilter,
  ReadingRow,
  Session,
  SessionComparison,
} from '../../../contract/session.ts'
import { builtinPlate, builtinReflectance } from '../../../spectra/builtin-plate.ts'
import { colourOf } from '../../../spectra/colour.ts'
import { WAVELENGTHS } from './spectra.ts'

/** What a bench shows on which a plate was scanned and models were trained. */
export interface Learned {
  readonly titles: readonly { readonly name: MethodName; readonly title: string }[]
  readonly tournament: TournamentDetail
  models: ModelCard[]
  readonly sessions: readonly Session[]
  readonly plate: PlateView
}

/** Method, title, RMSE and dE00 on the plate, RMSE and dE00 on a foreign chart; errors in thousandths. */
const METHODS = [
  ['gated', 'Gated physics and ridge', 1.65, 0.132, 2.13, 0.151],
  ['kernel', 'Kernel ridge, linear and RBF', 1.69, 0.136, 14.25, 0.668],
  ['quadratic', 'Ridge, quadratic features', 1.72, 0.141, 10.57, 0.468],
  ['ridge', 'Ridge DS, λ by leave-one-out', 1.86, 0.198, 11.98, 0.66],
  ['physics', 'Physics only, 14 parameters', 2.25, 0.142, 2.09, 0.119],
  ['slope-bias', 'Slope and bias per band', 4.18, 0.443, 15.06, 0.559],
  ['autoencoder', 'Convolutional autoencoder', 6.21, 0.482, undefined, undefined],
  ['none', 'No correction', 9.47, 0.714, 9.18, 0.787],
] as const

const spread = (mean: number): Spread => ({ mean, median: 0.9 * mean, p95: 2.4 * mean, max: 4 * mean })

const LIGHTS = ['D65', 'D50', 'A', 'F11'] as const
/** Full figures of a method with these errors. */
function figures(rmse: number, deltaE: number): MethodFigures {
  return {
    rmsec: 0.95 * rmse,
    rmsecv: rmse,
    rmsep: 1.01 * rmse,
    bias: 0.02 * rmse,
    sep: rmse,
    gfc: { mean: 0.99998, least: 0.9991 },
    rmsePerBand: Array.from(WAVELENGTHS, () => rmse),
    colour: ([2, 10] as const).flatMap((observerDegrees) =>
      LIGHTS.map((illuminant) => ({
        illuminant,
        observerDegrees,
        dE76: spread(1.5 * deltaE),
        dE94: spread(1.05 * deltaE),
        dE00: spread(deltaE),
      })),
    ),
    metamerism: spread(0.3 * deltaE),
    worst: builtinPlate()
      .patches.slice(40, 50)
      .map((patch, i) => ({ patch: patch.id, rmse: (3 - 0.1 * i) * rmse, dE00: (4 - 0.2 * i) * deltaE })),
    floor: {
      readings: 60,
      patches: 8,
      rmse: 0.0015,
      accuracyOverFloor: rmse / 0.0015,
      dE00: 0.09,
      rawRmse: 0.0021,
      budget: { repeatability: 0.75, reference: 0.06, pairing: 0.02, model: 0.17 },
    },
    outliers: { onReference: 9, kept: 8, invented: 1, samples: 528 },
  }
}

const result = ([name, , rmse, deltaE, foreign, foreignDE]: (typeof METHODS)[number]): MethodResult => ({
  name,
  rmse: rmse / 1000,
  rmsePerFold: [0.95, 1.02, 1.04, 0.97, 1.02].map((factor) => (factor * rmse) / 1000),
  p95: (1.8 * rmse) / 1000,
  gfc: 0.99998,
  dE00: { mean: deltaE, p95: 2.4 * deltaE, max: 4 * deltaE },
  foreign:
    foreign === undefined
      ? null
      : { rmse: foreign / 1000, dE00: { mean: foreignDE, p95: 2 * foreignDE, max: 3 * foreignDE } },
  parameters: {},
  fitMs: 1100,
  figures: figures(rmse / 1000, deltaE),
})

/** A wavy number between 0 and 1, the same every time. */
const wave = (i: number): number => 0.5 + 0.5 * Math.sin(12.9898 * i) * Math.cos(4.1414 * i)

function tournament(): TournamentDetail {
  const rows = 132
  const patches = builtinPlate().patches.slice(0, rows)
  return {
    wavelengthNm: WAVELENGTHS,
    rmsePerBand: METHODS.map(([name, , rmse]) => ({
      name,
      rmse: WAVELENGTHS.map(
        (nm) => (rmse / 1000) * (0.9 + 3 * Math.exp(-(((nm - 380) / 9) ** 2)) + 0.2 * wave(nm)),
      ),
    })),
    heat: {
      rows,
      bands: WAVELENGTHS.length,
      lightness: Float64Array.from({ length: rows }, (_, row) => 22 + (66 * row) / rows),
      absoluteError: Float64Array.from({ length: rows * WAVELENGTHS.length }, (_, i) => 0.004 * wave(i) ** 3),
      patches: patches.map((patch) => patch.id),
    },
    comparison: {
      samples: 528,
      bands: WAVELENGTHS.length,
      folds: 5,
      grid: { fromNm: 380, toNm: 780 },
      methods: METHODS.map(result),
      pairedTests: [{ name: 'ridge', medianDifference: 0.04, p: 0.0021, better: 190, of: 528 }],
      domain: {
        components: 8,
        t2Limit: 20.7,
        qLimit: 0.0268,
        t2Above: 0.083,
        qAbove: 0.055,
        leverageLimit: 0.051,
        leverageAbove: [{ patch: 'P16', leverage: 0.19 }],
      },
      verdict: { winner: 'gated', beatsSlopeBias: true, slopeBiasBeatsNone: true, sentence: 'Gated wins.' },
    },
  }
}

function card(version: string, state: ModelCard['state'], deltaE: number, daysAgo: number): ModelCard {
  const refused = state === 'refused'
  return {
    version,
    hash: `7c1e94ab03d1f09af3c2de77b1${version}`,
    method: 'gated',
    state,
    instrument: 'SIM-0101',
    reference: 'SIM-R007',
    session: 1,
    trainedOn: 528,
    axis: { fromNm: 380, toNm: 780, bands: 224 },
    assumptions:
      'Line shape, stray light and detector follow a physical model; the rest is linear near the plate.',
    parameters: { wavelengthOffsetNm: 0.84, strayLight: 0.0091, components: 36, lambda: 0.0017782794 },
    dataHash: '9af3c2de77b19af3c2de77b1',
    seed: 1,
    libraries: { isochrome: '0.1.0' },
    fitMs: 1100,
    plate: {
      rmse: 0.00165,
      p95: 0.0031,
      gfc: 0.99998,
      dE00: { mean: deltaE, p95: 2 * deltaE, max: 3.6 * deltaE },
    },
    foreign: { rmse: 0.0021, dE00: { mean: 0.15, p95: 0.4, max: 1 } },
    acceptance: [
      {
        name: 'Better than v7 on 132 held-out patches',
        state: 'passed',
        evidence: 'dE00 0.123 against 0.141, 104 of 132 patches, 2.9 standard errors',
      },
      {
        name: 'Foreign chart not worse than no correction',
        state: refused ? 'failed' : 'passed',
        evidence: refused ? 'RMSE 0.0120, without correction 0.0092' : 'RMSE 0.0021 against 0.0092',
      },
      { name: '90 % interval is narrow for bright patches', state: 'note', evidence: 'covers 94, 92, 85 %' },
    ],
    accepted: !refused,
    reason: refused ? 'Worse than no correction on the foreign chart' : '',
    created: new Date(Date.now() - daysAgo * 86_400_000).toISOString(),
  }
}

const session = (id: number, name: string, hoursAgo: number, pairs: number): Session => ({
  id,
  name,
  started: new Date(Date.now() - hoursAgo * 3_600_000).toISOString(),
  instruments: ['Ocean HDX SIM-0101', 'specbos 1211 SIM-R007'],
  plate: pairs > 0 ? 'builtin' : null,
  pairs,
  model: 'v7',
  simulated: true,
  readings: 2 * pairs + 40,
  notes: '',
  tags: [],
})

function plate(): PlateView {
  const { patches, ...head } = builtinPlate()
  const view = (patch: (typeof patches)[number], i: number): PatchView => {
    const colour = colourOf(builtinReflectance(patch.id, WAVELENGTHS), WAVELENGTHS)
    if (i > 400) return { ...patch, state: 'unread', control: i % 97 === 0, expected: colour, readings: 0 }
    return {
      ...patch,
      state: i === 77 ? 'refused' : i === 120 ? 'excluded' : 'paired',
      control: i % 97 === 0,
      expected: colour,
      measured: colour,
      reference: colour,
      deltaERaw: 0.3 + wave(i),
      deltaECorrected: 0.1 * wave(i),
      deltaEExpected: 0.4,
      readings: 2,
      reason: i === 77 ? 'Same spectrum as the patch before, dE 0.02' : '',
      pairedAt: new Date(Date.now() - (660 - i) * 5000).toISOString(),
    }
  }
  return {
    session: 1,
    scanned: true,
    plate: head,
    patches: patches.map(view),
    paired: 400,
    refused: 1,
    toRepeat: 0,
    controls: Array.from({ length: 36 }, (_, i) => ({
      pair: 11 * i,
      patch: 'A07',
      deltaL: 0.2 * (wave(i) - 0.5),
      ewma: 0.05 * Math.sin(i / 4),
      outside: i === 22,
    })),
    controlLimit: 0.12,
    whites: [0, 66, 132, 198, 264, 330],
  }
}

/** A bench with a day's work behind it. */
export const learned = (): Learned => ({
  titles: METHODS.map(([name, title]) => ({ name, title })),
  tournament: tournament(),
  models: [
    card('v4', 'retired', 0.151, 91),
    card('v5', 'retired', 0.148, 73),
    card('v6', 'refused', 0.144, 35),
    card('v7', 'active', 0.141, 7),
    card('v8', 'candidate', 0.123, 0),
  ],
  sessions: [
    session(1, 'Line 3 acceptance', 1, 660),
    session(2, 'Panel batch 2218 with a name that is longer than its place', 30, 72),
    session(3, 'Recalibration of v6', 800, 12),
  ],
  plate: plate(),
})

/** Readings of a session that fit, a page of them. */
export function readingsPage(
  one: Session | undefined,
  { offset, limit, filter }: { offset: number; limit: number; filter: ReadingFilter },
): { total: number; rows: ReadingRow[] } {
  const { words = '', state } = filter
  if (words === '' && state === undefined) return everyReading(one, offset, limit)
  const fitting = everyReading(one, 0, one?.readings ?? 0).rows.filter(
    (row) =>
      (state === undefined || row.state === state) &&
      `${row.name} ${row.role}`.toLowerCase().includes(words.toLowerCase()),
  )
  return { total: fitting.length, rows: fitting.slice(offset, offset + limit) }
}

/** Two sessions that differ by a little more from patch to patch. */
export function comparison(a: number, b: number): SessionComparison {
  const patches = builtinPlate()
    .patches.slice(0, 40)
    .map(({ id }, i): PatchDifference => {
      const colour = colourOf(builtinReflectance(id, WAVELENGTHS), WAVELENGTHS)
      return { patch: id, a: colour, b: colour, deltaE: 0.02 * (i + 1), deltaEReference: 0.05 }
    })
  return {
    a,
    b,
    patches,
    onlyA: ['Z01'],
    onlyB: [],
    spectrometer: { mean: 0.41, p95: 0.76, max: 0.8 },
    reference: { mean: 0.05, p95: 0.05, max: 0.05 },
  }
}

function everyReading(
  one: Session | undefined,
  offset: number,
  limit: number,
): { total: number; rows: ReadingRow[] } {
  const total = one?.readings ?? 0
  const { patches } = builtinPlate()
  const rows = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, j): ReadingRow => {
    const i = offset + j
    const patch = patches[(i >> 1) % patches.length]
    const white = i % 132 === 0
    return {
      id: i + 1,
      at: new Date(Date.now() - (total - i) * 2400).toISOString(),
      role: i % 2 === 0 ? 'spectrometer' : 'reference',
      kind: white ? 'white' : 'sample',
      name: white ? 'White' : (patch?.id ?? ''),
      patch: white ? null : (patch?.id ?? null),
      state: i % 37 === 36 ? 'refused' : i % 53 === 52 ? 'superseded' : 'accepted',
      reason: i % 37 === 36 ? 'same spectrum as the patch before' : '',
      ...(patch === undefined || white
        ? {}
        : { colour: colourOf(builtinReflectance(patch.id, WAVELENGTHS), WAVELENGTHS) }),
      model: i % 2 === 0 ? 'v7' : null,
    }
  })
  return { total, rows }
}
