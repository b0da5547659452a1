import { describe, expect, it } from 'vitest'
import { Problem } from '../../contract/errors.ts'
import { readLampRecords, writeLampRecords } from '../../formats/lamp-records.ts'
import { readTfExample, writeTfExample } from '../../formats/tf-example.ts'
import { crc32c, readTfRecords, writeTfRecords } from '../../formats/tfrecord.ts'

const codeOf = (read: () => unknown): string => {
  try {
    read()
  } catch (error) {
    if (error instanceof Problem) return `${error.code}: ${error.data.happened}`
    throw error
  }
  return 'it was read'
}
const text = new TextEncoder()

describe('TFRecord', () => {
  it('uses the checksum of RFC 3720', () => {
    expect(crc32c(text.encode('123456789'))).toBe(0xe3069283)
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
  })

  it('comes back as it was written', () => {
    const records = [text.encode('one'), new Uint8Array(), text.encode('three')]
    const read = readTfRecords(writeTfRecords(records), 'a.tfrecord')
    expect(read.map((record) => [...record])).toEqual(records.map((record) => [...record]))
  })

  it('is refused where any byte was changed or is missing', () => {
    const bytes = writeTfRecords([text.encode('hello'), text.encode('world')])
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.slice()
      changed[i] = changed[i]! ^ 1
      expect(codeOf(() => readTfRecords(changed, 'a'))).toMatch(/^FORMAT_BAD: .*record \d/i)
    }
    expect(codeOf(() => readTfRecords(bytes.subarray(0, bytes.length - 1), 'a'))).toBe(
      'FORMAT_BAD: Record 2 is cut off.',
    )
  })
})

describe('TensorFlow examples', () => {
  it('have the bytes of the protocol', () => {
    // features { feature { key: "label" value { int64_list { value: 3 } } } }, encoded by hand.
    const byHand = [10, 16, 10, 14, 10, 5, ...text.encode('label'), 18, 5, 26, 3, 10, 1, 3]
    expect([...writeTfExample({ label: { integers: [3] } })]).toEqual(byHand)
    expect(readTfExample(Uint8Array.from(byHand), 'a')).toEqual({ label: { integers: [3] } })
  })

  it('keep labelled pictures', () => {
    const picture = { width: 4, height: 2, rgb: Uint8Array.from({ length: 24 }, (_, i) => i * 10) }
    const read = readLampRecords(writeLampRecords([{ label: 6, picture }]), 'a')
    expect(read).toEqual([{ label: 6, picture }])
  })

  it('of other things are refused', () => {
    const record = writeTfRecords([writeTfExample({ label: { integers: [1] } })])
    expect(codeOf(() => readLampRecords(record, 'a'))).toBe(
      'FORMAT_BAD: Record 1 has no picture, size or label.',
    )
    const rubbish = writeTfRecords([Uint8Array.of(255, 255, 255, 255, 255)])
    expect(codeOf(() => readLampRecords(rubbish, 'a'))).toMatch(/^FORMAT_BAD/)
  })
})
