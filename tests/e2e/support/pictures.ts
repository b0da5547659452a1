import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { writePng } from '../../../formats/picture-file.ts'
import { inProject } from '../../../scripts/tools/project.ts'
import type { Picture } from '../../../spectra/picture.ts'
import { pictureOf } from './looking.ts'

/** Pixels of the window in one of the reference: the edges of letters differ from machine to machine, their place does not. */
const REDUCED = 4
/** A pixel counts as another one from this difference of a channel on, of 255 ... */
const SEEN = 28
/** ... and a picture from this share of such pixels on. */
const SHARE = 0.004

const references = inProject('tests', 'e2e', 'window', 'pictures')
const results = inProject('test-results', 'pictures')

/**
 * Compares a picture of the page with its reference; UPDATE_PICTURES=1 writes the reference anew. What differs is
 * left in test-results/pictures.
 */
export function expectPicture(name: string, png: Buffer): void {
  const now = reduced(pictureOf(png, name))
  const file = `${references}/${name}.png`
  if (process.env['UPDATE_PICTURES'] !== undefined) {
    mkdirSync(references, { recursive: true })
    writeFileSync(file, writePng(now))
    return
  }
  expect(existsSync(file), `${name} has no reference: UPDATE_PICTURES=1 writes it`).toBe(true)
  const reference = pictureOf(readFileSync(file), file)
  const other = differing(now, reference)
  if (other >= SHARE) {
    mkdirSync(results, { recursive: true })
    writeFileSync(`${results}/${name}.png`, writePng(now))
  }
  expect(other, `${name} differs from its reference in this share of its pixels`).toBeLessThan(SHARE)
}

/** Share of the pixels that differ; 1 where the sizes do. */
function differing(now: Picture, reference: Picture): number {
  if (now.width !== reference.width || now.height !== reference.height) return 1
  const pixels = now.width * now.height
  let count = 0
  for (let pixel = 0; pixel < pixels; pixel++)
    for (let at = 3 * pixel; at < 3 * pixel + 3; at++)
      if (Math.abs((now.rgb[at] ?? 0) - (reference.rgb[at] ?? 0)) > SEEN) {
        count++
        break
      }
  return count / pixels
}

/** A picture made smaller, each pixel the mean of a square. */
function reduced({ width, height, rgb }: Picture): Picture {
  const [columns, rows] = [Math.floor(width / REDUCED), Math.floor(height / REDUCED)]
  const small = new Uint8Array(3 * columns * rows)
  for (let at = 0; at < small.length; at++) {
    const [pixel, channel] = [Math.floor(at / 3), at % 3]
    const [top, left] = [REDUCED * Math.floor(pixel / columns), REDUCED * (pixel % columns)]
    let sum = 0
    for (let y = top; y < top + REDUCED; y++)
      for (let x = left; x < left + REDUCED; x++) sum += rgb[3 * (y * width + x) + channel] ?? 0
    small[at] = Math.round(sum / REDUCED ** 2)
  }
  return { width: columns, height: rows, rgb: small }
}
