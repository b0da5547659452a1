import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect } from 'vitest'
import { browserTool } from './one-window.ts'
import { launch, openWindow, type Opened, type OpenOptions } from './open.ts'

/** The browser of a test file and the windows its tests open in it. */
export interface Windows {
  /** Opens a window, looks, and closes it; what the page complained about fails the test. */
  look(options: OpenOptions, job: (opened: Opened) => Promise<void>): Promise<void>
  /** One window for all tests of a group: opened before the first, closed behind the last, without a complaint. */
  forAll(options: OpenOptions, ready?: (opened: Opened) => Promise<void>): () => Opened
}

/** One browser for a group of tests; each test opens windows of its own. */
export function windows(): Windows {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch(browserTool.path!)
  })
  afterAll(async () => {
    await browser.close()
  })
  return {
    look: async (options, job) => {
      const opened = await openWindow(browser, options)
      try {
        await job(opened)
        expect(opened.complaints.join('\n')).toBe('')
      } finally {
        await opened.close()
      }
    },
    forAll: (options, ready) => {
      let opened: Opened
      beforeAll(async () => {
        opened = await openWindow(browser, options)
        await ready?.(opened)
      })
      afterAll(async () => {
        expect(opened.complaints.join('\n')).toBe('')
        await opened.close()
      })
      return () => opened
    },
  }
}
