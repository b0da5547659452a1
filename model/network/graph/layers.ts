import type { Filter, Layers } from '../layers.ts'
import { phaseTaps, reachOf } from '../phases.ts'
import { FLOAT, type Graph, INT32, type Value } from './graph.ts'

const T = { T: { type: FLOAT } } as const
const SAME = {
  ...T,
  strides: { integers: [1, 1, 1, 1] },
  padding: { text: 'SAME' },
  data_format: { text: 'NHWC' },
} as const
const POOL = {
  ...T,
  ksize: { integers: [1, 1, 2, 1] },
  strides: { integers: [1, 1, 2, 1] },
  padding: { text: 'SAME' },
} as const
const NHWC = { ...T, data_format: { text: 'NHWC' } } as const

/** Layers that write the graph of a network and, backwards from its output, the graph of its gradients. */
export interface GraphLayers extends Layers<Value> {
  /** Gradients of the weights, given that of the output: the sum over all uses of each. */
  gradients(output: Value, gradient: Value, weights: readonly Value[]): Value[]
}

/** How one written operation passes a gradient on. */
interface Step {
  readonly output: Value
  readonly back: (dy: Value) => readonly (readonly [Value, Value])[]
}

/** @param graph receives the nodes */
export function graphLayers(graph: Graph): GraphLayers {
  const steps: Step[] = []
  const record = (output: Value, back: Step['back']): Value => {
    steps.push({ output, back })
    return output
  }
  const sizes = (...shape: number[]): Value => graph.constant(Int32Array.from(shape), [shape.length])
  const plainReshape = (x: Value, shape: readonly number[]): Value =>
    graph.add('Reshape', [x, sizes(...shape)], shape, { ...T, Tshape: { type: INT32 } })
  const reshape = (x: Value, shape: readonly number[]): Value =>
    record(plainReshape(x, shape), (dy) => [[x, plainReshape(dy, x.shape)]])
  const sizeOf = (x: Value): Value =>
    graph.add('Shape', [x], [x.shape.length], { ...T, out_type: { type: INT32 } })
  const plainProduct = (
    a: Value,
    b: Value,
    shape: number[],
    transposed: readonly [boolean, boolean] = [false, false],
  ): Value =>
    graph.add('MatMul', [a, b], shape, {
      ...T,
      transpose_a: { flag: transposed[0] },
      transpose_b: { flag: transposed[1] },
    })

  const convolution = (
    x: Value,
    { kernel, bias }: Filter<Value>,
    rectify: boolean,
    learnsInput = true,
  ): Value => {
    const shape = [...x.shape.slice(0, 3), kernel.shape[3] ?? 0]
    const sum = graph.add('BiasAdd', [graph.add('Conv2D', [x, kernel], shape, SAME), bias], shape, NHWC)
    const y = rectify ? graph.add('Relu', [sum], shape, T) : sum
    return record(y, (dy) => {
      const error = rectify ? graph.add('ReluGrad', [dy, y], shape, T) : dy
      const forKernel = graph.add(
        'Conv2DBackpropFilter',
        [x, sizes(...kernel.shape), error],
        kernel.shape,
        SAME,
      )
      const forBias = graph.add('BiasAddGrad', [error], bias.shape, NHWC)
      const learnt = [[kernel, forKernel] as const, [bias, forBias] as const]
      if (!learnsInput) return learnt
      return [[x, graph.add('Conv2DBackpropInput', [sizeOf(x), kernel, error], x.shape, SAME)], ...learnt]
    })
  }

  const convolve: GraphLayers['convolve'] = (x, filter, learnsInput) =>
    convolution(x, filter, true, learnsInput)

  const product = (a: Value, b: Value): Value => {
    const shape = [a.shape[0] ?? -1, b.shape[1] ?? 0]
    return record(plainProduct(a, b, shape), (dy) => [
      [a, plainProduct(dy, b, [...a.shape], [false, true])],
      [b, plainProduct(a, dy, [...b.shape], [true, false])],
    ])
  }

  /** Both halves behind each other along the last axis. */
  const pairUp = (first: Value, second: Value): Value => {
    const { shape } = first
    const axis = graph.constant(Int32Array.of(shape.length - 1), [])
    const width = shape.at(-1) ?? 0
    const attributes = { ...T, N: { integer: 2 }, Tidx: { type: INT32 } }
    const both = graph.add('ConcatV2', [first, second, axis], [...shape.slice(0, -1), 2 * width], attributes)
    return record(both, (dy) => {
      const part = graph.add('Split', [axis, dy], shape, { ...T, num_split: { integer: 2 } })
      return [
        [first, part],
        [second, graph.output(part, 1, shape)],
      ]
    })
  }

  return {
    convolve,
    convolveLinear: (x, filter) => convolution(x, filter, false),
    embed(x, table) {
      const first = graph.constant(Int32Array.of(0), [1])
      const summed = { ...T, Tidx: { type: INT32 }, keep_dims: { flag: true } }
      return record(graph.add('AddV2', [x, table], x.shape, T), (dy) => [
        [x, dy],
        [table, graph.add('Sum', [dy, first], table.shape, summed)],
      ])
    },
    join: pairUp,
    doubleAndConvolve(x, { kernel, bias }) {
      const [, width = 1, channels = 1, out = 1] = kernel.shape
      const reach = reachOf(width)
      const flat = reshape(kernel, [width, channels * out])
      const [even, odd] = ([0, 1] as const).map((phase) => {
        const taps = graph.constant(Float32Array.from(phaseTaps(width, phase, reach).flat()), [reach, width])
        return reshape(product(taps, flat), [1, reach, channels, out])
      })
      if (!even || !odd) throw new Error('a doubled band has two phases')
      const y = convolve(x, { kernel: pairUp(even, odd), bias: pairUp(bias, bias) })
      return reshape(y, [-1, 1, 2 * (x.shape[2] ?? 0), out])
    },
    halve(x) {
      const shape = [-1, 1, Math.ceil((x.shape[2] ?? 0) / 2), x.shape[3] ?? 0]
      const y = graph.add('MaxPool', [x], shape, POOL)
      return record(y, (dy) => [[x, graph.add('MaxPoolGrad', [x, y, dy], x.shape, POOL)]])
    },
    image: (x) => reshape(x, [-1, 1, x.shape[1] ?? 0, 1]),
    flatten: (x) => reshape(x, [-1, (x.shape[2] ?? 0) * (x.shape[3] ?? 0)]),
    dense(x, kernel, bias) {
      const scores = product(x, kernel)
      return record(graph.add('BiasAdd', [scores, bias], scores.shape, NHWC), (dy) => [
        [scores, dy],
        [bias, graph.add('BiasAddGrad', [dy], bias.shape, NHWC)],
      ])
    },
    sigmoid(x) {
      const y = graph.add('Sigmoid', [x], x.shape, T)
      return record(y, (dy) => [[x, graph.add('SigmoidGrad', [y, dy], x.shape, T)]])
    },
    gradients(output, gradient, weights) {
      const found = new Map<string, Value>([[output.id, gradient]])
      for (const { output: made, back } of steps.toReversed()) {
        const dy = found.get(made.id)
        if (!dy) continue
        for (const [target, part] of back(dy)) {
          const before = found.get(target.id)
          found.set(target.id, before ? graph.add('AddV2', [before, part], target.shape, T) : part)
        }
      }
      return weights.map((weight) => {
        const sum = found.get(weight.id)
        if (!sum) throw new Error('a weight is not used by the network')
        return sum
      })
    },
  }
}
