import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { need } from '../../need.ts'
import type { FakeApp } from '../../renderer/fake/app.ts'
import { colouredPixels, flaws, hideColours } from '../support/looking.ts'
import { goTo, launch, openWindow } from './open.ts'

const chromium = need('chromium')
const scene = (app: FakeApp): void => {
  app.scene.explained = true
}
const classes = (page: Page) => page.getByRole('listbox', { name: 'Class' })

describe.skipIf(chromium.path === undefined)('the Explain view', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch(chromium.path!)
  })
  afterAll(async () => {
    await browser.close()
  })

  it('offers a demonstration where nothing was trained', async () => {
    const { page, app, close } = await openWindow(browser)
    try {
      await goTo(page, 'Explain')
      await page.getByText('Choose a trained network.').waitFor()
      await page.getByRole('button', { name: 'Train the demonstration' }).click()
      await page.getByText('Not part of this bench').waitFor()
      expect(app.scene.calls).toContain('raman.train')
    } finally {
      await close()
    }
  })

  it.each([
    [1024, 700],
    [1280, 800],
    [1440, 900],
    [1920, 1080],
  ])('fits a window of %d x %d', async (width, height) => {
    const { page, complaints, close } = await openWindow(browser, { width, height, scene })
    try {
      await goTo(page, 'Explain')
      await page.getByText('408.0 to 432.0').waitFor()
      expect(await flaws(page)).toEqual([])
      const chart = await page.getByRole('img', { name: /as r1 reads it/ }).boundingBox()
      const main = await page.getByRole('main').boundingBox()
      expect(chart!.height / main!.height).toBeGreaterThan(0.5)
      await hideColours(page)
      const { count, at } = colouredPixels(await page.screenshot())
      expect(count, at).toBe(0)
      expect(complaints.join('\n')).toBe('')
    } finally {
      await close()
    }
  })

  it('shows another class, another way, and pins the crosshair on a region', async () => {
    const { page, close } = await openWindow(browser, { scene })
    try {
      await goTo(page, 'Explain')
      await classes(page).getByRole('option', { name: /Coral/ }).click()
      await page.getByText('output Coral').first().waitFor()
      await page
        .getByRole('row', { name: /against/ })
        .first()
        .waitFor()
      await page.getByRole('radio', { name: 'Occlusion' }).click()
      expect(await page.getByRole('radio', { name: 'Occlusion' }).getAttribute('aria-checked')).toBe('true')
      await page.getByLabel('Bands hidden at a time').selectOption('25')
      await page.getByText('25 bands hidden at a time').waitFor()
      expect(await flaws(page)).toEqual([])
      await page.getByRole('row', { name: /1,298.0 to 1,322.0/ }).click()
      await page.getByRole('row', { selected: true }).waitFor()
    } finally {
      await close()
    }
  })

  it('trains a network of the size that is chosen', async () => {
    const { page, app, close } = await openWindow(browser, { scene })
    try {
      await goTo(page, 'Explain')
      await page.getByLabel('Filters', { exact: true }).selectOption('8')
      await page.getByLabel('Bands a filter sees').selectOption('25')
      await page.getByRole('button', { name: 'Train the demonstration' }).click()
      await page.getByText('Not part of this bench').waitFor()
      expect(app.scene.ramanSize).toMatchObject({ filters: 8, width: 25 })
    } finally {
      await close()
    }
  })

  it('saves the picture and the bands', async () => {
    const { page, close } = await openWindow(browser, { scene })
    try {
      await goTo(page, 'Explain')
      await page.getByText('408.0 to 432.0').waitFor()
      const saved = async (name: RegExp): Promise<string> => {
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name }).click(),
        ])
        return download.suggestedFilename()
      }
      expect(await saved(/Save picture/)).toBe('r1-Amber-weights.png')
      expect(await saved(/Export CSV/)).toBe('r1-Amber-weights.csv')
    } finally {
      await close()
    }
  })
})
