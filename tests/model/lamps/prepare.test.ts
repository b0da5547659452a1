import { describe, expect, it } from 'vitest'
import { seen } from '../../../model/lamps/features.ts'
import { prepare } from '../../../model/lamps/prepare/prepare.ts'
import type { Picture } from '../../../spectra/picture.ts'
import { seededRandom } from '../../../spectra/random.ts'
import { turned } from '../../../spectra/turned-picture.ts'

const LINES = [
  [0.08, [90, 40, 255]],
  [0.3, [40, 90, 255]],
  [0.52, [60, 255, 60]],
  [0.7, [255, 200, 40]],
  [0.93, [255, 40, 30]],
] as const

/** A photograph of 640 x 480: dark, noisy, a band of lines from `from` to `to` in x at a height. */
function photograph(from: number, to: number, middle: number, half: number): Picture {
  const random = seededRandom(8)
  const [width, height] = [640, 480]
  const rgb = new Uint8Array(3 * width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) {
        let value = 12 + 4 * random.normal()
        if (Math.abs(y - middle) < half)
          for (const [share, colour] of LINES) {
            const away = x - (from + share * (to - from))
            value += colour[c]! * Math.exp(-0.5 * (away / 3) ** 2)
          }
        rgb[3 * (y * width + x) + c] = Math.max(0, Math.min(255, value))
      }
  return { width, height, rgb }
}

/** Columns of the brightest places, as shares of the spectrum between first and last. */
function places(picture: Picture): number[] {
  const { rows } = seen(picture)
  const bright = Array.from({ length: 480 }, (_, x) => rows[3 * x]! + rows[3 * x + 1]! + rows[3 * x + 2]!)
  const tops = bright.flatMap((value, x) => {
    const around = bright.slice(Math.max(0, x - 12), x + 13)
    return value > 0.25 * Math.max(...bright) && value === Math.max(...around) ? [x] : []
  })
  const [first = 0, last = 1] = [tops[0], tops.at(-1)]
  return tops.map((x) => (x - first) / (last - first))
}
const expected = LINES.map(([share]) => (share - 0.08) / 0.85)

describe('preparation', () => {
  it.each([0, 6, -8, 90, 180, 270, 96])(
    'finds turn and crop of a photograph turned by %s degrees',
    (degrees) => {
      const prepared = prepare(turned(photograph(150, 520, 200, 60), degrees))
      // Either direction is right: the networks know both.
      const found = places(prepared.picture)
      const either = [found, found.map((share) => 1 - share).reverse()]
      const miss = Math.min(
        ...either.map((list) =>
          list.length === expected.length
            ? Math.max(...list.map((share, i) => Math.abs(share - expected[i]!)))
            : 1,
        ),
      )
      expect(miss).toBeLessThan(0.03)
      expect(prepared.frame.width).toBeLessThan(0.85)
    },
  )

  it('keeps the spectrum and drops the dark around it', () => {
    const { frame } = prepare(photograph(200, 480, 300, 40))
    expect(frame.left * 640).toBeLessThan(218)
    expect((frame.left + frame.width) * 640).toBeGreaterThan(464)
    expect(frame.width * 640).toBeLessThan(400)
    expect(frame.top * 480).toBeCloseTo(260, -1)
    expect(frame.height * 480).toBeCloseTo(80, -1)
  })

  it('takes a picture of 15 x 480 as prepared, and the corrections of a person as they are', () => {
    const ready = prepare(photograph(100, 500, 240, 50)).picture
    expect(prepare(ready)).toEqual({
      picture: ready,
      turnDegrees: 0,
      frame: { left: 0, top: 0, width: 1, height: 1 },
    })
    const frame = { left: 0.25, top: 0.5, width: 0.5, height: 0.25 }
    const mine = prepare(photograph(100, 500, 240, 50), { turnDegrees: 0, frame })
    expect(mine.frame).toEqual(frame)
    expect(mine.turnDegrees).toBe(0)
  })

  it('survives pictures in which there is nothing', () => {
    for (const value of [0, 128, 255]) {
      const even = { width: 200, height: 150, rgb: new Uint8Array(3 * 200 * 150).fill(value) }
      expect(prepare(even).picture.rgb.length).toBe(21_600)
    }
  })
})
