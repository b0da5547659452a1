import { badFile } from './bad-file.ts'

/** Table of the Castagnoli polynomial, reflected (RFC 3720, appendix B.4). */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  return value
})

/** CRC-32C of bytes. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0)
  return (crc ^ 0xffffffff) >>> 0
}

/** The checksum as TFRecord keeps it: turned by 15 bits and shifted, so that a checksum of checksums stays one. */
export const maskedCrc32c = (bytes: Uint8Array): number => {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}

/** Records one after another: length, its checksum, data, its checksum, all little-endian (TensorFlow, record_writer). */
export function writeTfRecords(records: readonly Uint8Array[]): Uint8Array {
  const total = records.reduce((sum, record) => sum + record.length + 16, 0)
  const out = new Uint8Array(total)
  const view = new DataView(out.buffer)
  let at = 0
  for (const record of records) {
    view.setUint32(at, record.length, true)
    view.setUint32(at + 4, 0, true)
    view.setUint32(at + 8, maskedCrc32c(out.subarray(at, at + 8)), true)
    out.set(record, at + 12)
    view.setUint32(at + 12 + record.length, maskedCrc32c(record), true)
    at += record.length + 16
  }
  return out
}

/**
 * The records of a file, every checksum verified before its data is used.
 * @throws Problem FORMAT_BAD with the number of the record that is cut off or damaged
 */
export function readTfRecords(bytes: Uint8Array, name: string): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const next = 'Write the file again, or copy it again from where it came.'
  const records: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    const number = records.length + 1
    const cut = (): never => {
      throw badFile({ name }, `Record ${number} is cut off.`, next)
    }
    if (at + 12 > bytes.length) cut()
    if (maskedCrc32c(bytes.subarray(at, at + 8)) !== view.getUint32(at + 8, true))
      throw badFile({ name }, `The length of record ${number} does not match its checksum.`, next)
    const length = view.getUint32(at, true)
    if (view.getUint32(at + 4, true) !== 0 || at + 16 + length > bytes.length) cut()
    const data = bytes.subarray(at + 12, at + 12 + length)
    if (maskedCrc32c(data) !== view.getUint32(at + 12 + length, true))
      throw badFile({ name }, `Record ${number} does not match its checksum.`, next)
    records.push(data)
    at += 16 + length
  }
  return records
}
