/** The part of the protocol buffer encoding that a TensorFlow graph needs: varints, lengths and nothing else. */
export type Bytes = Uint8Array

const text = new TextEncoder()

/** Bytes one after the other. */
export function joined(parts: readonly Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Base 128 varint; negative numbers take ten bytes, as two's complement of 64 bits. */
function varint(value: number): Bytes {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  return Uint8Array.of(...bytes, Number(rest))
}

/** A field of wire type 0: integers, booleans and enumerations. */
export const integer = (field: number, value: number): Bytes => joined([varint(field * 8), varint(value)])

/** A field of wire type 2: a message, bytes or a string. */
export function block(field: number, content: Bytes | string): Bytes {
  const bytes = typeof content === 'string' ? text.encode(content) : content
  return joined([varint(field * 8 + 2), varint(bytes.length), bytes])
}

/** A message field from the encoded fields inside it. */
export const message = (field: number, ...fields: readonly Bytes[]): Bytes => block(field, joined(fields))
