import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Problem } from '../contract/errors.ts'
import { type ModelCard, ModelCardSchema } from '../contract/model.ts'
import type { NamedArrays } from './correction/method.ts'

/**
 * A model in one file, little-endian:
 *
 *     0   8 bytes   "ISOMODEL"
 *     8   uint32    format, now 1
 *     12  uint32    length of the header
 *     16  header    UTF-8 JSON: card without hash, transfer patches, training ids, list of arrays
 *         zeros     to the next multiple of 8
 *         arrays    in the order of the list, each padded to a multiple of 8
 *         32 bytes  SHA-256 of everything before; in hexadecimal it is the card's hash
 *
 * The same content gives the same bytes, and reading gives back every bit.
 */
const MAGIC = 'ISOMODEL'
export const BUNDLE_FORMAT = 1
const FIXED = 16
const DIGEST = 32
const ALIGNMENT = 8

/** What a bundle holds, decoded. */
export interface BundleContent {
  readonly card: ModelCard
  /** Patches worth re-measuring, the most useful first. */
  readonly transferPatches: readonly string[]
  readonly trainingIds: readonly string[]
  /** Arrays by part: method, domain, interval, output adjustment. */
  readonly parts: Readonly<Record<string, NamedArrays>>
}

const HeaderSchema = z.object({
  card: ModelCardSchema.omit({ hash: true }),
  transferPatches: z.array(z.string()),
  trainingIds: z.array(z.string()),
  arrays: z.array(
    z.object({
      part: z.string(),
      name: z.string(),
      type: z.enum(['f64', 'f32']),
      length: z.int().nonnegative(),
    }),
  ),
})
type Header = z.infer<typeof HeaderSchema>

const padded = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT
const bytesOf = (array: Float64Array | Float32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

/** The bytes of a bundle and its hash, which is part of the card that comes back. */
export function writeBundle(
  content: Omit<BundleContent, 'card'> & { readonly card: Omit<ModelCard, 'hash'> },
): Uint8Array {
  const { transferPatches, trainingIds, parts } = content
  const entries = Object.entries(parts).flatMap(([part, arrays]) =>
    Object.entries(arrays).map(([name, array]) => ({ part, name, array })),
  )
  const header: Header = {
    card: HeaderSchema.shape.card.parse(content.card),
    transferPatches: [...transferPatches],
    trainingIds: [...trainingIds],
    arrays: entries.map(({ part, name, array }) => ({
      part,
      name,
      type: array instanceof Float64Array ? 'f64' : 'f32',
      length: array.length,
    })),
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  const body = padded(FIXED + text.length)
  const size = entries.reduce((sum, { array }) => sum + padded(array.byteLength), body)
  const bytes = new Uint8Array(size + DIGEST)
  const view = new DataView(bytes.buffer)
  bytes.set(new TextEncoder().encode(MAGIC))
  view.setUint32(8, BUNDLE_FORMAT, true)
  view.setUint32(12, text.length, true)
  bytes.set(text, FIXED)
  let at = body
  for (const { array } of entries) {
    bytes.set(bytesOf(array), at)
    at += padded(array.byteLength)
  }
  bytes.set(createHash('sha256').update(bytes.subarray(0, size)).digest(), size)
  return bytes
}

function damaged(happened: string): Problem {
  return new Problem({
    code: 'MODEL_DAMAGED',
    title: 'The model cannot be read',
    happened,
    kept: 'The file is untouched.',
    next: 'Use another version, or train again.',
  })
}

/** Checks and decodes a bundle. @throws Problem MODEL_DAMAGED (no model, another format, cut short, changed) */
export function readBundle(bytes: Uint8Array): BundleContent {
  if (
    bytes.length < FIXED + DIGEST ||
    new TextDecoder('latin1').decode(bytes.subarray(0, MAGIC.length)) !== MAGIC
  )
    throw damaged('This is not a model of Isochrome, or it is cut short.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const format = view.getUint32(8, true)
  if (format > BUNDLE_FORMAT)
    throw damaged(`It has format ${format}, this program reads up to ${BUNDLE_FORMAT}. Update Isochrome.`)
  const size = bytes.length - DIGEST
  const digest = createHash('sha256').update(bytes.subarray(0, size)).digest()
  if (!digest.equals(bytes.subarray(size)))
    throw damaged('Its checksum does not match: it was changed or cut short.')
  const length = view.getUint32(12, true)
  const header = parseHeader(bytes.subarray(FIXED, FIXED + length))
  const parts: Record<string, Record<string, Float64Array | Float32Array>> = {}
  let at = padded(FIXED + length)
  for (const { part, name, type, length: count } of header.arrays) {
    const byteLength = count * (type === 'f64' ? 8 : 4)
    if (at + byteLength > size) throw damaged(`Its part ${part} ends early.`)
    // A copy of its own, aligned: slice of a Buffer would be a view on the whole file.
    const { buffer } = new Uint8Array(bytes.subarray(at, at + byteLength))
    parts[part] = {
      ...parts[part],
      [name]: type === 'f64' ? new Float64Array(buffer) : new Float32Array(buffer),
    }
    at += padded(byteLength)
  }
  if (at !== size) throw damaged('It holds more than its list of contents.')
  const { card, transferPatches, trainingIds } = header
  return { card: { ...card, hash: digest.toString('hex') }, transferPatches, trainingIds, parts }
}

function parseHeader(bytes: Uint8Array): Header {
  try {
    return HeaderSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch (error) {
    throw damaged(`Its header is not understood: ${error instanceof Error ? error.message : String(error)}`)
  }
}
