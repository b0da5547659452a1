import { convertIndexedToRgb, decode as decodePng, encode as encodePng } from 'fast-png'
import { decode as decodeJpeg } from 'jpeg-js'
import type { Picture } from '../spectra/picture.ts'
import { badFile, unknownFormat } from './bad-file.ts'
import { pictureSize, type PictureKind } from './picture-size.ts'

/** Largest picture that is read: about what the largest phone cameras write. */
const MAX_PIXELS = 60_000_000
/** Smallest: below this no line stands apart from its neighbour. */
const MIN_WIDTH = 48
const MIN_HEIGHT = 3

/** A picture and what was noticed while reading it. */
export interface ReadPicture {
  readonly picture: Picture
  /** No pixel has a colour: lamps are told by pattern alone. */
  readonly grey: boolean
}

const NEXT = 'Save the photograph as PNG or JPEG and try again.'

/**
 * A picture from the bytes of a PNG or JPEG file. `say` is told what was assumed: that it is grey, or that only its
 * first frame counts.
 * @throws Problem FORMAT_UNKNOWN for other files, FORMAT_BAD for damaged, tiny and huge pictures
 */
export function readPicture(bytes: Uint8Array, name: string, say: (sentence: string) => void): ReadPicture {
  if (bytes.length === 0) throw badFile({ name }, 'It is empty.', NEXT)
  const found = pictureSize(bytes)
  if (!found) throw unknownFormat(name, 'it is neither a PNG nor a JPEG picture.', NEXT)
  if (found.kind === 'other') throw unknownFormat(name, `it is a ${found.title} picture.`, NEXT)
  if (found.width === 0 || found.height === 0) throw badFile({ name }, 'It ends before its size.', NEXT)
  const size = `${found.width} x ${found.height} pixels`
  if (found.width * found.height > MAX_PIXELS)
    throw badFile(
      { name },
      `It has ${size}, more than ${MAX_PIXELS / 1e6} million.`,
      'Make it smaller, or crop it to the spectrum.',
    )
  if (Math.max(found.width, found.height) < MIN_WIDTH || Math.min(found.width, found.height) < MIN_HEIGHT)
    throw badFile(
      { name },
      `It has ${size}; ${MIN_WIDTH} x ${MIN_HEIGHT} are needed to tell lines apart.`,
      'Use the photograph in its full size.',
    )
  if (found.animated) say(`${name} is animated; only its first frame is looked at.`)
  const picture = decoded(bytes, name, found.kind)
  const grey = isGrey(picture)
  if (grey) say(`${name} has no colours; the lamp is told by its pattern alone, which is less sure.`)
  return { picture, grey }
}

function decoded(bytes: Uint8Array, name: string, kind: Exclude<PictureKind, 'other'>): Picture {
  try {
    return kind === 'png' ? fromPng(bytes) : fromJpeg(bytes)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw badFile({ name }, `It is damaged (${reason}).`, 'Copy the file again from where it came.')
  }
}

function fromJpeg(bytes: Uint8Array): Picture {
  const { width, height, data } = decodeJpeg(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: true,
    maxResolutionInMP: MAX_PIXELS / 1e6,
    maxMemoryUsageInMB: 1024,
  })
  return { width, height, rgb: data }
}

function fromPng(bytes: Uint8Array): Picture {
  const png = decodePng(bytes)
  const { width, height } = png
  const indexed = png.palette !== undefined
  const data = indexed ? convertIndexedToRgb(png) : png.data
  const channels = indexed ? (png.palette?.[0]?.length ?? 3) : png.channels
  const rgb = new Uint8Array(3 * width * height)
  const shift = png.depth === 16 ? 8 : 0
  // Grey of 1, 2 or 4 bits comes packed: eight, four or two pixels a byte, rows start at a byte.
  const packed = !indexed && png.depth < 8
  const rowBytes = Math.ceil((width * png.depth) / 8)
  const most = 2 ** png.depth - 1
  for (let i = 0; i < width * height; i++) {
    if (packed) {
      const bit = (i % width) * png.depth
      const byte = data[Math.floor(i / width) * rowBytes + (bit >> 3)] ?? 0
      const value = (byte >> (8 - png.depth - (bit & 7))) & most
      rgb.fill(Math.round((255 * value) / most), 3 * i, 3 * i + 3)
      continue
    }
    const place = i * channels
    for (let c = 0; c < 3; c++) rgb[3 * i + c] = (data[place + (channels < 3 ? 0 : c)] ?? 0) >> shift
  }
  return { width, height, rgb }
}

/** Whether the channels of nearly all pixels agree within what compression changes. */
function isGrey({ rgb }: Picture): boolean {
  let coloured = 0
  for (let i = 0; i < rgb.length; i += 3) {
    const [r, g, b] = [rgb[i] ?? 0, rgb[i + 1] ?? 0, rgb[i + 2] ?? 0]
    if (Math.max(r, g, b) - Math.min(r, g, b) > 12) coloured++
  }
  return coloured < rgb.length / 3 / 5000
}

/** A picture as the bytes of a PNG file. */
export function writePng({ width, height, rgb }: Picture): Uint8Array {
  return encodePng({ width, height, data: rgb, channels: 3, depth: 8 })
}
