import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Problem } from '../../../contract/errors.ts'
import { ModelCardSchema } from '../../../contract/model.ts'
import type { Comparison, Evaluation, MethodName, ModelCard, TrainingEvent } from '../../../contract/model.ts'
import { asCorrected } from '../../../contract/spectrum.ts'
import type {
  Matrix,
  ModelOrigin,
  ModelService,
  OpenModel,
  PairTable,
  RecalibrationOutcome,
} from '../../../model/service.ts'
import type { ExplainService } from '../../../model/explain/service.ts'
import { at } from '../../../spectra/at.ts'
import { deltaEPerSample, evaluate } from '../../../spectra/metrics.ts'

/**
 * A model service that knows "none" and "slope-bias" and really computes them: lines per band by least
 * squares, figures by two folds. Enough for what the core does with models, without a worker.
 */
const Bundle = z.object({
  card: ModelCardSchema,
  slope: z.array(z.number()),
  bias: z.array(z.number()),
  patches: z.array(z.string()),
})

interface Lines {
  readonly slope: number[]
  readonly bias: number[]
}

const EVEN = 2

function fit(pairs: PairTable, rows: readonly number[]): Lines {
  const { x, y } = pairs
  const slope: number[] = []
  const bias: number[] = []
  for (let band = 0; band < x.columns; band++) {
    let [sx, sy, sxx, sxy] = [0, 0, 0, 0]
    for (const row of rows) {
      const [a, b] = [at(x.data, row * x.columns + band), at(y.data, row * x.columns + band)]
      sx += a
      sy += b
      sxx += a * a
      sxy += a * b
    }
    const n = rows.length
    const k = (n * sxy - sx * sy) / (n * sxx - sx * sx)
    slope.push(k)
    bias.push((sy - k * sx) / n)
  }
  return { slope, bias }
}

function apply({ slope, bias }: Lines, x: Matrix): Matrix {
  const data = x.data.map((value, i) => value * at(slope, i % x.columns) + at(bias, i % x.columns))
  return { ...x, data }
}

const rowsOf = (pairs: PairTable, test: boolean): number[] =>
  pairs.ids.flatMap((_, row) => ((row % EVEN === 0) === test ? [row] : []))

function take(matrix: Matrix, rows: readonly number[]): Matrix {
  const data = new Float64Array(rows.length * matrix.columns)
  rows.forEach((row, i) => {
    data.set(matrix.data.subarray(row * matrix.columns, (row + 1) * matrix.columns), i * matrix.columns)
  })
  return { rows: rows.length, columns: matrix.columns, data }
}

function judge(pairs: PairTable, predict: (x: Matrix) => Matrix, rows: readonly number[]): Evaluation {
  const [x, y] = [take(pairs.x, rows), take(pairs.y, rows)]
  const axis = pairs.quantity === 'reflectance' ? pairs.wavelengthNm : null
  return evaluate(y.data, predict(x).data, x.columns, axis)
}

function compared(pairs: PairTable, methods: readonly MethodName[]): Comparison {
  const lines = fit(pairs, rowsOf(pairs, false))
  const rows = rowsOf(pairs, true)
  const results = methods.map((name) => {
    const figures = judge(pairs, (x) => (name === 'none' ? x : apply(lines, x)), rows)
    return { ...figures, name, rmsePerFold: [figures.rmse], foreign: null, parameters: {}, fitMs: 1 }
  })
  const best = results.reduce((a, b) => (b.rmse < a.rmse ? b : a))
  const axis = pairs.wavelengthNm
  return {
    samples: pairs.ids.length,
    bands: pairs.x.columns,
    folds: EVEN,
    grid: axis ? { fromNm: at(axis, 0), toNm: at(axis, axis.length - 1) } : null,
    methods: results,
    verdict: {
      winner: best.name,
      beatsSlopeBias: false,
      slopeBiasBeatsNone: best.name === 'slope-bias',
      sentence: `${best.name} has the smallest error.`,
    },
  }
}

function bundled(
  card: ModelCard,
  lines: Lines,
  patches: readonly string[],
): { card: ModelCard; bytes: Uint8Array } {
  const hash = createHash('sha256')
    .update(JSON.stringify([lines, card.version]))
    .digest('hex')
  const named = { ...card, hash }
  return { card: named, bytes: new TextEncoder().encode(JSON.stringify({ card: named, ...lines, patches })) }
}

