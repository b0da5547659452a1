import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import type { Picture } from '../../../spectra/picture.ts'
import { pictureOf } from '../support/looking.ts'
import { browserTool } from './one-window.ts'
import { THEMES } from './places.ts'
import { windows } from './windows.ts'

/** What is left of a trace on a print without colour. */
interface Ink {
  /** Largest difference of lightness to the paper, of 1. */
  readonly strength: number
  /** Share of the columns between its ends in which there is ink. */
  readonly covered: number
  /** Stretches of ink along x. */
  readonly pieces: number
  /** Mean height of the ink in a column that has some, pixels of full strength. */
  readonly weight: number
}

/** Luminance as a printer weighs it, of 1. */
const lightness = ({ rgb }: Picture, pixel: number): number =>
  (0.2126 * (rgb[3 * pixel] ?? 0) + 0.7152 * (rgb[3 * pixel + 1] ?? 0) + 0.0722 * (rgb[3 * pixel + 2] ?? 0)) /
  255

/** Of the strength of a trace: what is weaker is the grid, or the soft edge of the line. */
const FAINT = 0.35

/** Ink of a picture of one trace; most of it is paper. */
function inkOf(picture: Picture): Ink {
  const { width, height } = picture
  const values = Float64Array.from({ length: width * height }, (_, pixel) => lightness(picture, pixel))
  const paper = Float64Array.from(values).sort()[values.length >> 1] ?? 0
  const difference = values.map((value) => Math.abs(value - paper))
  const strength = difference.reduce((most, value) => Math.max(most, value), 0)
  const columns = Array.from({ length: width }, (_, x) => {
    let sum = 0
    for (let y = 0; y < height; y++) {
      const share = (difference[y * width + x] ?? 0) / strength
      if (share > FAINT) sum += share
    }
    return sum
  })
  const first = columns.findIndex((sum) => sum > 0)
  const between = columns.slice(first, columns.findLastIndex((sum) => sum > 0) + 1)
  const inked = between.filter((sum) => sum > 0)
  return {
    strength,
    covered: inked.length / between.length,
    pieces: between.filter((sum, i) => sum > 0 && !((between[i - 1] ?? 0) > 0)).length,
    weight: inked.reduce((total, sum) => total + sum, 0) / inked.length,
  }
}

const legend = (page: Page) => page.getByRole('group', { name: 'Traces' }).getByRole('button')
const plot = (page: Page) => page.getByRole('img', { name: /^Live reflectance/ })

/** Shows one trace alone and takes the picture when it is drawn. */
async function alone(page: Page, shown: RegExp): Promise<Picture> {
  for (const entry of await legend(page).all()) {
    const wanted = shown.test((await entry.innerText()).trim())
    if ((await entry.getAttribute('aria-pressed')) !== String(wanted)) await entry.click()
  }
  await page.mouse.move(0, 0)
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
  const box = (await plot(page).boundingBox())!
  // Without the edges: labels, the strip of the wavelengths, and the letter at the end of a pinned trace.
  const clip = { x: box.x + 70, y: box.y + 30, width: box.width - 140, height: box.height - 62 }
  return pictureOf(await page.screenshot({ clip }))
}

describe.skipIf(browserTool.path === undefined)('a print of Live without colour', () => {
  const { look } = windows()

  it.each(THEMES)('tells raw, corrected, reference and pinned apart, theme %s', async (theme) => {
    await look({ settings: { theme } }, async ({ page }) => {
      await plot(page).waitFor()
      await page.keyboard.press('p')
      await legend(page).filter({ hasText: /Panel/ }).waitFor()
      await page.keyboard.press('f')
      await page.getByText(/^Frozen/).waitFor()
      const raw = inkOf(await alone(page, /^Raw/))
      const corrected = inkOf(await alone(page, /^Corrected/))
      const reference = inkOf(await alone(page, /^Reference/))
      const pinned = inkOf(await alone(page, /^Panel/))

      for (const ink of [raw, corrected, reference, pinned]) expect(ink.strength).toBeGreaterThan(0.15)
      // Two solid lines, one of them clearly heavier.
      expect(raw.covered).toBeGreaterThan(0.99)
      expect(corrected.covered).toBeGreaterThan(0.99)
      expect(corrected.weight / raw.weight).toBeGreaterThan(1.3)
      // Rings far apart.
      expect(reference.covered).toBeLessThan(0.5)
      expect(reference.pieces).toBeGreaterThan(15)
      // A line of dashes and dots.
      expect(pinned.covered).toBeGreaterThan(0.5)
      expect(pinned.covered).toBeLessThan(0.9)
      expect(pinned.pieces).toBeGreaterThan(2 * reference.pieces)
    })
  })
})
