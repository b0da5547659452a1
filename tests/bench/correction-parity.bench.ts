import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { readWhiteCsv } from '../../formats/white.ts'
import type { Fitted } from '../../model/correction/method.ts'
import { gatedOnScale } from '../../model/correction/gated.ts'
import { fitPds } from '../../model/correction/pds.ts'
import { fitPls } from '../../model/correction/pls.ts'
import { methodNamed } from '../../model/correction/registry.ts'
import { fitRidge } from '../../model/correction/ridge.ts'
import { takePairs } from '../../model/pairs.ts'
import type { PairTable } from '../../model/service.ts'
import { evaluate, rmse } from '../../spectra/metrics.ts'
import { sharedPairs } from '../model/support/pairs.ts'
import { sharedData } from '../shared-data.ts'
import { atMost, type Goal, goalTable } from './goals.ts'

// The corrections against numbers made outside the project, on the simulated unit that lies beside it: deterministic
// fits to 1e-6, and the gated model from end to end, on the plate and on spectra that are not of its family.
const FOLDER = 'simulated-unit'
/** Of the gated model as the reference implementation prints them: RMSE and mean dE00 on the plate, then outside. */
const PRINTED = { plate: [0.001637, 0.1229], outside: [0.002148, 0.1531] } as const
const context = { seed: 1, signal: new AbortController().signal, progress: () => undefined }
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const plate = sharedPairs(`${FOLDER}/spectrometer.csv`, `${FOLDER}/reference.csv`, 'reflectance')
const outside = sharedPairs(
  `${FOLDER}/outside-spectrometer.csv`,
  `${FOLDER}/outside-reference.csv`,
  'reflectance',
)
const [whiteFile, expectedFile] = [
  sharedData(`${FOLDER}/white-counts.csv`),
  sharedData(`${FOLDER}/expected.json`),
]

const Figures = z.object({ test: z.object({ rmse: z.number(), de: z.number() }), outside_rmse: z.number() })
const Expected = z.object({ slope_bias: Figures, ridge: Figures, pds: Figures, pls2: Figures })

async function compare(all: PairTable, abroad: PairTable, white: string, expected: string): Promise<Goal[]> {
  const part = (test: boolean): PairTable =>
    takePairs(
      all,
      Array.from(all.ids.keys()).filter((row) => (row % 5 === 0) === test),
    )
  const [training, test] = [part(false), part(true)]
  const judge = (fitted: Fitted, { x, y, wavelengthNm }: PairTable): { rmse: number; dE: number } => {
    const found = evaluate(y.data, fitted.predict(x).data, y.columns, wavelengthNm)
    return { rmse: found.rmse, dE: found.dE00?.mean ?? NaN }
  }
  const figures = Expected.parse(JSON.parse(expected))
  const fixed: [string, Fitted, z.infer<typeof Figures>][] = [
    ['slope and bias', await methodNamed('slope-bias').fit(training, context), figures.slope_bias],
    ['ridge, penalty 0.001', fitRidge(training, 1e-3), figures.ridge],
    ['PDS, 11 bands, penalty 0.1', fitPds(training, { halfWidth: 5, penalty: 0.1 }), figures.pds],
    ['PLS, 20 components', fitPls(training, 1, 20), figures.pls2],
  ]
  const parity = fixed.map(([name, fitted, wanted]): Goal => {
    const [here, there] = [judge(fitted, test), judge(fitted, abroad)]
    const off = Math.max(
      Math.abs(here.rmse - wanted.test.rmse),
      Math.abs(here.dE - wanted.test.de),
      Math.abs(there.rmse - wanted.outside_rmse),
    )
    return {
      what: `${name}: largest difference`,
      goal: '<= 1e-6',
      found: off.toExponential(1),
      met: off <= 1e-6,
    }
  })
  const counts = readWhiteCsv(white, {
    name: 'white',
    axis: 'nm',
    say,
    wavelengthNm: all.wavelengthNm ?? new Float64Array(),
  })
  const whole = { ...training, white: counts }
  const even = await gatedOnScale(() => Infinity).fit(whole, context)
  const [evenHere, evenThere] = [judge(even, test), judge(even, abroad)]
  const gated = await methodNamed('gated').fit(whole, context)
  const [here, there] = [judge(gated, test), judge(gated, abroad)]
  say(
    `gated as shipped, over the printed one: plate RMSE ${(here.rmse / PRINTED.plate[0]).toFixed(3)}, dE00 ${(here.dE / PRINTED.plate[1]).toFixed(3)};` +
      ` outside RMSE ${(there.rmse / PRINTED.outside[0]).toFixed(3)}, dE00 ${(there.dE / PRINTED.outside[1]).toFixed(3)}`,
  )
  const raw = rmse(abroad.x.data, abroad.y.data)
  return [
    ...parity,
    atMost(
      'gated on the even scale, plate RMSE over the printed one',
      1.01,
      evenHere.rmse / PRINTED.plate[0],
    ),
    atMost('gated on the even scale, plate dE00 over the printed one', 1.01, evenHere.dE / PRINTED.plate[1]),
    atMost(
      'gated on the even scale, outside RMSE over the printed one',
      1.01,
      evenThere.rmse / PRINTED.outside[0],
    ),
    atMost(
      'gated on the even scale, outside dE00 over the printed one',
      1.01,
      evenThere.dE / PRINTED.outside[1],
    ),
    atMost('gated, outside files: RMSE over raw', 0.333, there.rmse / raw),
    atMost('gated, outside files: mean dE00', 0.25, there.dE),
  ]
}

if (!plate || !outside || whiteFile === undefined || expectedFile === undefined)
  say('not compared: the simulated unit and its numbers do not lie beside the project')
else {
  const text = (file: string): string => readFileSync(file, 'utf8')
  say(goalTable(await compare(plate, outside, text(whiteFile), text(expectedFile))))
}
