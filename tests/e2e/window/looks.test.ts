import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { need } from '../../need.ts'
import { goTo, launch, openWindow, type Opened } from './open.ts'

const chromium = need('chromium')
const VIEWS = ['Live', 'Plate', 'Models', 'Sessions', 'Devices', 'Settings']
const SIZES = [
  [1024, 700],
  [1280, 800],
  [1440, 900],
  [1920, 1080],
] as const

/** Pixels of a picture whose red, green and blue differ, with the first place. */
async function colouredPixels(page: Page, picture: Buffer): Promise<{ count: number; at: string }> {
  return page.evaluate(async (data) => {
    const image = new Image()
    image.src = `data:image/png;base64,${data}`
    await image.decode()
    const canvas = new OffscreenCanvas(image.width, image.height)
    const context = canvas.getContext('2d')!
    context.drawImage(image, 0, 0)
    const { data: bytes } = context.getImageData(0, 0, image.width, image.height)
    let count = 0
    let at = ''
    for (let i = 0; i < bytes.length; i += 4)
      if (bytes[i] !== bytes[i + 1] || bytes[i] !== bytes[i + 2]) {
        if (count === 0)
          at = `${String((i / 4) % image.width)}, ${String(Math.floor(i / 4 / image.width))}: ${String([bytes[i], bytes[i + 1], bytes[i + 2]])}`
        count++
      }
    return { count, at }
  }, picture.toString('base64'))
}

/** Hides what may have colour: samples, traces and lamps. The policy forbids style sheets of the test. */
async function hideColours(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const element of document.querySelectorAll<HTMLElement | SVGElement>('.sample, svg.lamp'))
      element.style.visibility = 'hidden'
  })
}

/** Texts that do not fit where they stand, and zones that would scroll sideways. */
async function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const describe = (element: Element): string =>
      `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} "${element.textContent.trim().slice(0, 40)}"`
    for (const zone of document.querySelectorAll('html, body, [data-zone]'))
      if (zone.scrollWidth > zone.clientWidth + 1)
        found.push(`scrolls sideways: ${describe(zone).slice(0, 60)}`)
    for (const element of document.querySelectorAll('button, h1, h2, h3, th, td, dt, dd, p, li, label')) {
      const box = element.getBoundingClientRect()
      if (box.width === 0 || getComputedStyle(element).visibility === 'hidden') continue
      // What may be cut says so with an ellipsis and gives the whole text as its title.
      const cut =
        element.scrollWidth > element.clientWidth + 1 &&
        !element.classList.contains('clip') &&
        getComputedStyle(element).overflowX !== 'visible'
      if (cut) found.push(`cut: ${describe(element)}`)
      if (box.right > innerWidth + 1 && element.closest('aside') === null)
        found.push(`leaves the window: ${describe(element)}`)
    }
    return found
  })
}

describe.skipIf(chromium.path === undefined)('looks of the window', () => {
  let browser: Browser
  let blank: Page
  beforeAll(async () => {
    browser = await launch(chromium.path!)
    blank = await browser.newPage()
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
      expect(opened.complaints).toEqual([])
      await opened.close()
    })

    it.each(VIEWS)('has no colour in the chrome of %s', async (view) => {
      const { page } = opened
      await goTo(page, view)
      await page.waitForTimeout(300)
      await hideColours(page)
      const { count, at } = await colouredPixels(blank, await page.screenshot())
      expect(count, at).toBe(0)
    })

    it('has colour where samples are', async () => {
      const { page } = opened
      await goTo(page, 'Live')
      await page.waitForTimeout(300)
      expect((await colouredPixels(blank, await page.screenshot())).count).toBeGreaterThan(10_000)
    })
  })

  it.each(SIZES)('fits a window of %d x %d', async (width, height) => {
    const opened = await openWindow(browser, { width, height })
    try {
      for (const view of VIEWS) {
        await goTo(opened.page, view)
        await opened.page.waitForTimeout(200)
        expect(await misfits(opened.page), view).toEqual([])
      }
      expect(opened.complaints).toEqual([])
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
