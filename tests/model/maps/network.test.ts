import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../spectra/random.ts'
import { cubeFolds, trainFold } from '../../../model/maps/learn.ts'
import { readMapCheckpoint, writeMapCheckpoint } from '../../../model/maps/map-checkpoint.ts'
import { exampleOf, fitRegressions } from '../../../model/maps/regressions.ts'
import { mapLoss, PAPER_LOSS } from '../../../model/maps/unet/loss.ts'
import { mapNetwork } from '../../../model/maps/unet/network.ts'
import { type Checkpoint, type MapNetworkModel, networkSettings } from '../../../model/maps/unet/settings.ts'
import { initialWeights, sizeOfPart, weightParts } from '../../../model/maps/unet/shape.ts'
import { mapInTiles, mapPredictor, tilesOf } from '../../../model/maps/unet/tiles.ts'
import { tensorFlow } from '../../../model/tf.ts'
import { lessons } from './synthetic.ts'

const engine = await tensorFlow()
const { tf } = engine
const SHAPE = { bands: 12, widths: [3, 4, 5] }
const random = seededRandom(7)
const normals = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal())

describe('the front end', () => {
  it('is the 3-D convolution of the paper: one filter of 7 x 2 x 2 with step 1 x 2 x 2', () => {
    // With one level of width 1 whose kernels pass the first channel on, the map shows the front end's channels.
    const shape = { bands: 9, widths: [3] }
    const weights = initialWeights(shape, random)
    weights.fill(0)
    const parts = weightParts(shape)
    let at = 0
    for (const part of parts) {
      if (part.name === 'front kernel') weights.set(normals(28).map(Math.abs), at)
      // Centre tap, channel to the same channel.
      if (part.name.startsWith('down'))
        for (let c = 0; c < 3 && part.penalised; c++) weights[at + 36 + 4 * c] = 1
      if (part.name === 'out kernel') weights.set([1, 10, 100], at)
      at += sizeOfPart(part)
    }
    const cube = normals(4 * 4 * 9).map(Math.abs)
    const mapped = tf.tidy(() =>
      mapNetwork(engine, shape)(tf.tensor4d(cube, [1, 4, 4, 9]), tf.tensor1d(weights)).dataSync(),
    )
    const expected = tf.tidy(() => {
      const volume = tf.transpose(tf.tensor4d(cube, [1, 4, 4, 9]), [0, 3, 1, 2]).as5D(1, 9, 4, 4, 1)
      const filter = tf.tensor(weights.slice(0, 28)).as5D(7, 2, 2, 1, 1)
      const y = tf.conv3d(volume, filter, [1, 2, 2], 'valid').reshape([3, 2, 2])
      const summed = tf.sum(tf.mul(y, tf.tensor3d([1, 10, 100], [3, 1, 1])), 0).as4D(1, 2, 2, 1)
      return tf.image.resizeBilinear(summed, [4, 4], false, true).dataSync()
    })
    for (let i = 0; i < 16; i++) expect(mapped[i]! / expected[i]!).toBeCloseTo(1, 4)
  })
})

describe('the loss', () => {
  const map = Float32Array.of(10, 20, 130, -5, 40, 50)
  const mask = Float32Array.of(1, 1, 1, 1, 0, 1)
  it('is the sum of its four terms', () => {
    const weights = initialWeights(SHAPE, random)
    const factors = { mean: 2, smooth: 3, outside: 5, weights: 7, teacher: 0 }
    const loss = mapLoss(engine, SHAPE, factors)
    const data = tf.tidy(
      () =>
        loss
          .data({ map: tf.tensor2d(map, [2, 3]), mask: tf.tensor2d(mask, [2, 3]), reference: 30 })
          .dataSync()[0]!,
    )
    const mean = (10 + 20 + 130 - 5 + 50) / 5
    const steps = 10 ** 2 + 110 ** 2 + 15 ** 2 + 80 ** 2
    expect(data).toBeCloseTo(2 * (mean - 30) ** 2 + (3 * steps) / 5 + 5 * (5 ** 2 + 30 ** 2), 1)
    const penalty = tf.tidy(() => loss.penalty(tf.tensor1d(weights)).dataSync()[0]!)
    let [at, squares] = [0, 0]
    for (const part of weightParts(SHAPE)) {
      const size = sizeOfPart(part)
      if (part.penalised) squares += weights.subarray(at, at + size).reduce((sum, w) => sum + w * w, 0)
      at += size
    }
    expect(penalty / (7 * squares)).toBeCloseTo(1, 5)
  })
  it('has the gradient that differences show, through the whole network', () => {
    const network = mapNetwork(engine, SHAPE)
    const loss = mapLoss(engine, SHAPE, { ...PAPER_LOSS, smooth: 0.5 })
    const cube = normals(16 * 16 * 12)
    const weights = initialWeights(SHAPE, random)
    const value = (flat: InstanceType<typeof tf.Tensor>) => {
      const out = network(tf.tensor4d(cube, [1, 16, 16, 12]), flat).reshape<never>([16, 16])
      const input = { map: tf.mul(out, 25), mask: tf.ones([16, 16]), reference: 12 }
      return tf.add(loss.data(input as never), loss.penalty(flat))
    }
    const gradient = tf.tidy(() =>
      tf
        .grad((flat) => value(flat) as never)(tf.tensor1d(weights))
        .dataSync(),
    )
    const lossAt = (w: Float32Array): number => tf.tidy(() => value(tf.tensor1d(w)).dataSync()[0]!)
    // Along the gradient the derivative is its length; along any other direction kinks of ReLU would hide it.
    const along = Math.hypot(...gradient)
    const moved = (by: number): Float32Array => weights.map((w, i) => w + (by * gradient[i]!) / along)
    const numerical = (lossAt(moved(3e-4)) - lossAt(moved(-3e-4))) / 6e-4
    expect(numerical / along).toBeGreaterThan(0.96)
    expect(numerical / along).toBeLessThan(1.04)
  })
})

