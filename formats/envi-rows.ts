import { badFile } from './bad-file.ts'
import type { EnviHeader } from './envi-header.ts'

/** Bytes that are read piece by piece: a file, or what a test holds in memory. */
export interface ByteSource {
  readonly size: number
  read(from: number, length: number): Promise<Uint8Array>
}

/** Rows of a cube: rows x samples x bands, the bands of a pixel beside each other. */
export interface CubeRows {
  readonly data: Float32Array
  /** 1 = a pixel with values, 0 = one that is marked or holds something that is no number. */
  readonly mask: Uint8Array
}

/** @throws Problem FORMAT_BAD when the file is not as long as its header says */
export function requireSize(header: EnviHeader, size: number, name: string): void {
  const { lines, samples, bands, type, offset } = header
  const wanted = offset + lines * samples * bands * type.bytes
  if (size === wanted) return
  throw badFile(
    { name },
    `The file has ${size} bytes, its header describes ${wanted} (${lines} lines, ${samples} samples, ${bands} bands of ${type.bytes} bytes${offset > 0 ? ` after ${offset}` : ''}).`,
    size < wanted
      ? 'The file is cut short or belongs to another header; copy both again.'
      : 'Choose the header that belongs to it.',
  )
}

/** Byte ranges that hold rows `from` to `to`: one where the bands of a row lie together, one a band in bsq. */
function rangesOf({ lines, samples, bands, interleave, type, offset }: EnviHeader, from: number, to: number) {
  const row = samples * type.bytes
  if (interleave !== 'bsq') return [{ at: offset + from * row * bands, length: (to - from) * row * bands }]
  return Array.from({ length: bands }, (_, band) => ({
    at: offset + (band * lines + from) * row,
    length: (to - from) * row,
  }))
}

/**
 * Reads rows `from` to `to` (exclusive): values divided by the scale factor, pixels masked that hold NaN, infinity
 * or the ignore value in any band (their values become 0). Float32 holds 24 bits of what the file has.
 */
export async function readEnviRows(
  header: EnviHeader,
  source: ByteSource,
  from: number,
  to: number,
): Promise<CubeRows> {
  const { samples, bands, interleave, type, littleEndian, ignoreValue, scaleFactor } = header
  const pixels = (to - from) * samples
  const data = new Float32Array(pixels * bands)
  const mask = new Uint8Array(pixels).fill(1)
  // Where the k-th number of a range belongs.
  const placeOf: Record<EnviHeader['interleave'], (k: number, range: number) => number> = {
    bip: (k) => k,
    bil: (k) => {
      const row = Math.floor(k / (samples * bands))
      const band = Math.floor(k / samples) % bands
      return (row * samples + (k % samples)) * bands + band
    },
    bsq: (k, band) => k * bands + band,
  }
  const place = placeOf[interleave]
  for (const [number, { at, length }] of rangesOf(header, from, to).entries()) {
    const bytes = await source.read(at, length)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (let k = 0; k < length / type.bytes; k++) {
      const value = type.read(view, k * type.bytes, littleEndian)
      const to = place(k, number)
      const scaled = value / scaleFactor
      if (value === ignoreValue || !Number.isFinite(scaled)) mask[Math.floor(to / bands)] = 0
      data[to] = scaled
    }
  }
  for (let pixel = 0; pixel < pixels; pixel++)
    if (mask[pixel] === 0) data.fill(0, pixel * bands, (pixel + 1) * bands)
  return { data, mask }
}
