import { describe, expect, it } from 'vitest'
import type { ProblemData } from '../../../contract/errors.ts'
import type { MethodName, MethodResult, TournamentDetail, TrainingEvent } from '../../../contract/model.ts'
import { refusal } from '../../renderer/fake/app.ts'
import { benchState } from '../../renderer/fake/bench.ts'
import { Feed } from '../../renderer/fake/feed.ts'
import { learned, type Learned } from '../../renderer/fake/learned.ts'
import { browserTool, inspectorOf, mainOf, oneWindow } from './one-window.ts'
import { goTo } from './open.ts'

const DIED: ProblemData = {
  code: 'WORKER_DIED',
  title: 'Training stopped unexpectedly',
  happened: 'The worker ran out of memory in fold 3 of the autoencoder.',
  kept: '1 finished method and all data.',
  next: 'Continue without it, or retry.',
}

/** A day's work with other results. */
function withResults(change: (result: MethodResult) => MethodResult, winner: MethodName = 'gated'): Learned {
  const work = learned()
  const { comparison } = work.tournament
  const tournament: TournamentDetail = {
    ...work.tournament,
    comparison: {
      ...comparison,
      methods: comparison.methods.map(change),
      verdict: { ...comparison.verdict, winner },
    },
  }
  return { ...work, tournament }
}

