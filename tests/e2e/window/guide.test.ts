import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { need } from '../../need.ts'
import { violationsInThemes } from '../support/axe.ts'
import { flaws } from '../support/looking.ts'
import { goTo, launch, openWindow, type Opened } from './open.ts'
import { THEMES, worked } from './places.ts'

const chromium = need('chromium')

describe.skipIf(chromium.path === undefined)('the guide beside the view', () => {
  let browser: Browser
  let opened: Opened
  beforeAll(async () => {
    browser = await launch(chromium.path!)
    opened = await openWindow(browser, { scene: worked })
  })
  afterAll(async () => {
    expect(opened.complaints.join('\n')).toBe('')
    await opened.close()
    await browser.close()
  })
  const guide = () => opened.page.getByRole('region', { name: 'Guide', exact: true })

  it.each([
    ['Live', 'What the numbers mean'],
    ['Plate', 'The first plate'],
    ['Models', 'Which method, and why'],
    ['Sessions', 'Sessions and the stored data'],
    ['Devices', 'When something is wrong'],
    ['Lamps', 'Lamps'],
    ['Maps', 'Chemical maps'],
    ['Explain', 'What a model looks at'],
    ['Settings', 'Guide'],
  ])('opens by F1 in %s at "%s"', async (view, title) => {
    const { page } = opened
    await page.keyboard.press('Escape')
    await goTo(page, view)
    await page.keyboard.press('F1')
    await guide().getByRole('heading', { name: title, exact: true }).waitFor()
    expect(await flaws(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect.poll(() => guide().count()).toBe(0)
  })

  it('follows the view in front, and the keys of the view go on', async () => {
    const { page } = opened
    await goTo(page, 'Live')
    await page
      .getByRole('banner')
      .getByRole('button', { name: /^Guide/ })
      .click()
    await guide().getByRole('heading', { name: 'What the numbers mean' }).waitFor()
    await page.keyboard.press('f')
    await page.getByText(/^Frozen/).waitFor()
    await page.keyboard.press('f')
    await page.keyboard.press('Control+3')
    await guide().getByRole('heading', { name: 'Which method, and why' }).waitFor()
    await page.keyboard.press('Shift+R')
    await guide().getByRole('heading', { name: 'Recalibrate', exact: true }).waitFor()
    expect(await violationsInThemes(page, THEMES)).toEqual([])
  })

  it('leads from page to page and back', async () => {
    const contents = guide().getByRole('button', { name: 'Contents' })
    await contents.click()
    expect(await contents.isDisabled()).toBe(true)
    await guide().getByRole('link', { name: 'The first plate' }).click()
    await guide().getByRole('heading', { name: 'The first plate' }).waitFor()
    await guide().getByRole('button', { name: 'Back' }).click()
    await guide().getByRole('link', { name: 'Ocean spectrometers' }).click()
    await guide().getByRole('heading', { level: 2 }).first().waitFor()
    await guide()
      .getByRole('button', { name: /^Close/ })
      .click()
  })
})
