import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { need } from '../../need.ts'
import { violations, violationsInThemes } from '../support/axe.ts'
import { launch, openWindow, type Opened } from './open.ts'
import { BARE, THEMES, worked, WORKED, type Place } from './places.ts'

const chromium = need('chromium')

/** axe-core with all its rules, those of best practice among them. */
describe.skipIf(chromium.path === undefined)('accessibility by axe-core', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch(chromium.path!)
  })
  afterAll(async () => {
    await browser.close()
  })

  describe.each([
    { what: 'nothing was learned yet', places: BARE, size: [1440, 900], scene: undefined, once: false },
    { what: 'a day of work is done', places: WORKED, size: [1440, 900], scene: worked, once: false },
    {
      what: 'a day of work is done, smallest window',
      places: WORKED,
      size: [1024, 700],
      scene: worked,
      once: true,
    },
  ] as const)('where $what', ({ places, size: [width, height], scene, once }) => {
    let opened: Opened
    beforeAll(async () => {
      opened = await openWindow(browser, { width, height, ...(scene === undefined ? {} : { scene }) })
    })
    afterAll(async () => {
      expect(opened.complaints.join('\n')).toBe('')
      await opened.close()
    })

    it.each(places.map((place): [string, Place] => [place.name, place]))(
      'finds nothing in %s',
      async (_name, place) => {
        await place.open(opened.page)
        await opened.page.waitForTimeout(200)
        // The colours of the smallest window are those of the others.
        const found = once ? await violations(opened.page) : await violationsInThemes(opened.page, THEMES)
        expect(found).toEqual([])
        await opened.page.keyboard.press('Escape')
      },
    )
  })
})