describe('tiles', () => {
  it.each([
    [41, 53, 16, false],
    [64, 64, 24, true],
    [30, 100, 32, true],
  ])('of %d x %d make the same map as the whole to 1e-5', async (height, width, side, local) => {
    const model: MapNetworkModel = {
      shape: SHAPE,
      weights: initialWeights(SHAPE, random),
      standard: { mean: normals(12), factor: new Float32Array(12).fill(1) },
      centre: 0,
      scale: 1,
      bounded: false,
      local,
      epochs: 1,
      bestEpoch: 1,
    }
    const mask = Uint8Array.from({ length: height * width }, (_, i) => (i % 11 === 0 ? 0 : 1))
    const pixels = { height, width, bands: 12, data: normals(height * width * 12), mask }
    const most: number[] = []
    const read = async (from: number, to: number) => {
      most.push(to - from)
      const part = {
        data: pixels.data.slice(from * width * 12, to * width * 12),
        mask: mask.slice(from * width, to * width),
      }
      return { height: to - from, width, bands: 12, ...part }
    }
    const predictor = mapPredictor(engine, [model])
    const make = async (...input: Parameters<typeof predictor.predictTile>) => predictor.predictTile(...input)
    const whole = await mapInTiles(tilesOf(SHAPE, pixels, 1000), pixels, read, make)
    most.length = 0
    const tiled = await mapInTiles(tilesOf(SHAPE, pixels, side), pixels, read, make)
    predictor.dispose()
    const reach = Math.max(...whole.map(Math.abs))
    for (let i = 0; i < whole.length; i++) expect(Math.abs(whole[i]! - tiled[i]!)).toBeLessThan(1e-5 * reach)
    expect(most.length).toBeGreaterThan(1)
  })
})

describe.skipIf(engine.backend === 'wasm')('a training', () => {
  const examples = lessons('linear', { cubes: 10, side: 12, bands: 12 }).map(exampleOf)
  const fold = cubeFolds(10, 5, 1)[0]!
  const regressions = fitRegressions(
    fold.training.map((row) => examples[row]!),
    1,
  )
  const settings = networkSettings({ bands: 12, seed: 1, widths: [3, 4], epochs: 6 })
  const work = { examples, fold, regressions, settings }
  const straightWeights = initialWeights(settings.shape, random)

  async function run(from?: Checkpoint, until = Infinity) {
    const steps = trainFold(engine, work, new AbortController().signal, from)
    const losses: number[] = []
    let kept: Checkpoint | undefined
    for (;;) {
      const step = await steps.next()
      if (step.done === true) return { losses, kept, model: step.value }
      losses.push(step.value.trainingLoss)
      if (step.value.epoch !== until) continue
      kept = step.value.checkpoint()
      // As a kill does: nothing after it is known.
      await steps.return(undefined as never)
      return { losses, kept, model: undefined }
    }
  }

  it('learns, and after a kill ends with the weights it would have had', { timeout: 120_000 }, async () => {
    const before = tf.memory().numTensors
    const straight = await run()
    expect(straight.losses[2]).toBeLessThan(straight.losses[0]!)
    const interrupted = await run(undefined, 4)
    const bytes = writeMapCheckpoint({ task: 'a', done: [], current: interrupted.kept })
    const { current } = readMapCheckpoint(bytes)
    const resumed = await run(current)
    expect(resumed.model!.epochs).toBe(straight.model!.epochs)
    const largest = straight.model!.weights.reduce(
      (most, w, i) => Math.max(most, Math.abs(w - resumed.model!.weights[i]!)),
      0,
    )
    expect(largest).toBeLessThan(1e-5)
    expect(tf.memory().numTensors).toBe(before)
  })
  it('begins anew with other weights when nothing is learnt', { timeout: 120_000 }, async () => {
    // Without weights the map is the same everywhere, and no step changes that.
    const none = new Float32Array(straightWeights.length)
    const state = {
      epoch: 9,
      steps: 9,
      learningRate: 1e-3,
      best: Infinity,
      bestEpoch: 9,
      sinceFall: 0,
      restarts: 0,
    }
    const dead: Checkpoint = { weights: none, mean: none, square: none, best: none, state }
    const longer = networkSettings({ bands: 12, seed: 1, widths: [3, 4], epochs: 24 })
    const steps = trainFold(engine, { ...work, settings: longer }, new AbortController().signal, dead)
    const first = await steps.next()
    expect(first.value).toMatchObject({ epoch: 1, state: { restarts: 1 } })
    await steps.return(undefined as never)
  })
  it('ends within a step when it is cancelled', async () => {
    const controller = new AbortController()
    const steps = trainFold(engine, work, controller.signal)
    await steps.next()
    controller.abort()
    await expect(steps.next()).rejects.toThrow(/abort/i)
  })
})
