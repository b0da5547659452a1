import { describe, expect, it } from 'vitest'
import type { PlanEvent } from '../../../contract/run.ts'
import { benchState, SILENT } from '../../renderer/fake/bench.ts'
import { beginRun, type FakeRun } from '../../renderer/fake/feed.ts'
import { learned } from '../../renderer/fake/learned.ts'
import { browserTool, inspectorOf, mainOf, oneWindow } from './one-window.ts'
import { goTo } from './open.ts'

const work = learned()
const PATCHES = work.plate.patches.slice(0, 12)
const evaluation = (mean: number) => ({
  rmse: mean / 80,
  p95: mean / 40,
  gfc: 0.9999,
  dE00: { mean, p95: 2 * mean, max: 3 * mean },
})
/** How a run came out: mean dE00 before and after, gain in standard errors. */
const outcome = (
  before: number,
  after: number,
  gain: number,
  accepted: boolean,
  reason: string,
): PlanEvent => ({
  type: 'recalibrated',
  model: 'v8',
  before: evaluation(before),
  after: evaluation(after),
  accepted,
  reason,
  guardStandardErrors: gain,
  patches: PATCHES.map(({ id }, i) => ({
    patch: id,
    before: before * (0.5 + i / 11),
    after: after * (0.6 + i / 13),
  })),
})

/** The screens of a recalibration, and the three ways it can end. */
describe.skipIf(browserTool.path === undefined)('states of Recalibrate', () => {
  const window = oneWindow({
    scene: ({ scene }) => {
      scene.learned = learned()
    },
  })
  let runs = 40

  /** A run of its own at the page. */
  async function running(): Promise<FakeRun> {
    const { app, page } = window()
    app.scene.learned = learned()
    app.scene.bench = benchState()
    const run = beginRun(app, runs++, 'recalibrate', { total: 12, done: 0 })
    await goTo(page, 'Models')
    await page.keyboard.press('Shift+R')
    await mainOf(page).getByRole('list', { name: 'Steps of the recalibration' }).waitFor()
    return run
  }
  const ribbon = () => mainOf(window().page).getByRole('list', { name: 'Steps of the recalibration' })
  const stepAt = (name: RegExp) => ribbon().locator('[aria-current=step]').getByText(name)

  it('before: how many patches, how long, what to expect', async () => {
    const { page } = window()
    await goTo(page, 'Models')
    await mainOf(page).getByText('Winner', { exact: true }).waitFor()
    await page.keyboard.press('Shift+R')
    const main = mainOf(page)
    await main.getByText(/Is Gated v7 still right/).waitFor()
    await main.getByText(/The fewest patches that are enough: 12 of the 528 trained/).waitFor()
    await main
      .getByRole('img', { name: /patches/i })
      .first()
      .waitFor()
    expect(await ribbon().getByRole('listitem').count()).toBe(5)
    await main.getByRole('button', { name: /^Start recalibration/ }).waitFor()
  })

  it('references, readings, refit: the ribbon says where it is, the plate shows the patches', async () => {
    const run = await running()
    run.say({ type: 'step', name: 'white', detail: 'Taking the white', index: 0, total: 0 })
    await stepAt(/white/i).waitFor()
    const [first, second] = PATCHES
    run.say(
      { type: 'step', name: 'patch', detail: first!.name, patch: first!.id, index: 1, total: 12 },
      { type: 'reading', reading: 1, role: 'spectrometer', patch: first!.id, kind: 'sample', seconds: 1 },
      { type: 'patch', patch: first!, checks: [], paired: 1, refused: 0, toRepeat: 0, secondsLeft: 40 },
      { type: 'step', name: 'patch', detail: second!.name, patch: second!.id, index: 2, total: 12 },
    )
    await stepAt(/12 patches/).waitFor()
    await ribbon()
      .getByText(/1 of 36/)
      .waitFor()
    await mainOf(window().page)
      .getByRole('grid', { name: /^Plate/ })
      .waitFor()
    await mainOf(window().page)
      .getByRole('button', { name: /^Pause/ })
      .waitFor()
    run.say({ type: 'step', name: 'refit', detail: 'Fitting', index: 12, total: 12 })
    await stepAt(/refit|6 of 14/i).waitFor()
  })

  it('paused: the message of the instrument, and Resume', async () => {
    const run = await running()
    run.say(
      { type: 'step', name: 'patch', detail: 'A01', patch: PATCHES[0]!.id, index: 1, total: 12 },
      { type: 'problem', problem: SILENT },
      { type: 'state', state: 'paused', reason: 'the reference is silent' },
    )
    await mainOf(window().page).getByRole('alert', { name: SILENT.title }).waitFor()
    await mainOf(window().page)
      .getByRole('button', { name: /^Resume/ })
      .waitFor()
    await inspectorOf(window().page).getByText('paused, the reference is silent').waitFor()
  })

  it('drift found: before and after side by side, a decision is asked for', async () => {
    const run = await running()
    const { page } = window()
    run.say(outcome(0.284, 0.15, 3.1, true, 'Drift found: error fell by 3.1 standard errors.'))
    const main = mainOf(page)
    await inspectorOf(page).getByText('Drift found. The update helps.').waitFor()
    await main
      .getByRole('img', { name: /^Within delta E 0.3 lie \d+ per cent after, \d+ per cent before/ })
      .waitFor()
    await main.getByRole('img', { name: /of 12 patches have a smaller delta E after than before/ }).waitFor()
    await inspectorOf(page)
      .getByRole('table', { name: /^Before and after/ })
      .waitFor()
    await inspectorOf(page)
      .getByRole('button', { name: /^Make v8 active/ })
      .waitFor()
    await inspectorOf(page)
      .getByRole('button', { name: /^Keep v7/ })
      .click()
    await expect.poll(() => window().app.scene.calls).toContain('model.keep')
  })

  it('no drift found: the old model stays, nothing is asked', async () => {
    const run = await running()
    run.say(
      outcome(0.142, 0.141, 0.4, false, 'No drift found: error changed by 0.4 standard errors, 1 is needed.'),
      { type: 'finished', outcome: 'done', summary: {}, sentence: 'v7 stays active.' },
    )
    const inspector = inspectorOf(window().page)
    await inspector.getByText('No drift found, v7 stays.').waitFor()
    await inspector.getByText(/v7 stays active, the readings are kept\./).waitFor()
    expect(await inspector.getByRole('button', { name: /^Make v8 active/ }).count()).toBe(0)
  })

  it('drift too large: twelve patches do not mend it, the plate has to be scanned', async () => {
    const run = await running()
    run.say(outcome(1.4, 0.9, 2.2, false, 'Too far.'), {
      type: 'finished',
      outcome: 'done',
      summary: {},
      sentence: 'v7 stays active.',
    })
    await inspectorOf(window().page).getByText('Drift too large for 12 patches.').waitFor()
    await inspectorOf(window().page)
      .getByText(/Scan the plate again\./)
      .waitFor()
  })

  it('stopped: what was read is kept', async () => {
    const run = await running()
    run.say(
      { type: 'step', name: 'patch', detail: 'A01', patch: PATCHES[0]!.id, index: 1, total: 12 },
      {
        type: 'finished',
        outcome: 'stopped',
        summary: {},
        sentence: 'Stopped after 1 of 12 patches. v7 stays active.',
      },
    )
    await inspectorOf(window().page)
      .getByText(/Stopped after 1 of 12 patches/)
      .waitFor()
    await inspectorOf(window().page).getByText('How it ended').waitFor()
  })
})
