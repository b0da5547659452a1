import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Problem } from '../contract/errors.ts'
import type { NamedArrays } from './correction/method.ts'

/**
 * A trained network of one of the other jobs in one file, little-endian:
 *
 *     0   8 bytes   "ISONETWK"
 *     8   uint32    length of the header
 *     12  header    UTF-8 JSON: kind, version of that kind, card without hash, list of arrays
 *         zeros     to the next multiple of 8
 *         arrays    in the order of the list, each padded to a multiple of 8
 *         32 bytes  SHA-256 of everything before; in hexadecimal it is the card's hash
 */
const MAGIC = 'ISONETWK'
const FIXED = 12
const DIGEST = 32
const ALIGNMENT = 8

/** A kind of network: the word in its files, the newest version of their content, and its name in sentences. */
export interface NetworkKind {
  readonly kind: string
  readonly version: number
  readonly title: string
}

const HeaderSchema = z.object({
  kind: z.string(),
  version: z.int().positive(),
  card: z.record(z.string(), z.unknown()),
  arrays: z.array(
    z.object({ name: z.string(), type: z.enum(['f64', 'f32']), length: z.int().nonnegative() }),
  ),
})

/** What a file holds; the card has its hash. */
export interface NetworkContent<Card> {
  readonly card: Card
  readonly arrays: NamedArrays
}

const padded = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT

/** The bytes of a network file. */
export function writeNetworkFile(
  { kind, version }: NetworkKind,
  card: Readonly<Record<string, unknown>>,
  arrays: NamedArrays,
): Uint8Array {
  const entries = Object.entries(arrays)
  const list = entries.map(([name, array]) => ({
    name,
    type: array instanceof Float64Array ? ('f64' as const) : ('f32' as const),
    length: array.length,
  }))
  const text = new TextEncoder().encode(JSON.stringify({ kind, version, card, arrays: list }))
  const body = padded(FIXED + text.length)
  const size = entries.reduce((sum, [, array]) => sum + padded(array.byteLength), body)
  const bytes = new Uint8Array(size + DIGEST)
  bytes.set(new TextEncoder().encode(MAGIC))
  new DataView(bytes.buffer).setUint32(8, text.length, true)
  bytes.set(text, FIXED)
  let at = body
  for (const [, array] of entries) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
    at += padded(array.byteLength)
  }
  bytes.set(createHash('sha256').update(bytes.subarray(0, size)).digest(), size)
  return bytes
}

/**
 * Checks and decodes a network file of the wanted kind.
 * @throws Problem MODEL_DAMAGED (no network, cut short, changed, newer), MODEL_MISMATCH (another kind)
 */
export function readNetworkFile<Card>(
  wanted: NetworkKind,
  schema: z.ZodType<Card>,
  bytes: Uint8Array,
): NetworkContent<Card> {
  const magic = new TextDecoder('latin1').decode(bytes.subarray(0, MAGIC.length))
  if (magic === 'ISOMODEL') throw otherKind(wanted, 'a correction model')
  if (bytes.length < FIXED + DIGEST || magic !== MAGIC)
    throw damaged('This is not a network of Isochrome, or it is cut short.')
  const size = bytes.length - DIGEST
  const digest = createHash('sha256').update(bytes.subarray(0, size)).digest()
  if (!digest.equals(bytes.subarray(size)))
    throw damaged('Its checksum does not match: it was changed or cut short.')
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true)
  const header = parsed(HeaderSchema, () =>
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(FIXED, FIXED + length))),
  )
  if (header.kind !== wanted.kind) throw otherKind(wanted, `a network of the kind "${header.kind}"`)
  if (header.version > wanted.version)
    throw damaged(
      `It has version ${header.version}, this program reads up to ${wanted.version}. Update Isochrome.`,
    )
  const card = parsed(schema, () => ({ ...header.card, hash: digest.toString('hex') }))
  const arrays: Record<string, Float64Array | Float32Array> = {}
  let at = padded(FIXED + length)
  for (const { name, type, length: count } of header.arrays) {
    const byteLength = count * (type === 'f64' ? 8 : 4)
    if (at + byteLength > size) throw damaged(`Its part ${name} ends early.`)
    const { buffer } = new Uint8Array(bytes.subarray(at, at + byteLength))
    arrays[name] = type === 'f64' ? new Float64Array(buffer) : new Float32Array(buffer)
    at += padded(byteLength)
  }
  return { card, arrays }
}

function parsed<T>(schema: z.ZodType<T>, read: () => unknown): T {
  try {
    return schema.parse(read())
  } catch (error) {
    throw damaged(`Its header is not understood: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const damaged = (happened: string): Problem =>
  new Problem({
    code: 'MODEL_DAMAGED',
    title: 'The network cannot be read',
    happened,
    kept: 'The file is untouched.',
    next: 'Use another one, or train again.',
  })

const otherKind = ({ title }: NetworkKind, what: string): Problem =>
  new Problem({
    code: 'MODEL_MISMATCH',
    title: 'The file holds a model of another kind',
    happened: `It is ${what}, not ${title}.`,
    kept: 'The file is untouched.',
    next: `Choose ${title}.`,
  })
