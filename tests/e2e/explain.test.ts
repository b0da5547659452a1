import { chromium, type Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { need } from '../need.ts'
import { ProgramWindow, SOON } from './support/program-window.ts'

const tool = need('chromium')

describe.skipIf(tool.path === undefined)('view Explain on models of other views', () => {
  let browser: Browser
  let window: ProgramWindow

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: tool.path!, args: ['--no-sandbox', '--disable-gpu'] })
    window = await ProgramWindow.open(browser)
  })
  afterAll(async () => {
    await window.close()
    await browser.close()
  })

  it('looks into the lamp classifier, which is there from the beginning', async () => {
    const { main, page, inspector } = window
    await window.press('Control+8')
    await main.getByText('Choose a trained network.').waitFor()
    await main.getByRole('button', { name: 'Look into the lamp classifier' }).click()
    await main.getByRole('img', { name: /LED as shipped reads it/ }).waitFor()
    await window.reads(inspector, /Light source.*Learned from.*rendered pictures/)
    await inspector.getByLabel('Spectrum').selectOption('helium')
    await main.getByText(/spectrum helium, output helium/).waitFor()
    for (const way of ['Gradient', 'Occlusion', 'Weights']) {
      await main.getByRole('radio', { name: way }).click()
      await expect
        .poll(() => main.getByRole('row', { name: /nm|for|against/ }).count(), SOON)
        .toBeGreaterThan(1)
    }
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  it('looks into the regression of chemical maps from the view of the maps', async () => {
    const { main, inspector } = window
    await window.press('Control+7')
    await main.getByRole('button', { name: 'Demo: linear mixtures' }).click()
    await main.getByRole('img', { name: /^Cube cube-01 in three bands/ }).waitFor()
    await inspector.getByRole('radio', { name: 'PLS alone' }).click()
    await window.press('Space')
    const picture = main.getByRole('img', { name: /^Map by PLS, mean/ }).first()
    await picture.waitFor()
    await picture.hover()
    await main
      .getByText(/spectrum, column \d+, row \d+/)
      .or(main.getByRole('img', { name: /column \d+, row \d+/ }))
      .first()
      .waitFor()
    await window.press('e')
    await main
      .getByText(
        /PLS of maps 1, \d+ components; its regression vector; spectrum cube-01, column \d+, row \d+/,
      )
      .waitFor()
    await window.reads(inspector, /Error of the mean.*held out/)
    await inspector.getByLabel('Spectrum').selectOption('mean of its cubes')
    await main.getByText(/spectrum mean of its cubes/).waitFor()
    expect(window.complaints.join('\n')).toBe('')
  })
})
