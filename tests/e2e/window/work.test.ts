import { readFileSync } from 'node:fs'
import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { learned } from '../../renderer/fake/learned.ts'
import type { FakeApp } from '../../renderer/fake/app.ts'
import { colouredPixels, hideColours, flaws } from '../support/looking.ts'
import { goTo } from './open.ts'
import { browserTool } from './one-window.ts'
import { SIZES } from './places.ts'
import { windows } from './windows.ts'

const scene = (app: FakeApp): void => {
  app.scene.learned = learned()
}
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' })
const main = (page: Page) => page.locator('main')

/** The views of a bench with a day's work behind it: a half-read plate, eight methods, five models, three sessions. */
describe.skipIf(browserTool.path === undefined)('plate, models and sessions with something in them', () => {
  const { look, forAll } = windows()

  it.each(SIZES)('fit a window of %d x %d', async (width, height) => {
    await look({ width, height, scene }, async ({ page }) => {
      await goTo(page, 'Plate')
      await page.getByRole('gridcell').first().waitFor()
      expect(await flaws(page), 'plate').toEqual([])
      await goTo(page, 'Models')
      await main(page).getByText('Winner', { exact: true }).waitFor()
      expect(await flaws(page), 'models').toEqual([])
      await page.keyboard.press('Shift+R')
      await main(page).getByText('Is Gated v7 still right?').waitFor()
      expect(await flaws(page), 'recalibrate').toEqual([])
      await goTo(page, 'Sessions')
      await main(page).getByRole('row', { name: /A01/ }).first().waitFor()
      expect(await flaws(page), 'sessions').toEqual([])
      await page.keyboard.press('Control+e')
      await page.getByRole('dialog', { name: /^Export/ }).waitFor()
      expect(await flaws(page), 'export').toEqual([])
    })
  })

  it.each(['dark', 'light', 'grey'])('have no colour in the chrome of theme %s', async (theme) => {
    await look({ settings: { theme }, scene }, async (opened) => {
      for (const view of ['Plate', 'Models', 'Sessions']) {
        await goTo(opened.page, view)
        await opened.page.waitForTimeout(600)
        await hideColours(opened.page)
        const { count, at } = colouredPixels(await opened.page.screenshot())
        expect(count, `${view}: ${at}`).toBe(0)
      }
    })
  })

  describe('models', () => {
    const opened = forAll({ scene }, async ({ page }) => {
      await goTo(page, 'Models')
      await main(page).getByText('Winner', { exact: true }).waitFor()
    })
    const row = (name: RegExp) => main(opened().page).getByRole('row', { name })
    const names = async (): Promise<string[]> =>
      (await main(opened().page).locator('tbody tr td:first-child').allInnerTexts()).map((text) =>
        text.trim(),
      )

    it('stand by error and say what came out on plate and foreign chart', async () => {
      expect((await names()).slice(0, 2)).toEqual(['Gated physics and ridge', 'Kernel ridge, linear and RBF'])
      expect(await row(/Kernel ridge/).innerText()).toMatch(/Worse, fails foreign/)
      expect(await row(/Physics only/).innerText()).toMatch(/Worse, safe foreign/)
      expect(await row(/autoencoder/).innerText()).toMatch(/not tested/)
    })

    it('sort by a click on a head, down by the next, back by the third', async () => {
      const head = main(opened().page)
        .getByRole('columnheader', { name: /^RMSE$/ })
        .last()
        .getByRole('button')
      const first = async (): Promise<string | undefined> => (await names())[0]
      await head.click()
      expect(await first()).toBe('Physics only, 14 parameters')
      await head.click()
      expect(await first()).toBe('Slope and bias per band')
      await head.click()
      expect(await first()).toBe('Gated physics and ridge')
    })

    it('are drawn beside the winner when chosen by arrow keys', async () => {
      await row(/Gated physics/).click()
      for (let i = 0; i < 3; i++) await opened().page.keyboard.press('ArrowDown')
      await main(opened().page)
        .getByRole('img', { name: /^Error by wavelength: .*Ridge DS/ })
        .waitFor()
    })

    it('show the same numbers as a table', async () => {
      await opened().page.keyboard.press('t')
      await main(opened().page).getByRole('columnheader', { name: 'No correction' }).waitFor()
      await opened().page.keyboard.press('t')
      await main(opened().page)
        .getByRole('img', { name: /^Absolute error of Gated/ })
        .waitFor()
    })

    it('show worst patches and figures, and every chart goes into a file', async () => {
      const { page } = opened()
      await main(page).getByRole('radio', { name: 'Figures' }).click()
      await main(page).getByRole('table', { name: 'Colour differences by light and observer' }).waitFor()
      await main(page).getByText('Accuracy over floor').waitFor()
      await main(page).getByRole('radio', { name: 'Correction' }).click()
      await main(page)
        .getByRole('img', { name: /^Correction of Gated/ })
        .waitFor()
      for (const format of ['PNG', 'SVG', 'CSV']) {
        const waiting = page.waitForEvent('download')
        await main(page)
          .getByRole('button', { name: /^Export this chart: Error by wavelength/ })
          .click()
        await main(page).getByRole('button', { name: format, exact: true }).click()
        const download = await waiting
        expect(download.suggestedFilename()).toBe(`error-by-wavelength.${format.toLowerCase()}`)
        const bytes = readFileSync(await download.path())
        if (format === 'PNG') expect(bytes.subarray(1, 4).toString()).toBe('PNG')
        else expect(bytes.toString()).toMatch(format === 'SVG' ? /^<svg .*[\s\S]*>No correction</ : /^nm,/)
      }
      await main(page).getByRole('radio', { name: 'Worst patches' }).click()
      await main(page).getByRole('option', { name: /^B26/ }).waitFor()
    })

    it('cannot be made active after a failed check, and say why', async () => {
      const { page } = opened()
      await main(page)
        .getByRole('button', { name: /Gated v6/ })
        .click()
      await inspector(page)
        .getByText(/v6 cannot be made active\./)
        .waitFor()
      await inspector(page)
        .getByText('Foreign chart not worse than no correction: RMSE 0.0120, without correction 0.0092.')
        .waitFor()
      expect(await inspector(page).getByRole('button', { name: 'Make v6 active' }).isDisabled()).toBe(true)
      expect(await inspector(page).locator('li').first().innerText()).toMatch(/^Foreign chart/)
    })

    it('are made active by the candidate button, the old one stays in the row', async () => {
      const { page } = opened()
      await main(page)
        .getByRole('button', { name: /Gated v8/ })
        .click()
      await inspector(page).getByRole('button', { name: 'Make v8 active' }).click()
      await main(page)
        .getByRole('button', { name: /Gated v8.*active/ })
        .waitFor()
      await main(page)
        .getByRole('button', { name: /Gated v7.*retired/ })
        .waitFor()
    })
  })

  it('lists sessions by date, filters them and reads their pages as they come into sight', async () => {
    await look({ scene }, async ({ page }) => {
      await goTo(page, 'Sessions')
      const list = page.getByRole('listbox', { name: 'Sessions' })
      expect(await list.getByRole('option').count()).toBe(3)
      const filter = page.getByRole('searchbox', { name: 'Filter the sessions' })
      await filter.fill('panel 2218')
      expect(await list.getByRole('option').count()).toBe(1)
      await filter.fill('')
      await list.getByRole('option', { name: /Line 3/ }).click()
      const table = page.getByRole('region', { name: 'Readings of the session' })
      await table.getByText('A01').first().waitFor()
      await table.evaluate((element) => {
        element.scrollTop = element.scrollHeight
      })
      await table.getByText('A20').first().waitFor()
      expect(await table.getByRole('row').count()).toBeLessThan(80)
    })
  })
})
