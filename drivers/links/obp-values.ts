import { violation } from '../problems.ts'

/** An unsigned number at the beginning of an answer's data; what names it for the sentence. @throws Problem PROTOCOL_VIOLATION if it is shorter */
export function uint(data: Uint8Array, bytes: 1 | 2 | 4, what: string): number {
  if (data.length < bytes) throw violation(`The ${what} came with ${data.length} bytes instead of ${bytes}.`)
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  return bytes === 1 ? view.getUint8(0) : bytes === 2 ? view.getUint16(0, true) : view.getUint32(0, true)
}

/** A 32-bit float, as coefficients and temperatures are sent. @throws Problem PROTOCOL_VIOLATION for any other length */
export function float(data: Uint8Array, what: string): number {
  if (data.length !== 4) throw violation(`The ${what} came with ${data.length} bytes instead of 4.`)
  return new DataView(data.buffer, data.byteOffset, 4).getFloat32(0, true)
}

/** Floats of 32 bits in a row. @throws Problem PROTOCOL_VIOLATION where the length is no multiple of 4 */
export function floats(data: Uint8Array, what: string): number[] {
  if (data.length % 4 !== 0)
    throw violation(`The ${what} came with ${data.length} bytes, which are no numbers.`)
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  return Array.from({ length: data.length / 4 }, (_, i) => view.getFloat32(4 * i, true))
}

/** 32 bits, little-endian. */
export const uint32 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}

/** 16 bits, little-endian. */
export const uint16 = (value: number): Uint8Array => Uint8Array.of(value & 0xff, (value >> 8) & 0xff)
