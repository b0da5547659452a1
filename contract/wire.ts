/**
 * Typed arrays on the wire. JSON has no place for 2,068 doubles: arrays travel as base64 of their
 * little-endian float64 bytes.
 */
const CHUNK = 0x8000

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += CHUNK) text += String.fromCharCode(...bytes.subarray(i, i + CHUNK))
  return btoa(text)
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

declare function btoa(text: string): string
declare function atob(text: string): string

/** oRPC serializer for Float64Array; both ends of every carrier must list it. */
export const floatArraySerializer = {
  type: 64,
  condition: (value: unknown): boolean => value instanceof Float64Array,
  serialize: (value: unknown): string => {
    const array = value as Float64Array
    return toBase64(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  },
  deserialize: (value: unknown): Float64Array => new Float64Array(fromBase64(String(value)).buffer),
}

/** Every serializer of the contract. */
export const wireSerializers = [floatArraySerializer]
