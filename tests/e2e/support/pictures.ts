import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Page } from 'playwright'
import { expect } from 'vitest'
import { readPicture, writePng } from '../../../formats/picture-file.ts'
import { inProject } from '../../../scripts/tools/project.ts'
import type { Picture } from '../../../spectra/picture.ts'

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
export async function expectPicture(page: Page, name: string, png: Buffer): Promise<void> {
  const now = await reduced(page, png)
  const file = `${references}/${name}.png`
  if (process.env['UPDATE_PICTURES'] !== undefined) {
    mkdirSync(references, { recursive: true })
    writeFileSync(file, writePng(now))
    return
  }
  expect(existsSync(file), `${name} has no reference: UPDATE_PICTURES=1 writes it`).toBe(true)
  const { picture: reference } = readPicture(readFileSync(file), file, () => undefined)
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

/** The picture made smaller, each pixel the mean of a square. */
async function reduced(page: Page, png: Buffer): Promise<Picture> {
  const made = await page.evaluate(
    async ({ data, factor }) => {
      const image = new Image()
      image.src = `data:image/png;base64,${data}`
      await image.decode()
      const canvas = new OffscreenCanvas(image.width, image.height)
      const context = canvas.getContext('2d')!
      context.drawImage(image, 0, 0)
      const { data: bytes } = context.getImageData(0, 0, image.width, image.height)
      const width = Math.floor(image.width / factor)
      const height = Math.floor(image.height / factor)
      const rgb: number[] = []
      for (let row = 0; row < height; row++)
        for (let column = 0; column < width; column++)
          for (let channel = 0; channel < 3; channel++) {
            let sum = 0
            for (let y = 0; y < factor; y++)
              for (let x = 0; x < factor; x++)
                sum += bytes[4 * ((row * factor + y) * image.width + column * factor + x) + channel] ?? 0
            rgb.push(Math.round(sum / factor / factor))
          }
      return { width, height, rgb }
    },
    { data: png.toString('base64'), factor: REDUCED },
  )
  return { ...made, rgb: Uint8Array.from(made.rgb) }
}
