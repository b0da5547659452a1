import { createHash } from 'node:crypto'

/**
 * What the files of models have in common, little-endian:
 *
 *     8 bytes   what it is
 *     uint32    one for each of the kind's own numbers
 *     uint32    length of the header
 *     header    UTF-8 JSON
 *     zeros     to the next multiple of 8
 *     arrays    each padded to a multiple of 8
 *     32 bytes  SHA-256 of everything before
 */
const MAGIC = 8
const WORD = 4
const DIGEST = 32
const ALIGNMENT = 8

type FloatArray = Float64Array | Float32Array
export type FloatType = 'f64' | 'f32'

const padded = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT
const headerAt = (words: number): number => MAGIC + WORD * (words + 1)

export const floatTypeOf = (array: FloatArray): FloatType => (array instanceof Float64Array ? 'f64' : 'f32')

/** The first eight bytes as text. */
export const magicOf = (bytes: Uint8Array): string =>
  new TextDecoder('latin1').decode(bytes.subarray(0, MAGIC))

/** Whether there is room for everything but header and arrays. */
export const holdsSeal = (bytes: Uint8Array, words: number): boolean =>
  bytes.length >= headerAt(words) + DIGEST

/** The bytes of a file. @param magic eight characters @param words the kind's own numbers */
export function sealArrays(
  magic: string,
  words: readonly number[],
  header: unknown,
  arrays: readonly FloatArray[],
): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header))
  const start = headerAt(words.length)
  const body = padded(start + text.length)
  const size = arrays.reduce((sum, array) => sum + padded(array.byteLength), body)
  const bytes = new Uint8Array(size + DIGEST)
  const view = new DataView(bytes.buffer)
  bytes.set(new TextEncoder().encode(magic))
  for (const [i, word] of [...words, text.length].entries()) view.setUint32(MAGIC + WORD * i, word, true)
  bytes.set(text, start)
  let at = body
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
    at += padded(array.byteLength)
  }
  bytes.set(createHash('sha256').update(bytes.subarray(0, size)).digest(), size)
  return bytes
}

/** One of the kind's own numbers. */
export const wordOf = (bytes: Uint8Array, place: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(MAGIC + WORD * place, true)

/** A file whose checksum fits. */
export interface Sealed {
  readonly header: Uint8Array
  /** The checksum in hexadecimal. */
  readonly hash: string
  /** The next array, a copy of its own; undefined where the file ends before it. */
  take(type: FloatType, length: number): FloatArray | undefined
  /** Whether every byte was taken. */
  atEnd(): boolean
}

/** Opens a file with so many numbers of its kind; undefined where its checksum does not fit. */
export function unseal(bytes: Uint8Array, words: number): Sealed | undefined {
  const size = bytes.length - DIGEST
  const digest = createHash('sha256').update(bytes.subarray(0, size)).digest()
  if (!digest.equals(bytes.subarray(size))) return undefined
  const start = headerAt(words)
  const end = start + wordOf(bytes, words)
  let at = padded(end)
  return {
    header: bytes.subarray(start, end),
    hash: digest.toString('hex'),
    take(type, length) {
      const byteLength = length * (type === 'f64' ? 8 : 4)
      if (at + byteLength > size) return undefined
      // Aligned: slice of a Buffer would be a view on the whole file.
      const { buffer } = new Uint8Array(bytes.subarray(at, at + byteLength))
      at += padded(byteLength)
      return type === 'f64' ? new Float64Array(buffer) : new Float32Array(buffer)
    },
    atEnd: () => at === size,
  }
}
