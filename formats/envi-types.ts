/** A kind of number in an ENVI file: its code in the header, its size, and how to read and write one. */
export interface EnviType {
  readonly code: number
  readonly bytes: number
  read(view: DataView, at: number, littleEndian: boolean): number
  write(view: DataView, at: number, value: number, littleEndian: boolean): void
}

const whole = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, Math.round(Number.isNaN(value) ? 0 : value)))

/** All real types of the ENVI header format; 64-bit integers are exact up to 2^53. */
export const ENVI_TYPES = {
  uint8: {
    code: 1,
    bytes: 1,
    read: (view, at) => view.getUint8(at),
    write: (view, at, value) => view.setUint8(at, whole(value, 0, 0xff)),
  },
  int16: {
    code: 2,
    bytes: 2,
    read: (view, at, little) => view.getInt16(at, little),
    write: (view, at, value, little) => view.setInt16(at, whole(value, -0x8000, 0x7fff), little),
  },
  int32: {
    code: 3,
    bytes: 4,
    read: (view, at, little) => view.getInt32(at, little),
    write: (view, at, value, little) => view.setInt32(at, whole(value, -0x80000000, 0x7fffffff), little),
  },
  float32: {
    code: 4,
    bytes: 4,
    read: (view, at, little) => view.getFloat32(at, little),
    write: (view, at, value, little) => view.setFloat32(at, value, little),
  },
  float64: {
    code: 5,
    bytes: 8,
    read: (view, at, little) => view.getFloat64(at, little),
    write: (view, at, value, little) => view.setFloat64(at, value, little),
  },
  uint16: {
    code: 12,
    bytes: 2,
    read: (view, at, little) => view.getUint16(at, little),
    write: (view, at, value, little) => view.setUint16(at, whole(value, 0, 0xffff), little),
  },
  uint32: {
    code: 13,
    bytes: 4,
    read: (view, at, little) => view.getUint32(at, little),
    write: (view, at, value, little) => view.setUint32(at, whole(value, 0, 0xffffffff), little),
  },
  int64: {
    code: 14,
    bytes: 8,
    read: (view, at, little) => Number(view.getBigInt64(at, little)),
    write: (view, at, value, little) =>
      view.setBigInt64(at, BigInt(whole(value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)), little),
  },
  uint64: {
    code: 15,
    bytes: 8,
    read: (view, at, little) => Number(view.getBigUint64(at, little)),
    write: (view, at, value, little) =>
      view.setBigUint64(at, BigInt(whole(value, 0, Number.MAX_SAFE_INTEGER)), little),
  },
} as const satisfies Record<string, EnviType>
export type EnviTypeName = keyof typeof ENVI_TYPES

/** The type of a header's code; undefined for complex and unknown ones. */
export const typeOfCode = (code: number): EnviType | undefined =>
  Object.values(ENVI_TYPES).find((type) => type.code === code)
