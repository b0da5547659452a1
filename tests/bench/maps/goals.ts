import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { MapMethod } from '../../../contract/maps.ts'
import type { MapFigures } from '../../../contract/maps.ts'
import { cubeFolds, networkMap, trainFold } from '../../../model/maps/learn.ts'
import { readMapCheckpoint, writeMapCheckpoint } from '../../../model/maps/map-checkpoint.ts'
import { exampleOf, fitRegressions, regressionMaps } from '../../../model/maps/regressions.ts'
import { mapFigures } from '../../../model/maps/map-figures.ts'
import { judged } from '../../../model/maps/scores.ts'
import type { MapLesson } from '../../../model/maps/service.ts'
import { MEAT } from '../../../model/maps/synthetic/end-members.ts'
import { type GeneratorName, GENERATORS, syntheticCube } from '../../../model/maps/synthetic/generate.ts'
import { CAMERA } from '../../../model/maps/synthetic/parameters.ts'
import { networkSettings } from '../../../model/maps/unet/settings.ts'
import { tensorFlow } from '../../../model/tf.ts'
import { type FoldResult, summary } from './summary.ts'

/**
 * The goals of the maps, in full: 40 cubes of 64 x 64 x 60, five folds, three seeds, both generators; hours. Every
 * fold is kept when it is done and within one there are checkpoints: interrupt it and start it again at will.
 * `npm run bench:maps -- --folds 1 --seeds 1 --generators kubelka-munk` does a part; `--summary` only prints.
 */
const { values: flags } = parseArgs({
  options: {
    folds: { type: 'string', default: '5' },
    seeds: { type: 'string', default: '3' },
    generators: { type: 'string', default: GENERATORS.join(',') },
    cubes: { type: 'string', default: '40' },
    size: { type: 'string', default: '64' },
    epochs: { type: 'string' },
    folder: { type: 'string', default: 'test-results/bench-maps' },
    summary: { type: 'boolean', default: false },
  },
})
const FOLDS = 5
const [cubes, size] = [Number(flags.cubes), Number(flags.size)]
mkdirSync(flags.folder, { recursive: true })

function lessonsOf(generator: GeneratorName, seed: number): MapLesson[] {
  const { bands, fromNm, toNm } = CAMERA
  const wavelengthNm = Float64Array.from(
    { length: bands },
    (_, i) => fromNm + ((toNm - fromNm) * i) / (bands - 1),
  )
  return Array.from({ length: cubes }, (_, index) => {
    const options = { generator, materials: MEAT, wavelengthNm, height: size, width: size, seed, index }
    const { pixels, truth, reference } = syntheticCube(options)
    return { name: `cube ${String(index)}`, pixels, truth, reference }
  })
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)

function keep(path: string, content: string | Uint8Array): void {
  writeFileSync(`${path}.tmp`, content)
  renameSync(`${path}.tmp`, path)
}

async function foldResult(generator: GeneratorName, seed: number, number: number): Promise<FoldResult> {
  const path = join(
    flags.folder,
    `${generator}-${String(seed)}-${String(number)}-${String(cubes)}x${String(size)}`,
  )
  if (existsSync(`${path}.json`)) return JSON.parse(readFileSync(`${path}.json`, 'utf8')) as FoldResult
  const engine = await tensorFlow()
  const examples = lessonsOf(generator, seed).map(exampleOf)
  const fold = cubeFolds(examples.length, FOLDS, seed)[number]
  if (!fold) throw new RangeError(`there is no fold ${String(number)}`)
  const regressions = fitRegressions(
    fold.training.flatMap((row) => examples[row] ?? []),
    seed,
  )
  const epochs = flags.epochs === undefined ? {} : { epochs: Number(flags.epochs) }
  const settings = networkSettings({ bands: CAMERA.bands, seed: seed + number, ...epochs })
  const kept = existsSync(`${path}.checkpoint`)
    ? readMapCheckpoint(readFileSync(`${path}.checkpoint`))
    : undefined
  const clock = performance.now()
  const signal = new AbortController().signal
  const steps = trainFold(engine, { examples, fold, regressions, settings }, signal, kept?.current)
  let step = await steps.next()
  for (; step.done !== true; step = await steps.next()) {
    const { epoch, trainingLoss, validationLoss, checkpoint } = step.value
    if (epoch % 5 !== 0) continue
    const bytes = writeMapCheckpoint({ task: path, done: [], current: checkpoint() })
    keep(`${path}.checkpoint`, bytes)
    const minutes = ((performance.now() - clock) / 60_000).toFixed(1)
    say(
      `${generator} seed ${String(seed)} fold ${String(number + 1)} epoch ${String(epoch)}: loss ${trainingLoss.toFixed(2)}, validation ${validationLoss?.toFixed(2) ?? '-'}, ${minutes} min`,
    )
  }
  const network = step.value
  const seconds = (performance.now() - clock) / 1000
  const rows = fold.test.flatMap((row) => {
    const example = examples[row]
    if (!example) return []
    const { height, width, mask } = example.pixels
    const figures = (values: Float32Array): MapFigures =>
      judged({ values, mask, height, width }, example.truth)
    const { pls, 'pls-filter': filter, 'pls-local': local } = regressionMaps(regressions, example)
    const maps: Record<MapMethod, MapFigures> = {
      pls: figures(pls),
      'pls-filter': figures(filter),
      'pls-local': figures(local),
      unet: figures(networkMap(engine, network, example)),
    }
    const truth = example.truth ?? new Float32Array(mask.length)
    const trueShare = mapFigures({ values: truth, mask, height, width }).fit.correlatedShare
    return [{ cube: row, reference: example.reference, maps, trueShare }]
  })
  const result: FoldResult = {
    generator,
    seed,
    fold: number,
    rows,
    seconds: kept ? null : seconds,
    epochs: network.epochs,
    local: network.local,
    components: regressions.plain.components,
    backend: engine.title,
  }
  keep(`${path}.json`, JSON.stringify(result))
  rmSync(`${path}.checkpoint`, { force: true })
  return result
}

const results: FoldResult[] = []
for (let fold = 0; fold < Number(flags.folds); fold++)
  for (let seed = 1; seed <= Number(flags.seeds); seed++)
    for (const generator of GENERATORS.filter((name) => flags.generators.split(',').includes(name))) {
      const path = join(
        flags.folder,
        `${generator}-${String(seed)}-${String(fold)}-${String(cubes)}x${String(size)}.json`,
      )
      if (!flags.summary || existsSync(path)) results.push(await foldResult(generator, seed, fold))
    }
say(summary(results))