function opened(bytes: Uint8Array): z.infer<typeof Bundle> {
  try {
    return Bundle.parse(JSON.parse(new TextDecoder().decode(bytes)))
  } catch (cause) {
    const words = { title: 'Damaged', happened: 'The bundle cannot be read.', kept: '-', next: '-' }
    throw new Problem({ code: 'MODEL_DAMAGED', ...words }, { cause })
  }
}

function cardOf(pairs: PairTable, method: MethodName, origin: ModelOrigin, plate: Evaluation): ModelCard {
  const axis = pairs.wavelengthNm ?? new Float64Array([1, 2])
  return {
    ...origin,
    hash: '',
    method,
    state: 'candidate',
    trainedOn: pairs.ids.length,
    axis: { fromNm: at(axis, 0), toNm: at(axis, axis.length - 1), bands: axis.length },
    assumptions: 'a straight line per band',
    parameters: {},
    dataHash: 'none',
    seed: 1,
    libraries: {},
    fitMs: 1,
    plate,
    foreign: null,
    acceptance: [{ name: 'held-out', state: 'passed', evidence: `RMSE ${plate.rmse.toFixed(5)}` }],
    accepted: true,
    reason: 'Better than no correction on patches it never saw.',
    created: '2026-11-21T10:00:00.000Z',
  }
}

/** What a test may turn on the fake. */
export interface FakeModels extends ModelService, ExplainService {
  /** The next calls of opened models fail as after the death of the worker. */
  dead: boolean
}

const unused = (): never => {
  throw new Error('the classifier of lamps has tests of its own')
}

/** Networks are tested with the real worker. */
const noNetworks: ExplainService = {
  trainRaman: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(noNetwork()) }) }),
  classifyRaman: () => Promise.reject(noNetwork()),
  explainFace: () => Promise.reject(noNetwork()),
  explain: () => Promise.reject(noNetwork()),
}
const noNetwork = (): Error => new Error('straight lines only')

