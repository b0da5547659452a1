import fc from 'fast-check'

/** Cuts bytes into pieces at the given places; the pieces joined are the bytes. */
export function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const marks = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return marks.slice(1).map((mark, i) => bytes.slice(marks[i], mark))
}

/** Places for `cut`. */
export const places = fc.array(fc.nat(), { maxLength: 12 })

/** Bytes of everything joined. */
export const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]))
