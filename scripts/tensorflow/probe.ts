import { createRequire } from 'node:module'
import util from 'node:util'
import { z } from 'zod'

/** What the probe prints on its last line when TensorFlow works. */
export const ProbeSchema = z.object({ tensorflow: z.string(), backend: z.literal('tensorflow') })

interface Tensor {
  dataSync(): Float32Array
}
interface Layered {
  add(layer: unknown): void
  compile(options: { optimizer: string; loss: string }): void
  fit(
    x: Tensor,
    y: Tensor,
    options: { epochs: number; verbose: number },
  ): Promise<{ history: { loss: number[] } }>
}
/** The few calls of tfjs-node that the probe makes. */
interface TfjsNode {
  version: Record<string, string>
  getBackend(): string
  backend(): { binding: { TF_Version: string } }
  tensor2d(values: number[][]): Tensor
  matMul(a: Tensor, b: Tensor): Tensor
  sequential(): Layered
  layers: { dense(options: { units: number; inputShape: number[] }): unknown }
}

const TfjsNodeSchema = z.custom<TfjsNode>((loaded) => typeof loaded === 'object' && loaded !== null)

/** Loads tfjs-node from the folder, multiplies two matrices and trains one weight; throws when any of it is wrong. */
async function probe(packageDir: string): Promise<z.infer<typeof ProbeSchema>> {
  // tfjs-node 4.22 calls two functions that Node 23 removed.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  })
  const tf = TfjsNodeSchema.parse(createRequire(import.meta.url)(packageDir))
  const product = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()
  if (product[0] !== 11) throw new Error(`1 x 3 + 2 x 4 came out as ${product[0] ?? 'nothing'}`)
  const model = tf.sequential()
  model.add(tf.layers.dense({ units: 1, inputShape: [1] }))
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })
  const x = tf.tensor2d([[0], [1], [2], [3]])
  const { history } = await model.fit(x, x, { epochs: 20, verbose: 0 })
  const [first = 0, last = Infinity] = [history.loss.at(0), history.loss.at(-1)]
  // A weight that happens to start near 1 has nothing left to learn.
  if (!(last < first || last < 1e-3)) throw new Error('training did not lower the loss')
  return ProbeSchema.parse({ tensorflow: tf.backend().binding.TF_Version, backend: tf.getBackend() })
}

const [packageDir] = process.argv.slice(2)
if (import.meta.main && packageDir !== undefined) console.log(JSON.stringify(await probe(packageDir)))
