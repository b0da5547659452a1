import { COMBINED_AGEING } from '../../drivers/simulators/drift.ts'
import { Scene } from '../../drivers/simulators/scene.ts'
import { type SimulatedPlate, truthFrom } from '../../drivers/simulators/simulated-bench.ts'
import { unitParameters } from '../../drivers/simulators/units.ts'
import type { MethodName } from '../../contract/model.ts'
import type { Fitted } from '../../model/correction/method.ts'
import { methodNamed } from '../../model/correction/registry.ts'
import { kennardStone } from '../../model/kennard-stone.ts'
import { rowOf } from '../../model/linear/matrix.ts'
import { meanOfRepeats, takePairs } from '../../model/pairs.ts'
import type { PairTable } from '../../model/service.ts'
import { averageSpectra } from '../../spectra/counts.ts'
import { mean, percentile, evaluate } from '../../spectra/metrics.ts'
import { makePlate } from '../../spectra/plate.ts'
import { seededRandom } from '../../spectra/random.ts'
import { scan } from '../drivers/simulators/scan-scene.ts'
import { benchScene, measure, PATCHES } from '../model/support/bench.ts'
import { matrixOf } from '../model/support/pairs.ts'

// What the corrections reach on five simulated low-cost units, against the goals: on the plate, on a foreign chart of
// sharp spectra, with 24 patches, and after a drift. Goals in brackets; RMSE x 1000.
const UNITS = [101, 102, 103, 104, 105]
const METHODS: readonly MethodName[] = ['none', 'slope-bias', 'ridge', 'physics', 'physics-wiener', 'gated']
const FEW = 24
const TRANSFER = 12
const ROUNDS = 3
const TRIES = 4
const SHARP = 80
const CORRECTIONS = 2000
const never = new AbortController().signal

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const average = (of: readonly number[]): number => mean(of)
const fit = (name: MethodName, pairs: PairTable): Promise<Fitted> =>
  methodNamed(name).fit(pairs, { seed: 1, signal: never, progress: () => undefined })

interface Error {
  readonly rmse: number
  readonly dE: number
  readonly p95: number
}
function errorOf(fitted: Fitted, { x, y, wavelengthNm }: PairTable): Error {
  const { rmse, dE00 } = evaluate(y.data, fitted.predict(x).data, y.columns, wavelengthNm)
  return { rmse: rmse * 1000, dE: dE00?.mean ?? NaN, p95: dE00?.p95 ?? NaN }
}

/** Random edges and bumps, the opposite of paint. */
function sharpChart(): SimulatedPlate {
  const random = seededRandom(1)
  const wavelengthNm = Float64Array.from({ length: 481 }, (_, i) => 340 + i)
  const plate = makePlate(
    'sharp',
    Array.from({ length: SHARP }, (_, i) => ({ row: Math.floor(i / 10), column: i % 10 })),
  )
  const spectra = new Map(
    plate.patches.map(({ id }) => {
      const steps = Array.from({ length: 1 + random.integer(4) }, () => ({
        at: random.uniform(390, 760),
        width: random.uniform(8, 50),
        height: random.uniform(-0.4, 0.6),
        edge: random.next() < 0.5,
      }))
      const base = random.uniform(0.05, 0.5)
      const values = wavelengthNm.map((nm) => {
        const sum = steps.reduce((level, { at, width, height, edge }) => {
          const t = (nm - at) / width
          return level + height * (edge ? 1 / (1 + Math.exp(-4 * t)) : Math.exp(-0.5 * t * t))
        }, base)
        return Math.min(0.97, Math.max(0.01, sum))
      })
      return [id, values]
    }),
  )
  return { plate, truth: truthFrom(wavelengthNm, spectra) }
}

function foreignPairs(unit: number): PairTable {
  const chart = sharpChart()
  const scene = new Scene({ ...chart, unit: unitParameters(unit), seed: 2 })
  const { x, y, white } = scan(scene, chart.plate)
  const ids = chart.plate.patches.map(({ id }) => id)
  const { wavelengthNm } = measure(benchScene(unit), PATCHES.slice(0, 1))
  return { ids, x: matrixOf(x), y: matrixOf(y), wavelengthNm, quantity: 'reflectance', white }
}

/** The rows of several tables of the same bands. */
function joined(tables: readonly PairTable[]): PairTable {
  const rows = (key: 'x' | 'y'): Float64Array[] =>
    tables.flatMap((table) => table.ids.map((_, row) => rowOf(table[key], row)))
  const [first] = tables
  if (!first) throw new RangeError('nothing to join')
  return {
    ...first,
    ids: tables.flatMap(({ ids }) => ids),
    x: matrixOf(rows('x')),
    y: matrixOf(rows('y')),
    white: averageSpectra(tables.flatMap(({ white }) => (white ? [white] : []))),
  }
}

