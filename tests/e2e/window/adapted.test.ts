import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { inProject } from '../../../scripts/tools/project.ts'
import { violations } from '../support/axe.ts'
import { flaws } from '../support/looking.ts'
import { goTo } from './open.ts'
import { SIZES, VIEWS, worked } from './places.ts'
import { browserTool } from './one-window.ts'
import { windows } from './windows.ts'

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
describe.skipIf(browserTool.path === undefined)('the window adapted', () => {
  const { look } = windows()
  mkdirSync(pictures, { recursive: true })

  it.each(SIZES)('is cut nowhere from 90 to 160 per cent at %d x %d', async (width, height) => {
    await look({ width, height, scene: worked }, async ({ page }) => {
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
    })
  })

  it('keeps every function at 200 per cent of the browser', async () => {
    // A window of 1440 x 900 at 200 % is half as many pixels of twice the size.
    await look({ width: 720, height: 450, scene: worked }, async (opened) => {
      const { page } = opened
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
    })
  })

  it('takes the colours of the system for its chrome, and shows what is chosen', async () => {
    await look({ scene: worked }, async ({ page }) => {
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
    })
  })

  it('moves nothing where less motion is wanted', async () => {
    await look({ width: 1024, height: 700, scene: worked }, async ({ page }) => {
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
    })
  })

  it.each([
    [24, false],
    [32, true],
  ] as const)('has targets of at least %d px, touch mode %s', async (least, touch) => {
    await look({ scene: worked, settings: { touch } }, async ({ page }) => {
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
    })
  })
})
