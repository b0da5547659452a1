import { describe, expect, it } from 'vitest'
import { flaws } from '../support/looking.ts'
import { goTo } from './open.ts'
import { browserTool } from './one-window.ts'
import { SIZES } from './places.ts'
import { windows } from './windows.ts'

describe.skipIf(browserTool.path === undefined)('the view of chemical maps', () => {
  const { look } = windows()

  it.each(SIZES)('goes from nothing to maps in a window of %d x %d', async (width, height) => {
    await look({ width, height }, async ({ page }) => {
      const main = page.getByRole('main')
      await goTo(page, 'Maps')
      expect(await main.getByRole('button', { name: 'Open', exact: true }).isDisabled()).toBe(true)
      await main.getByRole('button', { name: /Demo: meat/ }).click()
      const picture = page.getByRole('img', { name: 'Cube cube-1 in three bands' })
      await picture.waitFor()
      await picture.hover()
      await page
        .getByRole('img', { name: /Spectrum of the pixel under the pointer: column 1\d, row 1\d/ })
        .waitFor()
      await page.keyboard.press('ArrowRight')
      await page.getByRole('img', { name: 'Band 12 of cube cube-1' }).waitFor()
      expect(await flaws(page)).toEqual([])

      // One correction has another axis and cannot be chosen; the other shows what it does at once.
      if (width >= 1280) {
        const choice = page.getByLabel('Correct the cubes first')
        expect(await choice.locator('option[disabled]').allTextContents()).toEqual(['v7: another axis'])
        await choice.selectOption('v8')
        await page.getByText('Every pixel is corrected by v8').waitFor()
        await picture
          .or(page.getByRole('img', { name: 'Band 12 of cube cube-1' }))
          .first()
          .hover()
        expect(await flaws(page)).toEqual([])
      }
      await page.keyboard.press('Space')
      await page.getByRole('progressbar', { name: /Fold 2 of 3/ }).waitFor()
      expect(await flaws(page)).toEqual([])
      await page.getByRole('img', { name: 'Map by U-Net, mean 52.0 per cent' }).waitFor()
      await page
        .getByRole('img', {
          name: /Variograms: PLS 44\.4.% spatially correlated, PLS \+ filter .*, U-Net 99\.5/,
        })
        .waitFor()
      expect(await main.getByRole('row', { name: /^U-Net/ }).textContent()).toContain('+4.00')
      expect(await flaws(page)).toEqual([])
      await main.getByRole('radio', { name: 'Difference' }).click()
      await page.getByRole('img', { name: 'Difference of two maps' }).waitFor()
      expect(await flaws(page)).toEqual([])
    })
  })
})
