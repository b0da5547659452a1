import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { need } from '../../need.ts'
import { colouredPixels, hideColours, flaws } from '../support/looking.ts'
import { goTo, launch, openWindow, type Opened } from './open.ts'

const chromium = need('chromium')
const VIEWS = ['Live', 'Plate', 'Models', 'Sessions', 'Devices', 'Lamps', 'Maps', 'Explain', 'Settings']
const SIZES = [
  [1024, 700],
  [1280, 800],
  [1440, 900],
  [1920, 1080],
] as const

describe.skipIf(chromium.path === undefined)('looks of the window', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch(chromium.path!)
  })
  afterAll(async () => {
    await browser.close()
  })

  describe.each(['dark', 'light', 'grey'])('theme %s', (theme) => {
    let opened: Opened
    beforeAll(async () => {
      opened = await openWindow(browser, { settings: { theme } })
    })
    afterAll(async () => {
      expect(opened.complaints.join('\n')).toBe('')
      await opened.close()
    })

    it.each(VIEWS)('has no colour in the chrome of %s', async (view) => {
      const { page } = opened
      await goTo(page, view)
      await page.waitForTimeout(300)
      await hideColours(page)
      const { count, at } = colouredPixels(await page.screenshot())
      expect(count, at).toBe(0)
    })

    it('has colour where samples are', async () => {
      const { page } = opened
      await goTo(page, 'Live')
      await page.waitForTimeout(300)
      expect(colouredPixels(await page.screenshot()).count).toBeGreaterThan(10_000)
    })
  })

  it.each(SIZES)('fits a window of %d x %d', async (width, height) => {
    const opened = await openWindow(browser, { width, height })
    try {
      for (const view of VIEWS) {
        await goTo(opened.page, view)
        await opened.page.waitForTimeout(200)
        expect(await flaws(opened.page), view).toEqual([])
      }
      expect(opened.complaints.join('\n')).toBe('')
    } finally {
      await opened.close()
    }
  })

  it('is announced by its landmarks', async () => {
    const opened = await openWindow(browser)
    const { page } = opened
    try {
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
    } finally {
      await opened.close()
    }
  })
})
