import { block, type Bytes, integer, joined, message } from './protobuf.ts'

/** A value in a graph: "node:output", and its shape with -1 for the number of samples. */
export interface Value {
  readonly id: string
  readonly shape: readonly number[]
}

/** An attribute of a node, by the kinds of AttrValue (tensorflow/core/framework/attr_value.proto). */
export type Attribute =
  | { readonly type: DataType }
  | { readonly shape: readonly number[] }
  | { readonly text: string }
  | { readonly integers: readonly number[] }
  | { readonly integer: number }
  | { readonly flag: boolean }
  | { readonly tensor: { readonly shape: readonly number[]; readonly values: Float32Array | Int32Array } }

/** Codes of tensorflow/core/framework/types.proto. */
export const FLOAT = 1 as const
export const INT32 = 3 as const
export type DataType = typeof FLOAT | typeof INT32

export const TAG = 'train'
/** The oldest producer whose graphs mean what is written here. */
const PRODUCER = 1087

function shapeFields(shape: readonly number[]): Bytes {
  return joined(shape.map((size) => message(2, integer(1, size))))
}

function tensorFields(shape: readonly number[], values: Float32Array | Int32Array): Bytes {
  const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  const type = values instanceof Float32Array ? FLOAT : INT32
  return joined([integer(1, type), block(2, shapeFields(shape)), block(4, content)])
}

function attributeFields(attribute: Attribute): Bytes {
  if ('type' in attribute) return integer(6, attribute.type)
  if ('shape' in attribute) return block(7, shapeFields(attribute.shape))
  if ('text' in attribute) return block(2, attribute.text)
  if ('integers' in attribute) return message(1, ...attribute.integers.map((value) => integer(3, value)))
  if ('integer' in attribute) return integer(3, attribute.integer)
  if ('flag' in attribute) return integer(5, attribute.flag ? 1 : 0)
  return block(8, tensorFields(attribute.tensor.shape, attribute.tensor.values))
}

/** A TensorFlow graph under construction. */
export interface Graph {
  /** Adds a node and returns its first output. `after` = nodes that must have run before. */
  add(
    operation: string,
    inputs: readonly Value[],
    shape: readonly number[],
    attributes?: Readonly<Record<string, Attribute>>,
    after?: readonly Value[],
  ): Value
  /** A further output of a node. */
  output(first: Value, index: number, shape: readonly number[]): Value
  constant(values: Float32Array | Int32Array, shape: readonly number[]): Value
  /** The content of a file saved_model.pb (tensorflow/core/protobuf/saved_model.proto). */
  savedModel(): Bytes
}

const nodeOf = ({ id }: Value): string => id.slice(0, id.indexOf(':'))

/** An empty graph. */
export function createGraph(): Graph {
  const nodes: Bytes[] = []
  const graph: Graph = {
    add(operation, inputs, shape, attributes = {}, after = []) {
      const name = `${operation}_${nodes.length}`
      const entries = Object.entries(attributes).map(([key, attribute]) =>
        message(5, block(1, key), block(2, attributeFields(attribute))),
      )
      const sources = [...inputs.map(({ id }) => id), ...after.map((value) => `^${nodeOf(value)}`)]
      nodes.push(
        message(1, block(1, name), block(2, operation), ...sources.map((id) => block(3, id)), ...entries),
      )
      return { id: `${name}:0`, shape }
    },
    output: (first, index, shape) => ({ id: `${nodeOf(first)}:${index}`, shape }),
    constant(values, shape) {
      const type = values instanceof Float32Array ? FLOAT : INT32
      return graph.add('Const', [], shape, { dtype: { type }, value: { tensor: { shape, values } } })
    },
    savedModel() {
      const info = message(1, block(4, TAG))
      const definition = message(2, ...nodes, message(4, integer(1, PRODUCER)))
      return joined([integer(1, 1), message(2, info, definition)])
    },
  }
  return graph
}
