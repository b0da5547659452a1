const MANTISSA_BITS = 15
const LARGEST_MANTISSA = 2 ** MANTISSA_BITS - 1

/** A measured value as three bytes: sign bit and mantissa m, then the exponent e of m 2^(e - 16). 95 is 5F 00 08. */
export function kleinBytes(value: number): Uint8Array {
  const size = Math.abs(value)
  if (size < 2 ** -100) return Uint8Array.of(0, 0, 0)
  let exponent = Math.floor(Math.log2(size)) + 17 - MANTISSA_BITS
  let mantissa = Math.round(size * 2 ** (16 - exponent))
  if (mantissa > LARGEST_MANTISSA) {
    exponent += 1
    mantissa = Math.round(size * 2 ** (16 - exponent))
  }
  const word = mantissa | (value < 0 ? 0x8000 : 0)
  return Uint8Array.of(word >> 8, word & 255, exponent & 255)
}

/** The range (1..6) of all three channels: low bits in 7, 6, 5, the rest as digits of base 3. */
export function rangeByte(range: number): number {
  const bit = (range - 1) % 2
  const digit = Math.floor((range - 1) / 2)
  return bit * 0b1110_0000 + digit * (9 + 3 + 1)
}
