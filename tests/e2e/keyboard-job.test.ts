import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { palette, tabTo } from './support/by-keyboard.ts'
import { openBefore, tool } from './support/open-before.ts'
import { SOON, type ProgramWindow } from './support/program-window.ts'
import { smallPlateCsv } from './support/small-plate.ts'

/** From an instrument to an exported file; no pointer is used in this file. */
describe.skipIf(tool.path === undefined)('the whole job by keyboard alone', () => {
  let window: ProgramWindow
  openBefore((opened) => (window = opened))

  it('releases the reference and connects it again', async () => {
    const { main, strip } = window
    await window.press('Control+5')
    await main.getByRole('heading', { name: 'Devices', exact: true }).waitFor()
    await tabTo(window, 'specbos 1211')
    await window.press('Enter')
    await main.getByRole('heading', { name: 'specbos 1211' }).waitFor()
    await tabTo(window, 'Release')
    await window.press('Enter')
    await strip.getByRole('button', { name: /^Reference: none/ }).waitFor()
    await tabTo(window, 'Use on the bench')
    await window.press('Enter')
    await strip.getByRole('button', { name: /^Reference: specbos 1211 SIM-R007, Ready/ }).waitFor()
  })

  it('takes dark and white, imports a plate and scans it to its end', async () => {
    const { page, main, strip } = window
    await window.press('Control+1', 'd')
    await strip.getByRole('button', { name: /^Dark: .* old/ }).waitFor()
    await window.primary(/^(Measure|Take white)/)
    await window.press('w')
    await strip.getByRole('button', { name: /^White: .* old/ }).waitFor()
    // A plate is chosen when the run has ended.
    await window.primary(/^Measure/)
    await window.press('Control+2')
    await main.getByText('No plate yet.').waitFor()
    // Asked for early: the browser has to be told first that somebody will answer.
    const chooser = page.waitForEvent('filechooser')
    await tabTo(window, 'Import CGATS')
    await window.press('Enter')
    await (await chooser).setFiles(smallPlateCsv(6, 12))
    await window.primary(/^Start scan/)
    await page.locator('body').press(' ')
    await expect.poll(() => window.pairs(), SOON).toBe(72)
    await window.primary(/^Train/)
  })

  it('trains, skips the slow method and makes the candidate active', async () => {
    const { page, main, strip, inspector } = window
    await window.press('Control+3')
    await window.primary(/^Train/)
    await page.locator('body').press(' ')
    await main
      .getByRole('row', { name: /autoencoder/ })
      .getByRole('button', { name: /^Skip/ })
      .waitFor({ timeout: 150_000 })
    await tabTo(window, 'Skip Convolutional autoencoder')
    await window.press('Enter')
    await inspector.getByRole('button', { name: 'Make v1 active' }).waitFor()
    await tabTo(window, 'Make v1 active')
    await window.press('Enter')
    await strip.getByRole('button', { name: 'Active model Gated v1' }).waitFor()
  })

  it('measures a spot, gives it a name and takes it back', async () => {
    const { page, main } = window
    await window.press('Control+1')
    await window.primary(/^Measure/)
    await page.locator('body').press('Enter')
    const field = page.getByLabel('Name of the spot')
    await field.waitFor()
    await window.press('Control+a')
    await page.keyboard.type('By keyboard')
    await window.press('Enter')
    const row = main.getByRole('row', { name: /By keyboard/ })
    await row.waitFor()
    await window.press('Control+z')
    await expect.poll(() => row.count(), SOON).toBe(0)
    await window.press('Control+Shift+z')
    await row.waitFor()
  })

  it('recalibrates and decides', async () => {
    const { inspector, main, strip } = window
    await window.press('Shift+R')
    await main.getByText('Is Gated v1 still right?').waitFor()
    await window.press(' ')
    await window.reads(inspector, /What is kept|If you accept/)
    // Nothing drifted: v1 stays. Where the luck of the noise says otherwise, it is kept by hand.
    if ((await inspector.getByRole('button', { name: /^Keep v1/ }).count()) > 0) {
      await tabTo(window, 'Keep v1')
      await window.press('Enter')
    }
    await strip.getByRole('button', { name: 'Active model Gated v1', exact: true }).waitFor()
  })

  it('exports the session, and reads about it in the guide', async () => {
    const { page, main } = window
    await window.press('Control+4')
    await tabTo(window, 'Filter the sessions')
    await page.keyboard.type('small')
    await main.getByRole('option', { name: /small 72, 72 pairs/ }).waitFor()
    // The list is one stop; the arrows move in it.
    await tabTo(window, 'Recalibration of v1')
    await window.press('ArrowDown')
    await window.reads(main, /Pairs 72/)
    await window.press('Control+e')
    const sheet = page.getByRole('dialog', { name: /^Export/ })
    await sheet.waitFor()
    const download = page.waitForEvent('download')
    await sheet.getByRole('button', { name: 'Export', exact: true }).waitFor()
    for (let i = 0; i < 30; i++) {
      const at = await page.evaluate(() => document.activeElement?.textContent.trim())
      if (at === 'Export') break
      await window.press('Tab')
    }
    await window.press('Enter')
    const file = await download
    expect(readFileSync(await file.path(), 'utf8').split('\n').length).toBeGreaterThan(72)
    await palette(window, 'guide to this')
    await page.getByRole('heading', { name: 'Sessions and the stored data' }).waitFor()
    await window.press('Escape')
  })

  it('never made the page complain', () => {
    expect(window.complaints.join('\n')).toBe('')
  })
})
