import { createHash } from 'node:crypto'
import { Problem } from '../../contract/errors.ts'

/**
 * A header and arrays in one file, little-endian:
 *
 *     0   8 bytes   what it is: "ISOMAPS1" a model, "ISOMAPCK" a checkpoint
 *     8   uint32    format, now 1
 *     12  uint32    length of the header
 *     16  header    UTF-8 JSON: { content, arrays: [{ name, type, length }] }
 *         zeros     to the next multiple of 8
 *         arrays    in the order of the list, each padded to a multiple of 8
 *         32 bytes  SHA-256 of everything before
 */
export const ARRAY_FILE_FORMAT = 1
export type ArrayFileKind = 'ISOMAPS1' | 'ISOMAPCK'
export type Arrays = Readonly<Record<string, Float32Array | Float64Array>>

const FIXED = 16
const DIGEST = 32
const padded = (length: number): number => Math.ceil(length / 8) * 8

/** The bytes of a file. @param content anything JSON can hold */
export function writeArrayFile(kind: ArrayFileKind, content: unknown, arrays: Arrays): Uint8Array {
  const entries = Object.entries(arrays)
  const list = entries.map(([name, array]) => ({
    name,
    type: array instanceof Float64Array ? 'f64' : 'f32',
    length: array.length,
  }))
  const text = new TextEncoder().encode(JSON.stringify({ content, arrays: list }))
  const body = padded(FIXED + text.length)
  const size = entries.reduce((sum, [, array]) => sum + padded(array.byteLength), body)
  const bytes = new Uint8Array(size + DIGEST)
  const view = new DataView(bytes.buffer)
  bytes.set(new TextEncoder().encode(kind))
  view.setUint32(8, ARRAY_FILE_FORMAT, true)
  view.setUint32(12, text.length, true)
  bytes.set(text, FIXED)
  let at = body
  for (const [, array] of entries) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
    at += padded(array.byteLength)
  }
  bytes.set(createHash('sha256').update(bytes.subarray(0, size)).digest(), size)
  return bytes
}

function damaged(happened: string): Problem {
  return new Problem({
    code: 'MODEL_DAMAGED',
    title: 'The file of maps cannot be read',
    happened,
    kept: 'The file is untouched.',
    next: 'Use another model, or train again.',
  })
}

interface Listed {
  readonly name: string
  readonly type: string
  readonly length: number
}

/** What a file holds. @throws Problem MODEL_DAMAGED (another kind or format, cut short, changed) */
export function readArrayFile(
  kind: ArrayFileKind,
  bytes: Uint8Array,
): { readonly content: unknown; readonly arrays: Arrays; readonly hash: string } {
  const found = new TextDecoder('latin1').decode(bytes.subarray(0, 8))
  if (found === 'ISOMODEL') throw damaged('It is a model that corrects spectra, not one that makes maps.')
  if (bytes.length < FIXED + DIGEST || found !== kind)
    throw damaged('It is no model of maps of Isochrome, or it is cut short.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const format = view.getUint32(8, true)
  if (format > ARRAY_FILE_FORMAT)
    throw damaged(`It has format ${format}, this program reads up to ${ARRAY_FILE_FORMAT}. Update Isochrome.`)
  const size = bytes.length - DIGEST
  const digest = createHash('sha256').update(bytes.subarray(0, size)).digest()
  if (!digest.equals(bytes.subarray(size)))
    throw damaged('Its checksum does not match: it was changed or cut short.')
  const length = view.getUint32(12, true)
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(FIXED, FIXED + length))) as {
    content: unknown
    arrays: Listed[]
  }
  const arrays: Record<string, Float32Array | Float64Array> = {}
  let at = padded(FIXED + length)
  for (const { name, type, length: count } of header.arrays) {
    const byteLength = count * (type === 'f64' ? 8 : 4)
    // A copy of its own, aligned: slice of a Buffer would be a view on the whole file.
    const { buffer } = new Uint8Array(bytes.subarray(at, at + byteLength))
    arrays[name] = type === 'f64' ? new Float64Array(buffer) : new Float32Array(buffer)
    at += padded(byteLength)
  }
  return { content: header.content, arrays, hash: digest.toString('hex') }
}
