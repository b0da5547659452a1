import { Problem } from '../../contract/errors.ts'
import {
  type FloatType,
  floatTypeOf,
  holdsSeal,
  magicOf,
  sealArrays,
  unseal,
  wordOf,
} from '../sealed-arrays.ts'

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

/** Numbers before the header: the format. */
const WORDS = 1

/** The bytes of a file. @param content anything JSON can hold */
export function writeArrayFile(kind: ArrayFileKind, content: unknown, arrays: Arrays): Uint8Array {
  const entries = Object.entries(arrays)
  const list = entries.map(([name, array]) => ({
    name,
    type: floatTypeOf(array),
    length: array.length,
  }))
  return sealArrays(kind, [ARRAY_FILE_FORMAT], { content, arrays: list }, Object.values(arrays))
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
  readonly type: FloatType
  readonly length: number
}

/** What a file holds. @throws Problem MODEL_DAMAGED (another kind or format, cut short, changed) */
export function readArrayFile(
  kind: ArrayFileKind,
  bytes: Uint8Array,
): { readonly content: unknown; readonly arrays: Arrays; readonly hash: string } {
  const found = magicOf(bytes)
  if (found === 'ISOMODEL') throw damaged('It is a model that corrects spectra, not one that makes maps.')
  if (!holdsSeal(bytes, WORDS) || found !== kind)
    throw damaged('It is no model of maps of Isochrome, or it is cut short.')
  const format = wordOf(bytes, 0)
  if (format > ARRAY_FILE_FORMAT)
    throw damaged(`It has format ${format}, this program reads up to ${ARRAY_FILE_FORMAT}. Update Isochrome.`)
  const sealed = unseal(bytes, WORDS)
  if (!sealed) throw damaged('Its checksum does not match: it was changed or cut short.')
  const header = JSON.parse(new TextDecoder().decode(sealed.header)) as {
    content: unknown
    arrays: Listed[]
  }
  const arrays: Record<string, Float32Array | Float64Array> = {}
  for (const { name, type, length } of header.arrays) {
    const array = sealed.take(type, length)
    if (!array) throw damaged(`Its part ${name} ends early.`)
    arrays[name] = array
  }
  return { content: header.content, arrays, hash: sealed.hash }
}
