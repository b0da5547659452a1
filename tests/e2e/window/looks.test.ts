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

  it('writes digits of one width, so that numbers stand below each other', async () => {
    await look({}, async ({ page }) => {
      await page.evaluate(() => document.fonts.ready)
      const widths = await page.evaluate(() =>
        ['td', 'button', 'dd', 'footer'].flatMap((name) =>
          ['1111', '0000'].map((text) => {
            const probe = document.createElement('span')
            probe.textContent = text
            document.querySelector(name)?.append(probe)
            const { width } = probe.getBoundingClientRect()
            probe.remove()
            return Math.round(width * 10)
          }),
        ),
      )
      for (let i = 0; i < widths.length; i += 2) {
        expect(widths[i]).toBeGreaterThan(0)
        expect(widths[i]).toBe(widths[i + 1])
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
