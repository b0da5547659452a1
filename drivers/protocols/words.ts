const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** A copy, so that the array behind it begins where the words begin. */
const copied = (bytes: Uint8Array, from: number, length: number): Uint8Array =>
  new Uint8Array(bytes.subarray(from, from + length))

/** `count` words of 16 bits, low byte first, from byte `from` on; `bytes` has them all. */
export function words16(bytes: Uint8Array, from: number, count: number): Uint16Array {
  const { buffer } = copied(bytes, from, 2 * count)
  if (!hostIsLittleEndian) Buffer.from(buffer).swap16()
  return new Uint16Array(buffer)
}

/** `count` words of 32 bits, low byte first, from byte `from` on; `bytes` has them all. */
export function words32(bytes: Uint8Array, from: number, count: number): Uint32Array {
  const { buffer } = copied(bytes, from, 4 * count)
  if (!hostIsLittleEndian) Buffer.from(buffer).swap32()
  return new Uint32Array(buffer)
}
