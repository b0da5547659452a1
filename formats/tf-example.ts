import protobuf from 'protobufjs'
import { badFile } from './bad-file.ts'

const { Field, MapField, OneOf, Root, Type } = protobuf

/** The message types of TensorFlow's example.proto and feature.proto. */
function exampleType(): protobuf.Type {
  const packedBy = { packed: true }
  const lists = [
    new Type('BytesList').add(new Field('value', 1, 'bytes', 'repeated')),
    new Type('FloatList').add(new Field('value', 1, 'float', 'repeated', undefined, packedBy)),
    new Type('Int64List').add(new Field('value', 1, 'int64', 'repeated', undefined, packedBy)),
  ]
  const feature = new Type('Feature')
    .add(new OneOf('kind', ['bytesList', 'floatList', 'int64List']))
    .add(new Field('bytesList', 1, 'BytesList'))
    .add(new Field('floatList', 2, 'FloatList'))
    .add(new Field('int64List', 3, 'Int64List'))
  const features = new Type('Features').add(new MapField('feature', 1, 'string', 'Feature'))
  const example = new Type('Example').add(new Field('features', 1, 'Features'))
  const root = new Root()
  for (const type of [...lists, feature, features, example]) root.add(type)
  return root.lookupType('Example')
}
let type: protobuf.Type | undefined

/** Features of one example by name: bytes, whole numbers, or floats. */
export interface TfFeatures {
  readonly [name: string]:
    | { readonly bytes: Uint8Array }
    | { readonly integers: readonly number[] }
    | { readonly floats: readonly number[] }
}

/** A tf.train.Example as bytes. */
export function writeTfExample(features: TfFeatures): Uint8Array {
  type ??= exampleType()
  const feature = Object.fromEntries(
    Object.entries(features).map(([name, value]) => [
      name,
      'bytes' in value
        ? { bytesList: { value: [value.bytes] } }
        : 'integers' in value
          ? { int64List: { value: value.integers } }
          : { floatList: { value: value.floats } },
    ]),
  )
  return type.encode(type.fromObject({ features: { feature } })).finish()
}

interface Decoded {
  readonly features?: {
    readonly feature?: Record<
      string,
      {
        readonly bytesList?: { readonly value?: readonly Uint8Array[] }
        readonly int64List?: { readonly value?: readonly number[] }
        readonly floatList?: { readonly value?: readonly number[] }
      }
    >
  }
}

/** @throws Problem FORMAT_BAD for bytes that are no Example */
export function readTfExample(bytes: Uint8Array, name: string): TfFeatures {
  type ??= exampleType()
  try {
    const decoded = type.toObject(type.decode(bytes), { longs: Number }) as Decoded
    return Object.fromEntries(
      Object.entries(decoded.features?.feature ?? {}).map(([key, value]) => [
        key,
        value.bytesList
          ? { bytes: Uint8Array.from(value.bytesList.value?.[0] ?? []) }
          : value.int64List
            ? { integers: value.int64List.value ?? [] }
            : { floats: value.floatList?.value ?? [] },
      ]),
    )
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw badFile({ name }, `A record is no TensorFlow example (${reason}).`, 'Export the data set again.')
  }
}
