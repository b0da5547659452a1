export type PictureKind = 'png' | 'jpeg' | 'other'

/** What the first bytes of a picture file say; 0 where they end before the size. */
export interface PictureSize {
  readonly kind: PictureKind
  /** Name of a kind that is not read. */
  readonly title: string
  readonly width: number
  readonly height: number
  readonly animated: boolean
}

const starts = (bytes: Uint8Array, ...values: readonly number[]): boolean =>
  values.every((value, i) => bytes[i] === value)
const word = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
const letters = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))

/** Kinds that are recognised to name them. */
const OTHERS: readonly (readonly [title: string, test: (bytes: Uint8Array) => boolean])[] = [
  ['GIF', (bytes) => letters(bytes, 0) === 'GIF8'],
  ['WebP', (bytes) => letters(bytes, 0) === 'RIFF' && letters(bytes, 8) === 'WEBP'],
  ['BMP', (bytes) => starts(bytes, 0x42, 0x4d)],
  ['TIFF or raw', (bytes) => starts(bytes, 0x49, 0x49, 42, 0) || starts(bytes, 0x4d, 0x4d, 0, 42)],
  ['HEIC or AVIF', (bytes) => letters(bytes, 4) === 'ftyp'],
]

/**
 * Kind and size of a picture without decoding it, so that a huge one costs nothing (PNG: W3C Recommendation, IHDR and
 * acTL; JPEG: ITU-T T.81, frame header). undefined for no picture.
 */
export function pictureSize(bytes: Uint8Array): PictureSize | undefined {
  const base = { title: '', animated: false }
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) {
    const at = (place: number): number => word(bytes, place) * 0x10000 + word(bytes, place + 2)
    return { ...base, kind: 'png', width: at(16), height: at(20), animated: hasChunk(bytes, 'acTL') }
  }
  if (starts(bytes, 0xff, 0xd8, 0xff)) return { ...base, kind: 'jpeg', ...jpegSize(bytes) }
  for (const [title, test] of OTHERS)
    if (test(bytes)) return { kind: 'other', title, width: 0, height: 0, animated: false }
  return undefined
}

/** Whether a PNG has a chunk of this name before its picture data. */
function hasChunk(bytes: Uint8Array, name: string): boolean {
  let at = 8
  while (at + 8 <= bytes.length) {
    const found = letters(bytes, at + 4)
    if (found === name) return true
    if (found === 'IDAT' || found === 'IEND') return false
    at += 12 + word(bytes, at) * 0x10000 + word(bytes, at + 2)
  }
  return false
}

/** Size from the frame header: any SOF marker but DHT, JPG and DAC, which lie among them. */
function jpegSize(bytes: Uint8Array): { width: number; height: number } {
  let at = 2
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) {
      at++
      continue
    }
    const marker = bytes[at + 1] ?? 0
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { height: word(bytes, at + 5), width: word(bytes, at + 7) }
    const alone = marker === 0xff || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)
    at += alone ? 1 : 2 + word(bytes, at + 2)
  }
  return { width: 0, height: 0 }
}
