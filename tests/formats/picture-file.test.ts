import { encode as encodePng } from 'fast-png'
import { encode as encodeJpeg } from 'jpeg-js'
import { describe, expect, it } from 'vitest'
import { Problem } from '../../contract/errors.ts'
import { readPicture, writePng } from '../../formats/picture-file.ts'
import { seededRandom } from '../../spectra/random.ts'

const silent = (): void => undefined
const problemOf = (bytes: Uint8Array): Problem => {
  try {
    readPicture(bytes, 'lamp.png', silent)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('it was read')
}

/** A picture that changes from red to blue along x. */
function coloured(width: number, height: number) {
  const rgb = new Uint8Array(3 * width * height)
  for (let i = 0; i < width * height; i++) {
    const share = (i % width) / (width - 1)
    rgb.set([Math.round(250 * (1 - share)), 60, Math.round(250 * share)], 3 * i)
  }
  return { width, height, rgb }
}

describe('pictures', () => {
  it('come back from PNG exactly and from JPEG nearly', () => {
    const picture = coloured(96, 40)
    expect(readPicture(writePng(picture), 'a.png', silent).picture).toEqual(picture)
    const rgba = Uint8Array.from({ length: 4 * 96 * 40 }, (_, i) =>
      i % 4 === 3 ? 255 : picture.rgb[3 * (i >> 2) + (i % 4)]!,
    )
    const jpeg = new Uint8Array(encodeJpeg({ width: 96, height: 40, data: rgba }, 95).data)
    const read = readPicture(jpeg, 'a.jpg', silent).picture
    expect([read.width, read.height]).toEqual([96, 40])
    const worst = read.rgb.reduce((most, value, i) => Math.max(most, Math.abs(value - picture.rgb[i]!)), 0)
    expect(worst).toBeLessThan(16)
  })

  it('of 16 bits, with alpha and with a palette are read', () => {
    const deep = encodePng({
      width: 64,
      height: 4,
      channels: 4,
      depth: 16,
      data: Uint16Array.from({ length: 64 * 4 * 4 }, (_, i) => (i % 4 === 0 ? 0xc8ff : 0x1000)),
    })
    expect([...readPicture(deep, 'a.png', silent).picture.rgb.subarray(0, 3)]).toEqual([200, 16, 16])
  })

  it('without colour are said to be grey', () => {
    const said: string[] = []
    const grey = encodePng({
      width: 64,
      height: 8,
      channels: 1,
      depth: 8,
      data: Uint8Array.from({ length: 512 }, (_, i) => i % 64),
    })
    const read = readPicture(grey, 'grey.png', (sentence) => said.push(sentence))
    expect(read.grey).toBe(true)
    expect(said).toEqual([
      'grey.png has no colours; the lamp is told by its pattern alone, which is less sure.',
    ])
  })

  it('that are animated say so', () => {
    const said: string[] = []
    const png = writePng(coloured(64, 8))
    // An animation control chunk behind IHDR (8 + 25 bytes), with its checksum.
    const control = Uint8Array.of(
      0,
      0,
      0,
      8,
      0x61,
      0x63,
      0x54,
      0x4c,
      0,
      0,
      0,
      1,
      0,
      0,
      0,
      0,
      0xb9,
      0x3d,
      0xd9,
      0x86,
    )
    const animated = Uint8Array.of(...png.subarray(0, 33), ...control, ...png.subarray(33))
    try {
      readPicture(animated, 'a.png', (sentence) => said.push(sentence))
    } catch (error) {
      // A decoder may dislike an animation without frames; the person has been told before.
      expect(error).toBeInstanceOf(Problem)
    }
    expect(said).toContain('a.png is animated; only its first frame is looked at.')
  })

  it('that cannot be used are refused in a sentence', () => {
    expect(problemOf(new Uint8Array()).data.happened).toBe('It is empty.')
    expect(problemOf(new TextEncoder().encode('wavelength,1,2')).code).toBe('FORMAT_UNKNOWN')
    expect(problemOf(new TextEncoder().encode('GIF89a........')).data.happened).toContain('GIF')
    expect(problemOf(writePng(coloured(20, 20))).data.happened).toBe(
      'It has 20 x 20 pixels; 48 x 3 are needed to tell lines apart.',
    )
    const huge = writePng(coloured(64, 8))
    new DataView(huge.buffer, huge.byteOffset).setUint32(16, 60_000)
    new DataView(huge.buffer, huge.byteOffset).setUint32(20, 60_000)
    expect(problemOf(huge).data.happened).toContain('more than 60 million')
    const cut = writePng(coloured(64, 8))
    expect(problemOf(cut.subarray(0, cut.length - 30)).code).toBe('FORMAT_BAD')
  })

  it('of rubbish never end in anything but a sentence', () => {
    const random = seededRandom(4)
    const whole = [writePng(coloured(64, 16))]
    for (let round = 0; round < 200; round++) {
      const bytes = whole[0]!.slice(0, 20 + random.integer(whole[0]!.length))
      for (let i = 0; i < 6; i++) bytes[8 + random.integer(bytes.length - 8)] = random.integer(256)
      try {
        readPicture(bytes, 'rubbish.png', silent)
      } catch (error) {
        expect(error).toBeInstanceOf(Problem)
      }
    }
  })
})
