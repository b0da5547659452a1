import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { need } from '../../need.ts'
import { flaws } from '../support/looking.ts'
import { launch, openWindow, type Opened, type OpenOptions } from './open.ts'

/** The browser of tests that look at many states; without one they are skipped. */
export const browserTool = need('chromium')

/**
 * One window for all states of a file, as the operator has one for a day: each test brings its own bench and leaves the
 * window without a flaw or complaint.
 */
export function oneWindow(options: OpenOptions = {}): () => Opened {
  let browser: Browser
  let opened: Opened | undefined
  const window = (): Opened => opened!
  beforeAll(async () => {
    browser = await launch(browserTool.path!)
    opened = await openWindow(browser, {
      width: 1280,
      height: 800,
      ...options,
      scene: (app) => {
        // Spectra come by, but leave the machine to what is looked at.
        app.scene.rate = 4
        options.scene?.(app)
      },
    })
  })
  afterEach(async () => {
    const { page, complaints } = window()
    expect(await flaws(page)).toEqual([])
    expect(complaints.splice(0).join('\n')).toBe('')
  })
  afterAll(async () => {
    await opened?.close()
    await browser.close()
  })
  return window
}

/** The main zone of a window. */
export const mainOf = (page: Page) => page.getByRole('main')
/** The inspector of a window. */
export const inspectorOf = (page: Page) => page.getByRole('complementary', { name: 'Inspector' })
/** The strip with the instruments. */
export const stripOf = (page: Page) => page.getByRole('region', { name: 'Instruments' })