/** The design's table of states for Models; a refused candidate and the winner are in work.test.ts. */
describe.skipIf(browserTool.path === undefined)('states of Models', () => {
  const window = oneWindow()

  /** Shows another day's work: Models reads it at every visit. */
  async function show(work: Learned): Promise<void> {
    const { app, page } = window()
    app.scene.learned = work
    await goTo(page, 'Live')
    await goTo(page, 'Models')
  }

  it('no data: how many pairs are needed, how many there are, and where they come from', async () => {
    const { page } = window()
    await goTo(page, 'Models')
    const main = mainOf(page)
    await main
      .getByText(/24 pairs are enough for a first model, 100 are good, 528 reach the noise floor/)
      .waitFor()
    await main.getByRole('img', { name: '0 of 528 pairs' }).waitFor()
    await main.getByRole('button', { name: 'Scan a plate' }).click()
    await page.getByRole('main', { name: 'Plate' }).waitFor()
  })

  it('ready to learn: Train is the next thing', async () => {
    const work = learned()
    await show({ ...work, tournament: undefined as never, models: [] })
    const main = mainOf(window().page)
    await expect.poll(() => main.innerText()).toMatch(/You have\s+660\s+in Line 3 acceptance/)
    await main.getByRole('button', { name: /^Train/ }).waitFor()
  })

  it('training: rows fill, the running method shows its fold and can be left out, Stop keeps what is done', async () => {
    const { page, app } = window()
    const main = mainOf(page)
    const feed = new Feed<TrainingEvent>()
    app.scene.answers['model.train'] = () => feed.read()
    await main.getByRole('button', { name: /^Train/ }).click()
    feed.say({ type: 'started', job: 'j1', methods: ['gated', 'ridge', 'autoencoder'], pairs: 660, folds: 5 })
    feed.say({ type: 'row', row: learned().tournament.comparison.methods[0]! })
    const progress = {
      type: 'progress',
      method: 'autoencoder',
      fold: 3,
      fraction: 0.5,
      secondsLeft: 95,
    } as const
    feed.say({ ...progress, detail: 'epoch 40 of 120' })
    await main.getByText(/660 pairs, 5 folds, 1 of 3 methods done, 2\smin left/).waitFor()
    const row = main.getByRole('row', { name: /autoencoder/ })
    await row.getByText('Fold 3 of 5').waitFor()
    await row.getByRole('button', { name: /^Skip/ }).click()
    await expect.poll(() => app.scene.calls).toContain('model.skip')
    feed.say({ type: 'stopped', method: 'autoencoder', reason: 'Left out by you.' })
    await row.getByText('Left out by you').waitFor()
    await main.getByRole('button', { name: /^Stop/ }).click()
    await main.getByText('Stopped. 1 of 3 methods finished.').waitFor()
    await main
      .getByRole('row', { name: /Gated physics/ })
      .getByText('1.65')
      .waitFor()
  })

  it('worker died: what was finished stays, and it can go on without the method', async () => {
    const { page, app } = window()
    const main = mainOf(page)
    const feed = new Feed<TrainingEvent>()
    let asked: unknown
    app.scene.answers['model.train'] = (input) => {
      asked = input
      return feed.read()
    }
    await main.getByRole('button', { name: /^Train/ }).click()
    feed.say({ type: 'started', job: 'j2', methods: ['gated', 'autoencoder'], pairs: 660, folds: 5 })
    feed.say({ type: 'row', row: learned().tournament.comparison.methods[0]! })
    feed.say({ type: 'progress', method: 'autoencoder', fold: 3, fraction: 0.5, detail: 'epoch 40 of 120' })
    feed.end(refusal(DIED))
    const card = main.getByRole('alert', { name: DIED.title })
    await card.waitFor()
    for (const part of [DIED.happened, DIED.kept, DIED.next, DIED.code])
      expect(await card.innerText()).toContain(part)
    await main
      .getByRole('row', { name: /Gated physics/ })
      .getByText('1.65')
      .waitFor()
    asked = undefined
    const again = new Feed<TrainingEvent>()
    app.scene.answers['model.train'] = (input) => {
      asked = input
      return again.read()
    }
    await card.getByRole('button', { name: /^Train without/ }).click()
    await expect.poll(() => asked).toMatchObject({ foldsBy: 'patch' })
    expect(JSON.stringify(asked)).not.toContain('autoencoder')
    again.end()
    await expect.poll(() => main.getByRole('button', { name: /^Stop/ }).count()).toBe(0)
  })

  it('no correction wins: said above the ranking, all results stay', async () => {
    await window().page.reload()
    await show(withResults((result) => result, 'none'))
    const main = mainOf(window().page)
    await main.getByText('No correction wins.').waitFor()
    await main.getByText(/Use the instrument as it is, or improve the measurement first/).waitFor()
    await main.getByRole('row', { name: /^No correction.*Winner/ }).waitFor()
  })

  it('foreign chart missing: the columns say so, and a banner invites one', async () => {
    await show(withResults((result) => ({ ...result, foreign: null })))
    const main = mainOf(window().page)
    await main.getByText('No foreign chart was read.').waitFor()
    await expect.poll(() => main.getByText('not tested').count()).toBeGreaterThan(7)
  })

  it('versions: the active one, those before it, a refused one with its reason', async () => {
    await show(learned())
    const { page } = window()
    const versions = page.getByRole('toolbar', { name: 'Versions, oldest left' })
    expect(await versions.getByRole('button').count()).toBe(5)
    await versions.getByRole('button', { name: /v6.*refused/ }).click()
    await inspectorOf(page)
      .getByText(/v6 cannot be made active/)
      .waitFor()
    await versions.getByRole('button', { name: /v7.*active/ }).click()
    await inspectorOf(page).getByRole('button', { name: 'Go back' }).waitFor()
    await inspectorOf(page)
      .getByRole('button', { name: /^Recalibrate/ })
      .waitFor()
  })

  it('decisions wait until a training has ended', async () => {
    const { page, app } = window()
    app.scene.bench = benchState()
    const feed = new Feed<TrainingEvent>()
    app.scene.answers['model.train'] = () => feed.read()
    await mainOf(page)
      .getByRole('button', { name: /^Train again/ })
      .click()
    feed.say({ type: 'started', job: 'j3', methods: ['gated'], pairs: 660, folds: 5 })
    await inspectorOf(page).getByText('Decisions wait until the training has ended.').waitFor()
    feed.end()
    await expect.poll(() => inspectorOf(page).getByText('Decisions wait').count()).toBe(0)
  })
})
