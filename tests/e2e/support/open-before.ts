import { chromium, type Browser } from 'playwright'
import { afterAll, beforeAll } from 'vitest'
import { need } from '../../need.ts'
import { ProgramWindow, type ProgramWindowOptions } from './program-window.ts'

/** The browser that tests of the whole program need; without one they are skipped. */
export const tool = need('chromium')

/** Opens a window of the program before the tests of a group, and closes it and its program behind them. */
export function openBefore(opened: (window: ProgramWindow) => void, options?: ProgramWindowOptions): void {
  let browser: Browser
  let window: ProgramWindow
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: tool.path!, args: ['--no-sandbox', '--disable-gpu'] })
    window = await ProgramWindow.open(browser, options)
    opened(window)
  })
  afterAll(async () => {
    await window.close()
    await browser.close()
  })
}
