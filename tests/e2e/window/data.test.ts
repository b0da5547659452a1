import { describe, expect, it } from 'vitest'
import type { FakeApp } from '../../renderer/fake/app.ts'
import { learned } from '../../renderer/fake/learned.ts'
import { flaws } from '../support/looking.ts'
import { goTo } from './open.ts'
import { browserTool } from './one-window.ts'
import { windows } from './windows.ts'

const scene = (app: FakeApp): void => {
  app.scene.learned = learned()
}

/** Finding, comparing and looking after what is stored. */
describe.skipIf(browserTool.path === undefined)('stored data in the window', () => {
  const { look } = windows()

  it.each([
    [1024, 700],
    [1280, 800],
    [1920, 1080],
  ])('is found, compared and checked at %d x %d', async (width, height) => {
    await look({ width, height, scene }, async ({ page }) => {
      const main = page.locator('main')
      await goTo(page, 'Sessions')
      await main.getByRole('row', { name: /A01/ }).first().waitFor()
      await main.getByRole('searchbox', { name: 'Find readings' }).fill('a02 ')
      await main.getByText(/readings found/).waitFor()
      await main.getByRole('row', { name: /A02/ }).first().waitFor()
      expect(await main.getByRole('row', { name: /A01/ }).count()).toBe(0)
      await main.getByRole('searchbox', { name: 'Find readings' }).fill('')
      await main.getByRole('button', { name: 'Every state' }).click()
      await page.getByRole('menuitemradio', { name: 'superseded' }).click()
      await main
        .getByRole('row', { name: /superseded/ })
        .first()
        .waitFor()
      expect(await main.getByRole('row', { name: /accepted/ }).count()).toBe(0)

      // The smallest window opens without the inspector.
      if (width > 1024) {
        await page.getByRole('button', { name: 'Replay this session' }).click()
        await page.getByText('Pairs from their stored counts, 1 of 3').waitFor()
        await page.getByText(/1 of 660 pairs differ/).waitFor()
        await page.getByText('P14: 0.8312 then, 0.8317 now').waitFor()
        await page.getByRole('button', { name: 'Replay this session' }).waitFor()
        expect(await flaws(page), 'replay').toEqual([])
      }

      await main.getByRole('button', { name: 'Compare' }).click()
      await page.getByRole('menuitemradio').first().click()
      await main.getByText(/40 patches in both, 1 patch only in this one/).waitFor()
      expect(await flaws(page), 'comparison').toEqual([])
      await page.keyboard.press('Escape')
      await main.getByRole('searchbox', { name: 'Find readings' }).waitFor()

      await goTo(page, 'Settings')
      await main.getByRole('button', { name: 'Check everything' }).click()
      await main.getByText('1,400 readings and 5 models are as they were stored.').waitFor()
      expect(await flaws(page), 'settings').toEqual([])
      expect(await main.getByRole('button', { name: 'Back up' }).isDisabled()).toBe(true)
    })
  })
})
