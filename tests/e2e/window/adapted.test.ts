import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inProject } from '../../../scripts/tools/project.ts'
import { need } from '../../need.ts'
import { violations } from '../support/axe.ts'
import { flaws } from '../support/looking.ts'
import { goTo, launch, openWindow } from './open.ts'
import { SIZES, VIEWS, worked } from './places.ts'

const chromium = need('chromium')
const pictures = inProject('test-results', 'adapted')
/** Design pixels below which the window as a whole may scroll: zoomed far in a small window. */
const NARROWEST = 880

/** What is wrong apart from a window that scrolls as a whole. */
async function flawsInside(page: Page): Promise<string[]> {
  return (await flaws(page)).filter(
    (flaw) => !/^(scrolls sideways: (html|body)\.|leaves the window)/.test(flaw),
  )
}

/** The window as its operator or the system wants it. */
describe.skipIf(chromium.path === undefined)('the window adapted', () => {
  let browser: Browser
  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true })
    browser = await launch(chromium.path!)
  })
  afterAll(async () => {
    await browser.close()
  })

  it.each(SIZES)('is cut nowhere from 90 to 160 per cent at %d x %d', async (width, height) => {
    const opened = await openWindow(browser, { width, height, scene: worked })
    const { page } = opened
    try {
      await page.keyboard.press('Control+-')
      for (const zoom of [90, 120, 160]) {
        while ((await page.evaluate(() => document.documentElement.style.fontSize)) !== `${String(zoom)}%`)
          await page.keyboard.press('Control+=')
        for (const view of VIEWS) {
          await goTo(page, view)
          await page.waitForTimeout(150)
          const found = width / (zoom / 100) < NARROWEST ? await flawsInside(page) : await flaws(page)
          expect(found, `${view} at ${String(zoom)} %`).toEqual([])
        }
      }
      expect(opened.complaints.join('\n')).toBe('')
    } finally {
      await opened.close()
    }
  })

  it('keeps every function at 200 per cent of the browser', async () => {
    // A window of 1440 x 900 at 200 % is half as many pixels of twice the size.
    const opened = await openWindow(browser, { width: 720, height: 450, scene: worked })
    const { page } = opened
    try {
      for (const view of VIEWS) {
        await goTo(page, view)
        await page.waitForTimeout(200)
        expect(await flawsInside(page), view).toEqual([])
        await page.screenshot({ path: `${pictures}/zoom-200-${view}.png`, fullPage: true })
      }
      await goTo(page, 'Live')
      await page
        .getByRole('region', { name: 'Instruments' })
        .getByRole('button', { name: /^Measure/ })
        .click()
      await expect.poll(() => opened.app.scene.calls).toContain('measure.spot')
      await page.keyboard.press('i')
      await page
        .getByRole('complementary', { name: 'Inspector' })
        .getByRole('button', { name: /Set as target/ })
        .click()
      await page.getByRole('heading', { name: /Difference to target/ }).waitFor()
      expect(opened.complaints.join('\n')).toBe('')
    } finally {
      await opened.close()
    }
  })

  it('takes the colours of the system for its chrome, and shows what is chosen', async () => {
    const opened = await openWindow(browser, { scene: worked })
    const { page } = opened
    try {
      await page.emulateMedia({ forcedColors: 'active' })
      for (const view of VIEWS) {
        await goTo(page, view)
        await page.waitForTimeout(200)
        await page.screenshot({ path: `${pictures}/forced-${view}.png` })
        const colours = await page.evaluate(() => {
          const style = (selector: string): CSSStyleDeclaration =>
            getComputedStyle(document.querySelector(selector)!)
          const probe = document.createElement('i')
          document.body.append(probe)
          const system = (name: string): string => {
            probe.style.backgroundColor = name
            return getComputedStyle(probe).backgroundColor
          }
          const found = {
            text: style('main h1').color === system('CanvasText'),
            surface: style('main').backgroundColor === system('Canvas'),
            current: style('[aria-current=page]').backgroundColor === system('Highlight'),
          }
          probe.remove()
          return found
        })
        expect(colours, view).toEqual({ text: true, surface: true, current: true })
      }
    } finally {
      await opened.close()
    }
  })

  it('moves nothing where less motion is wanted', async () => {
    const opened = await openWindow(browser, { width: 1024, height: 700, scene: worked })
    const { page } = opened
    try {
      await page.emulateMedia({ reducedMotion: 'reduce' })
      for (const view of VIEWS) {
        await goTo(page, view)
        const moving = await page.evaluate(() =>
          [...document.querySelectorAll('body *')]
            .filter((element) => {
              const style = getComputedStyle(element)
              const slow = (times: string): boolean => times.split(',').some((time) => parseFloat(time) > 0)
              // The working lamp alternates its halves once a second, still.
              return (
                slow(style.transitionDuration) ||
                (style.animationName !== 'none' && element.closest('svg.lamp') === null)
              )
            })
            .map((element) => element.outerHTML.slice(0, 120)),
        )
        expect(moving, view).toEqual([])
      }
    } finally {
      await opened.close()
    }
  })

  it.each([
    [24, false],
    [32, true],
  ] as const)('has targets of at least %d px, touch mode %s', async (least, touch) => {
    const opened = await openWindow(browser, { scene: worked, settings: { touch } })
    const { page } = opened
    try {
      for (const view of VIEWS) {
        await goTo(page, view)
        await page.waitForTimeout(200)
        if (touch) await page.screenshot({ path: `${pictures}/touch-${view}.png` })
        const small = await page.evaluate((limit) => {
          const found: string[] = []
          const targets = 'button, a[href], input, select, textarea, [role=option], tr[tabindex]'
          for (const target of document.querySelectorAll(targets)) {
            if (
              !target.checkVisibility({ visibilityProperty: true }) ||
              target.closest('[inert], .unseen') !== null
            )
              continue
            // Patches keep the pitch of the plate; the keyboard and the zoom are their other way.
            if (target.closest('[role=gridcell]') !== null) continue
            const { width, height } = target.getBoundingClientRect()
            if (width > 0 && (width < limit - 0.5 || height < limit - 0.5))
              found.push(
                `${String(Math.round(width))} x ${String(Math.round(height))}: ${target.outerHTML.slice(0, 110)}`,
              )
          }
          return found
        }, least)
        expect(small, view).toEqual([])
        expect(await flaws(page), view).toEqual([])
      }
      if (touch) expect(await violations(page, ['target-size'])).toEqual([])
      expect(opened.complaints.join('\n')).toBe('')
    } finally {
      await opened.close()
    }
  })
})
