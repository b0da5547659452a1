import type { Locator, Page } from 'playwright'
import { describe, it } from 'vitest'
import { builtinPlate } from '../../../spectra/builtin-plate.ts'
import { benchState } from '../../renderer/fake/bench.ts'
import { learned } from '../../renderer/fake/learned.ts'
import { expectPicture } from '../support/pictures.ts'
import { browserTool, mainOf, oneWindow } from './one-window.ts'
import { goTo } from './open.ts'

/** What is drawn from the same numbers looks as it did: surfaces without a clock, the letters of the program's own fonts. */
describe.skipIf(browserTool.path === undefined)('pictures', () => {
  const window = oneWindow({ settings: { theme: 'dark' } })

  /** Puts the pointer where it points at nothing, and compares when two looks in a row agree. */
  async function compare(name: string, what: (page: Page) => Locator): Promise<void> {
    const { page } = window()
    await page.mouse.move(0, 0)
    await page.evaluate(() => document.fonts.ready)
    let png = await what(page).screenshot()
    for (let looks = 0; looks < 20; looks++) {
      const next = await what(page).screenshot()
      if (next.equals(png)) break
      png = next
    }
    expectPicture(name, png)
  }

  it('a plate that nobody has read', async () => {
    const { page, app } = window()
    app.scene.answers['plate.get'] = () => builtinPlate()
    await goTo(page, 'Plate')
    await mainOf(page).getByRole('button', { name: 'Default plate 660' }).click()
    await page.getByRole('gridcell', { name: /^A01, .*current/ }).waitFor({ state: 'attached' })
    await compare('plate-unread', (one) => one.locator('main .well'))
  })

  it('no models, no lamps, nothing explained', async () => {
    const { page } = window()
    await goTo(page, 'Models')
    await mainOf(page)
      .getByText(/24 pairs are enough/)
      .waitFor()
    await compare('models-empty', mainOf)
    await goTo(page, 'Lamps')
    await mainOf(page)
      .getByText(/Point the probe at a lamp/)
      .waitFor()
    await compare('lamps-empty', mainOf)
  })

  it('live without an instrument', async () => {
    const { page, app } = window()
    app.scene.rate = 0
    app.scene.bench = benchState({ devices: [], session: undefined })
    await page.reload()
    await goTo(page, 'Live')
    await mainOf(page).getByText('No spectrometer yet').waitFor()
    await compare('live-empty', mainOf)
  })

  it('a plate that is read to two thirds, and a tournament', async () => {
    const { page, app } = window()
    app.scene.learned = learned()
    app.scene.bench = benchState()
    app.publish()
    await page.reload()
    await goTo(page, 'Plate')
    await page.getByRole('gridcell', { name: /^A01/ }).waitFor({ state: 'attached' })
    await compare('plate-half-read', (one) => one.locator('main .well'))
    await page.keyboard.press('u')
    await page.keyboard.press('u')
    await page.keyboard.press('u')
    await mainOf(page)
      .getByRole('img', { name: /^Scale of the map/ })
      .waitFor()
    await compare('plate-errors', (one) => one.locator('main .well'))
    await goTo(page, 'Models')
    await mainOf(page).getByText('Winner', { exact: true }).waitFor()
    const heat = (one: Page): Locator => one.getByRole('img', { name: /^Absolute error of Gated/ })
    await heat(page).waitFor()
    await compare('models-heat', heat)
    await compare('models-errors', (one) => one.getByRole('img', { name: /^Error by wavelength/ }))
  })
})
