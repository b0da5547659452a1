import { crc32 } from 'node:zlib'
import { badRequest, damaged } from './problems.ts'

/** How numbers lie in a blob; always little-endian. */
export type Encoding = 'u16' | 'f32'
export type Blob = { encoding: Encoding; bytes: Uint8Array; crc: number }

const SIZE = { u16: 2, f32: 4, f64: 8 } as const

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function encode(values: Float64Array, kind: keyof typeof SIZE): Uint8Array {
  const size = SIZE[kind]
  const bytes = new Uint8Array(values.length * size)
  const view = viewOf(bytes)
  let at = 0
  for (const value of values) {
    if (kind === 'u16') view.setUint16(at, value, true)
    else if (kind === 'f32') view.setFloat32(at, value, true)
    else view.setFloat64(at, value, true)
    at += size
  }
  return bytes
}

function decode(bytes: Uint8Array, kind: keyof typeof SIZE): Float64Array {
  const size = SIZE[kind]
  const view = viewOf(bytes)
  const values = new Float64Array(bytes.byteLength / size)
  for (let i = 0; i < values.length; i++)
    values[i] =
      kind === 'u16'
        ? view.getUint16(i * size, true)
        : kind === 'f32'
          ? view.getFloat32(i * size, true)
          : view.getFloat64(i * size, true)
  return values
}

const isWholeUint16 = (value: number): boolean =>
  value >= 0 && value <= 0xffff && Number.isInteger(value) && !Object.is(value, -0)

/** Whole numbers 0..65535 as uint16, everything else rounded to float32 (24 significant bits); BAD_REQUEST where one is not finite. */
export function encodeValues(values: Float64Array): Blob {
  const bad = values.findIndex((value) => !Number.isFinite(Math.fround(value)))
  if (bad !== -1) throw badRequest(`Value ${bad + 1} of the spectrum is ${values[bad] ?? 'missing'}.`)
  const encoding: Encoding = values.every(isWholeUint16) ? 'u16' : 'f32'
  const bytes = encode(values, encoding)
  return { encoding, bytes, crc: crc32(bytes) }
}

/** The numbers of a blob; STORE_DAMAGED when its checksum does not fit (`what` names it: "reading 12"). */
export function decodeValues(blob: Blob, what: string, file: string): Float64Array {
  if (crc32(blob.bytes) !== blob.crc)
    throw damaged(file, `the numbers of ${what} do not match their checksum`)
  return decode(blob.bytes, blob.encoding)
}

/** Wavelengths keep all 53 bits: they identify an axis. */
export const encodeAxis = (wavelengthNm: Float64Array): Uint8Array => encode(wavelengthNm, 'f64')

/** Wavelengths in nm from the bytes of `encodeAxis`. */
export const decodeAxis = (bytes: Uint8Array): Float64Array => decode(bytes, 'f64')
