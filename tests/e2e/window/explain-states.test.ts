import { describe, expect, it } from 'vitest'
import type { RamanEvent } from '../../../contract/raman.ts'
import { refusal } from '../../renderer/fake/app.ts'
import { explainedFace, explanationOf } from '../../renderer/fake/explained.ts'
import { Feed } from '../../renderer/fake/feed.ts'
import { browserTool, inspectorOf, mainOf, oneWindow } from './one-window.ts'
import { goTo } from './open.ts'

/** What the Explain view says in each state; how it fits and what it draws is in explain.test.ts. */
describe.skipIf(browserTool.path === undefined)('states of Explain', () => {
  const window = oneWindow()

  it('empty: choose a trained network, or train one', async () => {
    const { page } = window()
    await goTo(page, 'Explain')
    await mainOf(page).getByText('Choose a trained network.').waitFor()
    for (const name of [
      /^Train the demonstration/,
      /^Train on a folder/,
      /^Look into the lamp classifier/,
      /^Train a correction/,
    ])
      await mainOf(page).getByRole('button', { name }).waitFor()
  })

  it('training: source, epoch and what is right so far; Stop ends it', async () => {
    const { page, app } = window()
    const feed = new Feed<RamanEvent>()
    app.scene.answers['raman.train'] = () => feed.read()
    await mainOf(page)
      .getByRole('button', { name: /^Train the demonstration/ })
      .click()
    await page.getByRole('progressbar', { name: 'Reading made substances' }).waitFor()
    feed.say({
      type: 'epoch',
      epoch: 7,
      epochs: 40,
      loss: 0.3,
      right: 26,
      of: 30,
    })
    await page
      .getByRole('progressbar', {
        name: /^Learning from made substances: epoch 7 of at most 40, 26 of 30 right/,
      })
      .waitFor()
    await mainOf(page).getByRole('button', { name: /^Stop/ }).click()
    await expect.poll(() => app.scene.calls).toContain('raman.cancel')
    feed.end(
      refusal({
        code: 'WRONG_STATE',
        title: 'Training stopped',
        happened: 'You stopped it in epoch 7.',
        kept: 'Nothing of it.',
        next: 'Train again when you like.',
      }),
    )
    await mainOf(page).getByRole('alert', { name: 'Training stopped' }).waitFor()
    await mainOf(page).getByText('Choose a trained network.').waitFor()
  })

  it('a network: every picture says network, version, layer and input', async () => {
    const { page, app } = window()
    app.scene.explained = true
    await goTo(page, 'Live')
    await goTo(page, 'Explain')
    await mainOf(page)
      .getByText(
        /Raman classifier r1, 1 x 16 filters of 9 bands; dense layer through the pooling; spectrum Amber, output Amber/,
      )
      .first()
      .waitFor()
    await mainOf(page)
      .getByRole('img', { name: /^Amber as r1 reads it/ })
      .waitFor()
    await inspectorOf(page).getByLabel('Spectrum').waitFor()
  })

  it('a method that fails for this network: the message, the picture before stays', async () => {
    const { page, app } = window()
    app.scene.answers['explain.run'] = () => {
      throw refusal({
        code: 'BAD_REQUEST',
        title: 'No gradient of this layer',
        happened: 'The backend has no gradient for it.',
        kept: 'The picture before.',
        next: 'Use occlusion.',
      })
    }
    await mainOf(page).getByRole('radio', { name: 'Gradient' }).click()
    const card = mainOf(page).getByRole('alert', { name: 'No gradient of this layer' })
    await card.getByText('BAD_REQUEST').waitFor()
    await mainOf(page)
      .getByRole('img', { name: /^Amber as r1 reads it/ })
      .waitFor()
    delete app.scene.answers['explain.run']
    await mainOf(page).getByRole('radio', { name: 'Occlusion' }).click()
    await expect.poll(() => card.count()).toBe(0)
  })

  it('a transfer matrix stands beside the spectrum', async () => {
    const { page, app } = window()
    const bands = 12
    app.scene.answers['explain.run'] = (input) => {
      const shown = explanationOf(input as Parameters<typeof explanationOf>[0])
      const axis = shown.axis.filter((_, i) => i % 43 === 0).slice(0, bands)
      return {
        ...shown,
        axis,
        spectrum: axis.map(() => 0.4),
        relevance: axis.map((_, i) => 0.1 * Math.sin(i)),
        regions: [],
        matrix: Float64Array.from({ length: 3 * bands }, (_, i) => 0.9 * Math.sin(i / 5)),
      }
    }
    await mainOf(page).getByRole('radio', { name: 'Gradient' }).click()
    await mainOf(page)
      .getByRole('img', { name: /matrix/i })
      .first()
      .waitFor()
    delete app.scene.answers['explain.run']
  })

  it('a model that came without spectra: one has to be opened', async () => {
    const { page, app } = window()
    app.scene.answers['explain.face'] = () => ({ ...explainedFace, samples: [] })
    await page.reload()
    await goTo(page, 'Explain')
    await mainOf(page)
      .getByText('No spectrum came with this model. Open one, or use the live reading.')
      .waitFor()
    await mainOf(page)
      .getByRole('button', { name: /^Open a spectrum/ })
      .waitFor()
  })
})
