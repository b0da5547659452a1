import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { need } from '../../need.ts'
import { launch, openWindow, type Opened } from './open.ts'

const chromium = need('chromium')

describe.skipIf(chromium.path === undefined)('the window by keyboard', () => {
  let browser: Browser
  let opened: Opened

  beforeAll(async () => {
    browser = await launch(chromium.path!)
    opened = await openWindow(browser)
  })
  afterAll(async () => {
    expect(opened.complaints.join('\n')).toBe('')
    await opened.close()
    await browser.close()
  })

  it('measures with Space and says the result', async () => {
    const { page, app } = opened
    await page.keyboard.press('Space')
    const row = page.getByRole('row', { name: /Panel 2218-b/ })
    await expect.poll(() => row.count()).toBe(2)
    expect(app.scene.calls).toContain('measure.spot')
    expect(await page.locator('[aria-live=polite]').textContent()).toMatch(
      /^Spot stored: Panel 2218-b, delta E 0\.\d\d corrected, in domain$/,
    )
  })

  it('measures with Space although a control was clicked before, and leaves Space to one reached by keyboard', async () => {
    const { page, app } = opened
    const measured = (): number => app.scene.calls.filter((call) => call === 'measure.spot').length
    const freeze = page.getByRole('button', { name: /Freeze|Go on/ })
    const before = measured()
    await freeze.click()
    await freeze.click()
    await page.keyboard.press('Space')
    await expect.poll(measured).toBe(before + 1)
    expect(await freeze.getAttribute('aria-pressed')).toBe('false')
    await page.keyboard.press('Control+z')
    await freeze.press('Tab')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Space')
    await expect.poll(() => freeze.getAttribute('aria-pressed')).toBe('true')
    await page.keyboard.press('Space')
    expect(measured()).toBe(before + 1)
    await page.getByRole('main').click({ position: { x: 500, y: 300 } })
  })

  it('stores with Enter, takes the name in place, and leaves the letters to the field', async () => {
    const { page, app } = opened
    await page.keyboard.press('Enter')
    const field = page.getByLabel('Name of the spot')
    await field.waitFor()
    await field.fill('Film wf')
    await page.keyboard.type('ptd')
    expect(await field.inputValue()).toBe('Film wfptd')
    await page.keyboard.press('Enter')
    await page.getByText('Film wfptd').first().waitFor()
    expect(app.scene.spots.at(-1)?.name).toBe('Film wfptd')
    expect(await page.getByRole('button', { name: /Freeze/ }).getAttribute('aria-pressed')).toBe('false')
  })

  it('undoes with Ctrl Z', async () => {
    const { page } = opened
    const rows = page.getByRole('grid', { name: 'Spot readings' }).getByRole('row')
    const before = await rows.count()
    await page.keyboard.press('Control+z')
    await expect.poll(() => rows.count()).toBe(before - 1)
    await page.getByRole('button', { name: /Undone: store spot/ }).waitFor()
  })

  it('freezes with F while the strip stays live', async () => {
    const { page } = opened
    await page.keyboard.press('f')
    await page.getByText(/^Frozen \d\d:\d\d:\d\d$/).waitFor()
    await page.keyboard.press('f')
    await expect.poll(() => page.getByText(/^Frozen/).count()).toBe(0)
  })

  it('pins with P and hides a trace with its number', async () => {
    const { page } = opened
    const legend = page.getByRole('group', { name: 'Traces' })
    expect(await legend.getByRole('button').allInnerTexts()).toEqual([
      'Raw',
      'Corrected',
      '90 % interval',
      'Reference',
    ])
    await page.keyboard.press('p')
    await expect.poll(() => legend.getByRole('button').count()).toBe(5)
    await page.keyboard.press('2')
    expect(await legend.getByRole('button', { name: 'Corrected' }).getAttribute('aria-pressed')).toBe('false')
    await page.keyboard.press('2')
    await page.keyboard.press('Shift+P')
    await expect.poll(() => legend.getByRole('button').count()).toBe(4)
  })

  it('shows the numbers of the chart with T', async () => {
    const { page } = opened
    await page.keyboard.press('t')
    const table = page.getByRole('table', { name: 'Reflectance of the present spectrum' })
    const heads = await table.getByRole('columnheader').allTextContents()
    expect(heads.map((head) => head.trim())).toEqual(['nm', 'Raw', 'Corrected', 'Reference'])
    await expect
      .poll(
        async () =>
          (await table.getByRole('row').nth(1).getByRole('cell').allTextContents()).map((cell) =>
            cell.trim(),
          )[0],
      )
      .toBe('380.0')
    await page.keyboard.press('t')
    await expect.poll(() => table.count()).toBe(0)
  })

  it('moves the crosshair by a band and speaks its values', async () => {
    const { page } = opened
    await page.keyboard.press('ArrowRight')
    await expect
      .poll(() => page.locator('[aria-live=polite]').textContent())
      .toMatch(/^\d{3}\.\d nm: Raw 0\.\d{4}, Corrected 0\.\d{4}, Reference 0\.\d{4}$/)
  })

  it('sets a target with G and compares with it', async () => {
    const { page } = opened
    await page.keyboard.press('g')
    await page.getByRole('heading', { name: /Difference to target/ }).waitFor()
    await page.keyboard.press('g')
    await page.getByRole('heading', { name: /Difference to reference/ }).waitFor()
  })

  it('finds commands with Ctrl K, runs them with Enter, remembers them', async () => {
    const { page } = opened
    await page.keyboard.press('Control+k')
    const field = page.getByRole('combobox')
    await field.fill('theme light')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('light')
    await page.keyboard.press('Control+k')
    expect(await page.getByRole('option').first().textContent()).toContain('Theme: light')
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  })

  it('finds instruments and spots by name', async () => {
    const { page } = opened
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('mug')
    await page.keyboard.press('Enter')
    await page.getByText(/^stored \d\d:\d\d:\d\d$/).waitFor()
    expect(await page.getByRole('complementary').getByRole('heading', { name: 'Mug glaze' }).count()).toBe(1)
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('r007')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Devices', exact: true }).waitFor()
    await page.keyboard.press('Control+1')
    await page.getByRole('grid', { name: 'Spot readings' }).getByRole('row').nth(1).click()
  })

  it('explains its keys with ?', async () => {
    const { page } = opened
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keys of this view' })
    await sheet.waitFor()
    for (const words of ['Freeze', 'Pin', 'Store spot', 'Take dark', 'Command palette'])
      expect(await sheet.textContent()).toContain(words)
    await page.keyboard.press('f')
    expect(await page.getByText(/^Frozen/).count()).toBe(0)
    await page.keyboard.press('Escape')
  })

  it('goes round the zones with F6', async () => {
    const { page } = opened
    const zone = () =>
      page.evaluate(() => document.activeElement?.closest('[data-zone]')?.getAttribute('data-zone') ?? '')
    const seen: string[] = []
    for (let i = 0; i < 5; i++) {
      await page.keyboard.press('F6')
      seen.push(await zone())
    }
    expect([...seen].sort()).toEqual(['inspector', 'main', 'rail', 'status', 'strip'])
  })

  it('zooms with Ctrl + into the layout of a smaller window', async () => {
    const { page } = opened
    for (let i = 0; i < 4; i++) await page.keyboard.press('Control+=')
    expect(
      await page.evaluate(() => [
        document.documentElement.dataset['size'],
        document.documentElement.style.fontSize,
      ]),
    ).toEqual(['xs', '140%'])
    await page.keyboard.press('Control+0')
    expect(await page.evaluate(() => document.documentElement.dataset['size'])).toBe('m')
  })

  it('lets single letters be switched off', async () => {
    const { page } = opened
    await page.keyboard.press('Control+,')
    await page
      .getByRole('radiogroup', { name: 'Single-letter keys' })
      .getByRole('radio', { name: 'Off' })
      .click()
    await page.keyboard.press('Control+1')
    await page.keyboard.press('f')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').waitFor()
    await page.keyboard.press('Escape')
    expect(await page.getByText(/^Frozen/).count()).toBe(0)
  })
})
