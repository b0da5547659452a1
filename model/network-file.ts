import { z } from 'zod'
import { Problem } from '../contract/errors.ts'
import type { NamedArrays } from './correction/method.ts'
import { floatTypeOf, holdsSeal, magicOf, sealArrays, unseal } from './sealed-arrays.ts'

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
/** No number before the length of the header. */
const WORDS = 0

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

/** The bytes of a network file. */
export function writeNetworkFile(
  { kind, version }: NetworkKind,
  card: Readonly<Record<string, unknown>>,
  arrays: NamedArrays,
): Uint8Array {
  const entries = Object.entries(arrays)
  const list = entries.map(([name, array]) => ({
    name,
    type: floatTypeOf(array),
    length: array.length,
  }))
  return sealArrays(MAGIC, [], { kind, version, card, arrays: list }, Object.values(arrays))
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
  const magic = magicOf(bytes)
  if (magic === 'ISOMODEL') throw otherKind(wanted, 'a correction model')
  if (!holdsSeal(bytes, WORDS) || magic !== MAGIC)
    throw damaged('This is not a network of Isochrome, or it is cut short.')
  const sealed = unseal(bytes, WORDS)
  if (!sealed) throw damaged('Its checksum does not match: it was changed or cut short.')
  const header = parsed(HeaderSchema, () =>
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(sealed.header)),
  )
  if (header.kind !== wanted.kind) throw otherKind(wanted, `a network of the kind "${header.kind}"`)
  if (header.version > wanted.version)
    throw damaged(
      `It has version ${header.version}, this program reads up to ${wanted.version}. Update Isochrome.`,
    )
  const card = parsed(schema, () => ({ ...header.card, hash: sealed.hash }))
  const arrays: Record<string, Float64Array | Float32Array> = {}
  for (const { name, type, length } of header.arrays) {
    const array = sealed.take(type, length)
    if (!array) throw damaged(`Its part ${name} ends early.`)
    arrays[name] = array
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
