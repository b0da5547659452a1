import { describe, expect, it } from 'vitest'
import { colouredPixels, hideColours, flaws, wrappedBars } from '../support/looking.ts'
import { goTo } from './open.ts'
import { browserTool } from './one-window.ts'
import { SIZES, VIEWS, worked } from './places.ts'
import { windows } from './windows.ts'

describe.skipIf(browserTool.path === undefined)('looks of the window', () => {
  const { look, forAll } = windows()

  describe.each(['dark', 'light', 'grey'])('theme %s', (theme) => {
    const opened = forAll({ settings: { theme } })

    it.each(VIEWS)('has no colour in the chrome of %s', async (view) => {
      const { page } = opened()
      await goTo(page, view)
      await page.waitForTimeout(300)
      await hideColours(page)
      const { count, at } = colouredPixels(await page.screenshot())
      expect(count, at).toBe(0)
    })

    it('has colour where samples are', async () => {
      const { page } = opened()
      await goTo(page, 'Live')
      await page.waitForTimeout(300)
      expect(colouredPixels(await page.screenshot()).count).toBeGreaterThan(10_000)
    })
  })

  it.each(SIZES)('fits a window of %d x %d', async (width, height) => {
    for (const scene of [(): void => undefined, worked])
      await look({ width, height, scene }, async ({ page }) => {
        for (const view of VIEWS) {
          await goTo(page, view)
          await page.waitForTimeout(200)
          expect(await flaws(page), view).toEqual([])
          expect(await wrappedBars(page), view).toEqual([])
        }
      })
  })

  it('is announced by its landmarks', async () => {
    await look({}, async ({ page }) => {
      for (const [role, name] of [
        ['banner', 'Isochrome'],
        ['region', 'Instruments'],
        ['navigation', 'Views'],
        ['main', 'Live'],
        ['complementary', 'Inspector'],
      ] as const)
        expect(await page.getByRole(role, { name }).count(), role).toBe(1)
      expect(await page.getByRole('contentinfo').count()).toBe(1)
      expect(await page.getByRole('link', { name: 'Live' }).getAttribute('aria-current')).toBe('page')
      await page
        .getByRole('img', { name: /difference to the reference, RMSE raw 0\.\d{4} corrected 0\.\d{4}/ })
        .waitFor()
    })
  })
})
