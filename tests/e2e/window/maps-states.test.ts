import { describe, expect, it } from 'vitest'
import type { MapsState, MapTrainingEvent } from '../../../contract/maps.ts'
import { refusal } from '../../renderer/fake/app.ts'
import { Feed } from '../../renderer/fake/feed.ts'
import { browserTool, inspectorOf, mainOf, oneWindow } from './one-window.ts'
import { goTo } from './open.ts'

/** A folder of cubes without wavelengths, of which two have a reference and one file is left out. */
const BARE: MapsState = {
  folder: '/home/user/bare',
  cubes: ['loaf-1', 'loaf-2', 'loaf-3'].map((name, i) => ({
    name,
    height: 24,
    width: 24,
    bands: 20,
    wavelengthNm: null,
    reference: i < 2 ? 30 + i : null,
    hasMask: false,
    hasTruth: false,
    bytes: 23_040,
  })),
  refused: [
    {
      file: 'loaf-4.hdr',
      sentence: 'There is no loaf-4.bil beside it. Copy the file of numbers into the same folder.',
    },
  ],
  models: [],
  training: false,
  resumable: null,
}

/** What the view of maps says in each state; the way from cubes to maps is in maps.test.ts. */
describe.skipIf(browserTool.path === undefined)('states of Maps', () => {
  const window = oneWindow()

  it('empty: a folder or a demonstration', async () => {
    const { page } = window()
    await goTo(page, 'Maps')
    await mainOf(page).getByText('No cubes yet.').waitFor()
    await mainOf(page).getByRole('textbox', { name: 'Folder of cubes' }).waitFor()
  })

  it('loading: what is read, and nothing can be begun twice', async () => {
    const { page, app } = window()
    let opened: (known: MapsState) => void = () => undefined
    app.scene.answers['maps.open'] = () => new Promise((resolve) => (opened = resolve))
    app.scene.answers['maps.rgb'] = () => ({ ...plane3(), bandsNm: [] })
    await mainOf(page).getByRole('textbox', { name: 'Folder of cubes' }).fill('/home/user/bare')
    await mainOf(page).getByRole('button', { name: 'Open', exact: true }).click()
    await mainOf(page).getByRole('heading', { name: 'Reading headers' }).waitFor()
    expect(await mainOf(page).getByRole('button', { name: 'Open', exact: true }).isDisabled()).toBe(true)
    await expect.poll(() => app.scene.calls).toContain('maps.open')
    opened(BARE)
    await page.getByRole('option', { name: /loaf-1/ }).waitFor()
  })

  it('missing wavelengths, too few references, a file left out: each is said', async () => {
    const { page } = window()
    await mainOf(page).getByText('wavelengths not known').waitFor()
    await mainOf(page).getByText('wavelength not known', { exact: true }).waitFor()
    await page
      .getByText(/loaf-4\.hdr is left out/)
      .or(page.getByText('There is no loaf-4.bil beside it.'))
      .first()
      .waitFor()
    await page.getByRole('option', { name: /loaf-3.*no reference/ }).waitFor()
    await inspectorOf(page)
      .getByText(/2 of 3 cubes have a reference; 6 are enough/)
      .waitFor()
    expect(
      await mainOf(page)
        .getByRole('button', { name: /^Learn maps/ })
        .isDisabled(),
    ).toBe(true)
    expect(await mainOf(page).getByRole('radio', { name: 'Maps' }).isDisabled()).toBe(true)
  })

  it('correction not applied: said, with the reason why none fits', async () => {
    const { page } = window()
    const choice = inspectorOf(page).getByLabel('Correct the cubes first')
    expect(await choice.locator('option').first().textContent()).toBe('not applied')
    expect(await choice.locator('option[disabled]').allTextContents()).toEqual(['v7: another axis'])
  })

  it('a folder that is no folder of cubes: the message, nothing changes', async () => {
    const { page, app } = window()
    await page.keyboard.press('o')
    app.scene.answers['maps.open'] = () => {
      throw refusal({
        code: 'NOT_FOUND',
        title: 'There is no such folder',
        happened: '/nowhere is not there.',
        kept: 'Nothing was changed.',
        next: 'Check the name.',
      })
    }
    await mainOf(page).getByRole('textbox', { name: 'Folder of cubes' }).fill('/nowhere')
    await mainOf(page).getByRole('button', { name: 'Open', exact: true }).click()
    const card = page.getByRole('alert', { name: 'There is no such folder' })
    await card.getByText('NOT_FOUND').waitFor()
    await mainOf(page).getByText('No cubes yet.').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => card.count()).toBe(0)
  })

  it('too large to learn from: the binning that would fit', async () => {
    const { page, app } = window()
    await mainOf(page)
      .getByRole('button', { name: /Demo: meat/ })
      .click()
    await page.getByRole('img', { name: /^Cube cube-1 in three/ }).waitFor()
    const feed = new Feed<MapTrainingEvent>()
    app.scene.answers['maps.train'] = () => feed.read()
    await page.keyboard.press('Space')
    feed.end(
      refusal({
        code: 'BAD_REQUEST',
        title: 'The cubes are too large to learn from',
        happened: 'Together they have 2.1 thousand million values; 0.5 fit.',
        kept: 'Nothing was changed.',
        next: 'Bin them by 3 in both directions, or use fewer.',
      }),
    )
    const card = page.getByRole('alert', { name: 'The cubes are too large to learn from' })
    await card.getByText(/Bin them by 3 in both directions/).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => card.count()).toBe(0)
  })

  it('training: fold, epoch and at most how long; a stopped one goes on where it was', async () => {
    const { page, app } = window()
    const feed = new Feed<MapTrainingEvent>()
    app.scene.answers['maps.train'] = () => feed.read()
    await page.keyboard.press('Space')
    await page.getByRole('progressbar', { name: 'Reading the cubes' }).waitFor()
    const progress = {
      type: 'progress',
      folds: 3,
      epochs: 90,
      trainingLoss: 3.2,
      validationLoss: 4.1,
    } as const
    feed.say({ ...progress, fold: 1, epoch: 40, fraction: 0.2, detail: 'learns from the means' })
    await page.getByRole('progressbar', { name: /^Fold 1 of 3, epoch 40 of at most 90/ }).waitFor()
    await mainOf(page)
      .getByText(/at most .* left/)
      .waitFor()
    await mainOf(page)
      .getByRole('button', { name: /^Stop and keep/ })
      .click()
    await mainOf(page)
      .getByRole('button', { name: /^Learn maps|^Go on learning/ })
      .waitFor()
  })
})

/** Three planes of one value. */
function plane3() {
  const plane = { height: 24, width: 24, values: Float64Array.from({ length: 576 }, (_, i) => (i % 24) / 24) }
  return { red: plane, green: plane, blue: plane }
}