export function fakeModels(): FakeModels {
  const openModel = (bytes: Uint8Array): OpenModel => {
    const model = opened(bytes)
    const { bands } = model.card.axis
    const alive = (): void => {
      const words = { title: 'Training stopped', happened: 'The worker died.', kept: 'All.', next: 'Wait.' }
      if (service.dead) throw new Problem({ code: 'WORKER_DIED', ...words })
    }
    return {
      card: model.card,
      async correct(spectrum) {
        alive()
        const { data } = apply(model, { rows: 1, columns: bands, data: spectrum })
        return {
          corrected: asCorrected(data),
          interval: data.map(() => 0.002),
          domain: 'in',
          domainDetail: 'D2 0.73, limit 1.40',
        }
      },
      async correctTable(x) {
        alive()
        return {
          corrected: apply(model, x),
          domains: Array.from({ length: x.rows }, () => 'in' as const),
          interval: null,
        }
      },
      async close() {},
    }
  }
  const service: FakeModels = {
    dead: false,
    lamps: { tell: unused, render: unused, train: unused },
    backend: async () => 'straight lines',
    methods: () => [
      { name: 'none', title: 'No correction', assumptions: 'none', minimumPairs: 2 },
      { name: 'slope-bias', title: 'Slope and bias', assumptions: 'a line per band', minimumPairs: 8 },
    ],
    async *tournament({ pairs, methods }, signal): AsyncGenerator<TrainingEvent> {
      yield { type: 'started', job: 'j1', methods: [...methods], pairs: pairs.ids.length, folds: EVEN }
      const comparison = compared(pairs, methods)
      for (const row of comparison.methods) {
        await new Promise((resolve) => setImmediate(resolve))
        signal.throwIfAborted()
        yield { type: 'row', row }
      }
      yield { type: 'finished', comparison, seconds: 0, sentence: comparison.verdict.sentence }
    },
    async affineMap(bytes) {
      const { slope, bias } = opened(bytes)
      const bands = slope.length
      const data = new Float64Array(bands * bands)
      slope.forEach((value, band) => (data[band * (bands + 1)] = value))
      const coefficients = { rows: bands, columns: bands, data }
      return { centre: new Float64Array(bands), mean: Float64Array.from(bias), coefficients }
    },
    detail: async () => undefined,
    skip: () => undefined,
    async train({ pairs }, method, origin) {
      const lines = fit(pairs, rowsOf(pairs, false))
      const plate = judge(pairs, (x) => apply(lines, x), rowsOf(pairs, true))
      return bundled(cardOf(pairs, method, origin, plate), lines, pairs.ids)
    },
    transferPatches: async (bytes, count) => {
      const { patches } = opened(bytes)
      const step = Math.max(1, Math.floor(patches.length / count))
      return patches.filter((_, i) => i % step === 0).slice(0, count)
    },
    async recalibrate(bytes, fresh, origin): Promise<RecalibrationOutcome> {
      const old = opened(bytes)
      const rows = fresh.ids.map((_, row) => row)
      const was = apply(old, fresh.x)
      // The offset per band, learned on all patches but the one it is judged on.
      const offset = (without: number): Float64Array => {
        const others = rows.filter((row) => row !== without)
        return Float64Array.from({ length: fresh.x.columns }, (_, band) => {
          const miss = (row: number): number =>
            at(fresh.y.data, row * fresh.x.columns + band) - at(was.data, row * fresh.x.columns + band)
          return others.reduce((sum, row) => sum + miss(row), 0) / others.length
        })
      }
      const judged = rows.map(offset)
      const is = {
        ...was,
        data: was.data.map((value, i) => {
          const row = Math.floor(i / was.columns)
          return value + at(judged[row] ?? new Float64Array(), i % was.columns)
        }),
      }
      const whole = offset(-1)
      const lines = { slope: old.slope, bias: old.bias.map((value, band) => value + at(whole, band)) }
      const before = judge(fresh, () => was, rows)
      const after = judge(fresh, () => is, rows)
      const axis = fresh.wavelengthNm ?? new Float64Array()
      const [dBefore, dAfter] = [was, is].map((made) => deltaEPerSample(made.data, fresh.y.data, axis))
      const accepted = after.rmse < 0.8 * before.rmse
      const reason = accepted ? 'Drift found, the update helps.' : 'No drift found.'
      const card = cardOf(fresh, old.card.method, origin, after)
      return {
        bundle: bundled({ ...card, accepted, reason }, lines, old.patches),
        before,
        after,
        perPatch: fresh.ids.map((patch, i) => ({
          patch,
          before: at(dBefore ?? [], i),
          after: at(dAfter ?? [], i),
        })),
        guardStandardErrors: accepted ? 3 : 0.2,
        accepted,
        reason,
      }
    },
    async verify({ bundle, fresh }) {
      const { slope, bias } = opened(bundle)
      const rows = fresh.ids.map((_, row) => row)
      const corrected = apply({ slope, bias }, fresh.x)
      const axis = fresh.wavelengthNm ?? new Float64Array()
      const [raw, own] = [fresh.x, corrected].map(({ data }) => deltaEPerSample(data, fresh.y.data, axis))
      return {
        raw: judge(fresh, (x) => x, rows),
        corrected: judge(fresh, () => corrected, rows),
        patches: fresh.ids.map((patch, i) => ({ patch, raw: at(raw ?? [], i), corrected: at(own ?? [], i) })),
        foreign: 0,
        floor: null,
      }
    },
    async insight(bytes) {
      const { slope } = opened(bytes)
      const bands = slope.length
      const response = new Float64Array(bands * bands)
      slope.forEach((value, band) => (response[band * (bands + 1)] = value))
      const width = new Float64Array(bands).fill(0.002)
      const interval = { dark: width, middle: width, bright: width }
      return { wavelengthNm: new Float64Array(bands), response, interval, domain: { low: 0.7, high: 1.4 } }
    },
    async forecast(_, pairs) {
      const none = { rmse: 0.002, dE00: 0.2 }
      return { drift: 'none', calibrated: none, drifted: none, points: [], judgedOn: pairs.ids.length }
    },
    open: async (bytes) => openModel(bytes),
    ...noNetworks,
    close: async () => undefined,
  }
  return service
}
