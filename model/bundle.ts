import { z } from 'zod'
import { Problem } from '../contract/errors.ts'
import { type ModelCard, ModelCardSchema } from '../contract/model.ts'
import type { NamedArrays } from './correction/method.ts'
import { floatTypeOf, holdsSeal, magicOf, sealArrays, unseal, wordOf } from './sealed-arrays.ts'

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
/** Numbers before the header: the format. */
const WORDS = 1

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
      type: floatTypeOf(array),
      length: array.length,
    })),
  }
  return sealArrays(
    MAGIC,
    [BUNDLE_FORMAT],
    header,
    entries.map(({ array }) => array),
  )
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
  if (!holdsSeal(bytes, WORDS) || magicOf(bytes) !== MAGIC)
    throw damaged('This is not a model of Isochrome, or it is cut short.')
  const format = wordOf(bytes, 0)
  if (format > BUNDLE_FORMAT)
    throw damaged(`It has format ${format}, this program reads up to ${BUNDLE_FORMAT}. Update Isochrome.`)
  const sealed = unseal(bytes, WORDS)
  if (!sealed) throw damaged('Its checksum does not match: it was changed or cut short.')
  const header = parseHeader(sealed.header)
  const parts: Record<string, Record<string, Float64Array | Float32Array>> = {}
  for (const { part, name, type, length } of header.arrays) {
    const array = sealed.take(type, length)
    if (!array) throw damaged(`Its part ${part} ends early.`)
    parts[part] = { ...parts[part], [name]: array }
  }
  if (!sealed.atEnd()) throw damaged('It holds more than its list of contents.')
  const { card, transferPatches, trainingIds } = header
  return { card: { ...card, hash: sealed.hash }, transferPatches, trainingIds, parts }
}

function parseHeader(bytes: Uint8Array): Header {
  try {
    return HeaderSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch (error) {
    throw damaged(`Its header is not understood: ${error instanceof Error ? error.message : String(error)}`)
  }
}
