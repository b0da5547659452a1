import type { Tensor, TensorFlow } from './tf.ts'

/** Operations of the TensorFlow library that TensorFlow.js has no name for (names as in TensorFlow's op registry). */
export interface NativeLibrary {
  /** dy where y > 0, else 0, in one pass. */
  reluGradient(dy: Tensor, y: Tensor): Tensor
  /** A variable of the library holding `value`; its handle lives until `destroy`. */
  variable(value: Tensor): Tensor
  /** The value of a variable, without a copy. */
  read(handle: Tensor): Tensor
  /** One step of Adam; `settings` = beta1^t, beta2^t, learning rate, beta1, beta2, epsilon as scalars. */
  adam(value: Tensor, mean: Tensor, square: Tensor, settings: readonly Tensor[], gradient: Tensor): void
  destroy(handle: Tensor): void
}

interface Attribute {
  readonly name: string
  readonly type: number
  readonly value: unknown
}

/** What this file uses of the backend class of tfjs-node and of its binding. */
interface NodeBackend {
  readonly binding: Readonly<
    Record<'TF_ATTR_TYPE' | 'TF_ATTR_SHAPE' | 'TF_ATTR_STRING' | 'TF_ATTR_BOOL' | 'TF_FLOAT', number>
  >
  executeSingleOutput(name: string, attributes: readonly Attribute[], inputs: readonly Tensor[]): Tensor
  executeMultipleOutputs(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[]
}

let created = 0

/** The operations through the backend `tensorflow`, which must be the active one. */
export function nativeLibrary(tf: TensorFlow): NativeLibrary {
  const backend = tf.backend() as unknown as NodeBackend
  const { TF_ATTR_TYPE, TF_ATTR_SHAPE, TF_ATTR_STRING, TF_ATTR_BOOL, TF_FLOAT } = backend.binding
  const float = (name: string): Attribute => ({ name, type: TF_ATTR_TYPE, value: TF_FLOAT })
  const off = (name: string): Attribute => ({ name, type: TF_ATTR_BOOL, value: false })
  const text = (name: string, value: string): Attribute => ({ name, type: TF_ATTR_STRING, value })
  const act = (name: string, attributes: Attribute[], inputs: Tensor[]): void => {
    backend.executeMultipleOutputs(name, attributes, inputs, 0)
  }
  return {
    reluGradient: (dy, y) => backend.executeSingleOutput('ReluGrad', [float('T')], [dy, y]),
    variable(value) {
      const shape = { name: 'shape', type: TF_ATTR_SHAPE, value: value.shape }
      const name = text('shared_name', `isochrome-${process.pid}-${++created}`)
      const handle = backend.executeSingleOutput(
        'VarHandleOp',
        [float('dtype'), shape, name, text('container', '')],
        [],
      )
      act('AssignVariableOp', [float('dtype')], [handle, value])
      return tf.keep(handle)
    },
    read: (handle) => backend.executeSingleOutput('ReadVariableOp', [float('dtype')], [handle]),
    adam(value, mean, square, settings, gradient) {
      const attributes = [float('T'), off('use_locking'), off('use_nesterov')]
      act('ResourceApplyAdam', attributes, [value, mean, square, ...settings, gradient])
    },
    destroy(handle) {
      act('DestroyResourceOp', [off('ignore_lookup_error')], [handle])
      handle.dispose()
    },
  }
}
