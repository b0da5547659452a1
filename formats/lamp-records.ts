import type { Picture } from '../spectra/picture.ts'
import { badFile } from './bad-file.ts'
import { readTfExample, writeTfExample } from './tf-example.ts'
import { readTfRecords, writeTfRecords } from './tfrecord.ts'

/** A picture and the number of its class. */
export interface LabelledImage {
  readonly label: number
  readonly picture: Picture
}

/** Labelled pictures as a TFRecord file: height, width, depth, label, and the bytes of the pixels row after row. */
export function writeLampRecords(images: readonly LabelledImage[]): Uint8Array {
  return writeTfRecords(
    images.map(({ label, picture }) =>
      writeTfExample({
        height: { integers: [picture.height] },
        width: { integers: [picture.width] },
        depth: { integers: [3] },
        label: { integers: [label] },
        image_raw: { bytes: picture.rgb },
      }),
    ),
  )
}

/**
 * The same read back; checksums are verified.
 * @throws Problem FORMAT_BAD naming the record that is damaged, of another size, or without picture or label
 */
export function readLampRecords(bytes: Uint8Array, name: string): LabelledImage[] {
  return readTfRecords(bytes, name).map((record, i) => {
    const example = readTfExample(record, name)
    const number = (key: string): number | undefined => {
      const found = example[key]
      return found && 'integers' in found ? found.integers[0] : undefined
    }
    const raw = example['image_raw']
    const [width, height, label] = [number('width'), number('height'), number('label')]
    const next = 'Export the data set again with "lamps dataset".'
    if (width === undefined || height === undefined || label === undefined || !raw || !('bytes' in raw))
      throw badFile({ name }, `Record ${i + 1} has no picture, size or label.`, next)
    if (raw.bytes.length !== 3 * width * height)
      throw badFile(
        { name },
        `The picture of record ${i + 1} has ${raw.bytes.length} bytes, not ${width} x ${height} x 3.`,
        next,
      )
    return { label, picture: { width, height, rgb: raw.bytes } }
  })
}