interface Figures {
  readonly plate: Error
  readonly foreign: Error
  readonly few: Error
  readonly fitMs: number
}
const figures = new Map<MethodName, Figures[]>()
const shares: { rmse: number; dE: number }[] = []
let microseconds: number[] = []

for (const unit of UNITS) {
  const scene = benchScene(unit)
  const whole = measure(scene, PATCHES)
  const order = seededRandom(unit).shuffle(Array.from(PATCHES.keys()))
  const [testRows, trainingRows] = [order.slice(0, 132), order.slice(132)]
  const [test, training] = [takePairs(whole, testRows), takePairs(whole, trainingRows)]
  const foreign = foreignPairs(unit)
  for (const name of METHODS) {
    const start = performance.now()
    const fitted = await fit(name, training)
    const fitMs = performance.now() - start
    const few = await fit(
      name,
      takePairs(
        training,
        Array.from({ length: FEW }, (_, i) => i),
      ),
    )
    const one = {
      plate: errorOf(fitted, test),
      foreign: errorOf(fitted, foreign),
      few: errorOf(few, test),
      fitMs,
    }
    figures.set(name, [...(figures.get(name) ?? []), one])
    if (name !== 'gated') continue
    const times = Array.from({ length: CORRECTIONS }, (_, i) => {
      const { x } = takePairs(test, [i % 132])
      const asked = performance.now()
      fitted.predict(x)
      return (performance.now() - asked) * 1000
    })
    microseconds = [...microseconds, ...times.slice(CORRECTIONS / 4)]
    const before = errorOf(fitted, test)
    const twelve = kennardStone(training.x, TRANSFER).map((row) => training.ids[row] ?? '')
    scene.drift(COMBINED_AGEING)
    const again = measure(scene, PATCHES)
    const drifted = takePairs(again, testRows)
    const [old, all] = [
      errorOf(fitted, drifted),
      errorOf(await fit(name, takePairs(again, trainingRows)), drifted),
    ]
    // Three rounds, each after references of its own; the lamp walks on between them, so one try says little.
    const tries = Array.from({ length: TRIES }, () => {
      const fresh = meanOfRepeats(joined(Array.from({ length: ROUNDS }, () => measure(scene, twelve))))
      return errorOf(methodNamed(name).recalibrate?.(fitted, fresh) ?? fitted, drifted)
    })
    const updated = { rmse: average(tries.map(({ rmse }) => rmse)), dE: average(tries.map(({ dE }) => dE)) }
    const share = (key: 'rmse' | 'dE'): number => (old[key] - updated[key]) / (old[key] - all[key])
    shares.push({ rmse: share('rmse'), dE: share('dE') })
    say(
      `unit ${unit}: ${before.rmse.toFixed(2)} / ${before.dE.toFixed(3)}; drifted ${old.rmse.toFixed(2)} / ${old.dE.toFixed(3)}, ` +
        `12 patches x 3 ${updated.rmse.toFixed(2)} / ${updated.dE.toFixed(3)}, all read again ${all.rmse.toFixed(2)} / ${all.dE.toFixed(3)}`,
    )
  }
}

const raw = figures.get('none') ?? []
say(`mean of units ${UNITS.join(', ')}: RMSE x 1000 / mean dE00`)
for (const [name, list] of figures) {
  const of = (key: 'plate' | 'foreign' | 'few', part: keyof Error): number =>
    average(list.map((one) => one[key][part]))
  const ratio = average(list.map(({ foreign }, i) => foreign.rmse / (raw[i]?.foreign.rmse ?? NaN)))
  say(
    `  ${name.padEnd(15)} plate ${of('plate', 'rmse').toFixed(2)} / ${of('plate', 'dE').toFixed(3)}, P95 ${of('plate', 'p95').toFixed(3)};` +
      ` foreign ${of('foreign', 'rmse').toFixed(2)} / ${of('foreign', 'dE').toFixed(3)}, ${ratio.toFixed(2)} of raw;` +
      ` ${FEW} patches ${of('few', 'rmse').toFixed(2)} / ${of('few', 'dE').toFixed(3)};` +
      ` fit ${average(list.map(({ fitMs }) => fitMs)).toFixed(0)} ms`,
  )
}
say(
  'goals of gated: plate dE00 0.15, P95 0.35; foreign 0.25 and 0.33 of raw; 24 patches 2.3 / 0.18; fit 3000 ms',
)
say(
  `recalibration: ${(100 * average(shares.map(({ rmse }) => rmse))).toFixed(0)} % of the RMSE and ` +
    `${(100 * average(shares.map(({ dE }) => dE))).toFixed(0)} % of the dE00 lost to drift won back (goal 80 %)`,
)
say(
  `one correction: median ${percentile(microseconds, 50).toFixed(0)} us, 99 % ${percentile(microseconds, 99).toFixed(0)} us (goal 1000 us)`,
)
