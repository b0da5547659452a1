import { BETA1, BETA2, EPSILON, type Learner, type Lesson, tensorOf, weightTensors } from '../lesson.ts'
import type { Engine } from '../../tf.ts'
import { createGraph, FLOAT, type Graph, INT32, type Value } from './graph.ts'
import { graphLayers } from './layers.ts'
import { openSession } from './session.ts'

const T = { T: { type: FLOAT } } as const
const FLOATS = { dtype: { type: FLOAT } } as const

/** Names of what is fed to a run and asked of it. */
interface Ports {
  readonly x: Value
  readonly y: Value
  readonly powers: readonly [Value, Value]
  readonly start: readonly Value[]
  readonly assigned: Value
  readonly stepped: Value
  readonly prediction: Value
  readonly weights: readonly Value[]
}

const placeholder = (graph: Graph, shape: readonly number[]): Value =>
  graph.add('Placeholder', [], shape, { ...FLOATS, shape: { shape } })

/** A number that a run can be asked for once all `after` have run. */
const done = (graph: Graph, after: readonly Value[]): Value =>
  graph.add('Identity', [graph.constant(new Float32Array(1), [])], [], T, after)

/** The whole of learning as one graph: assigning the weights, a step of Adam, a prediction. */
function learningGraph(graph: Graph, lesson: Lesson): Ports {
  const { network, shapes, learningRate, bands, loss = 'squares' } = lesson
  const layers = graphLayers(graph)
  const number = (value: number): Value => graph.constant(Float32Array.of(value), [])
  const [x, y] = [placeholder(graph, [-1, lesson.inputs ?? bands]), placeholder(graph, [-1, bands])]
  const powers = [placeholder(graph, []), placeholder(graph, [])] as const
  const assignments: Value[] = []
  const slots = shapes.map(({ name, shape }) => {
    const start = placeholder(graph, shape)
    const zero = graph.add('ZerosLike', [start], shape, T)
    const [value, mean, square] = [start, zero, zero].map((first, role) => {
      const named = { shared_name: { text: `${name}-${role}` }, shape: { shape } }
      const handle = graph.add('VarHandleOp', [], [], { ...FLOATS, ...named })
      assignments.push(graph.add('AssignVariableOp', [handle, first], [], FLOATS))
      return handle
    })
    if (!value || !mean || !square) throw new Error('a weight has three variables')
    return { start, value, mean, square, read: graph.add('ReadVariableOp', [value], shape, FLOATS) }
  })
  const weights = slots.map(({ read }) => read)
  const prediction = network(layers, x, weights)
  // d mean((p - y)^2) / dp = 2 (p - y) / (number of values); of a cross-entropy (p - y) / rows before softmax or sigmoid
  const operation = { squares: 'Identity', softmax: 'Softmax', sigmoid: 'Sigmoid' }[loss]
  const shown = graph.add(operation, [prediction], prediction.shape, T)
  const error = graph.add('Sub', [shown, y], prediction.shape, T)
  const size = graph.add('Size', [prediction], [], { ...T, out_type: { type: INT32 } })
  const count = graph.add('Cast', [size], [], { SrcT: { type: INT32 }, DstT: { type: FLOAT } })
  const scale = graph.add('RealDiv', [number(loss === 'squares' ? 2 : bands), count], [], T)
  const slopes = layers.gradients(prediction, graph.add('Mul', [error, scale], error.shape, T), weights)
  const settings = [...powers, ...[learningRate, BETA1, BETA2, EPSILON].map(number)]
  const steps = slots.map(({ value, mean, square }, i) => {
    const slope = slopes[i]
    if (!slope) throw new Error('every weight has a gradient')
    return graph.add('ResourceApplyAdam', [value, mean, square, ...settings, slope], [], T)
  })
  const start = slots.map((slot) => slot.start)
  return {
    x,
    y,
    powers,
    start,
    assigned: done(graph, assignments),
    stepped: done(graph, steps),
    prediction,
    weights,
  }
}

/** Learns in one run of a TensorFlow graph per batch: no round trips, fused and parallel operations. */
export function graphLearner(engine: Engine, lesson: Lesson): Learner {
  const { tf } = engine
  const graph = createGraph()
  const ports = learningGraph(graph, lesson)
  const session = openSession(engine, graph.savedModel())
  const start = weightTensors(engine, lesson.shapes, lesson.start)
  tf.dispose(session.run(ports.start, start, [ports.assigned]))
  tf.dispose(start)
  let steps = 0
  return {
    step({ x, y }) {
      steps++
      const powers = [BETA1 ** steps, BETA2 ** steps].map((power) => tf.scalar(power))
      const inputs = [tensorOf(engine, x), tensorOf(engine, y), ...powers]
      tf.dispose(session.run([ports.x, ports.y, ...ports.powers], inputs, [ports.stepped]))
      tf.dispose(inputs)
    },
    predict(x) {
      const input = tensorOf(engine, x)
      const [output] = session.run([ports.x], [input], [ports.prediction])
      const values = output?.dataSync<'float32'>() ?? new Float32Array()
      tf.dispose([input, ...(output ? [output] : [])])
      return values
    },
    weights() {
      const outputs = session.run([], [], ports.weights)
      const values = outputs.map((output) => output.dataSync<'float32'>().slice())
      tf.dispose(outputs)
      return values
    },
    dispose: () => session.close(),
  }
}
