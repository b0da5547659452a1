import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import type { ProblemData } from '../../../contract/errors.ts'
import type { PairCheck, PatchView } from '../../../contract/plate.ts'
import type { PlanEvent } from '../../../contract/run.ts'
import { builtinPlate } from '../../../spectra/builtin-plate.ts'
import { drawPlate } from '../../../spectra/plate.ts'
import { benchDevices, benchState, SILENT } from '../../renderer/fake/bench.ts'
import { beginRun, type FakeRun } from '../../renderer/fake/feed.ts'
import { learned } from '../../renderer/fake/learned.ts'
import { browserTool, inspectorOf, mainOf, oneWindow, stripOf } from './one-window.ts'
import { goTo, type Opened } from './open.ts'

const DRIFT: ProblemData = {
  code: 'DRIFT',
  title: 'The bench drifted',
  happened: 'Control patches moved by dL* 0.14, limit 0.12.',
  kept: 'The last 11 pairs are kept and marked.',
  next: 'Take white (W). If it stays, repeat the 11.',
}
const TWICE: ProblemData = {
  code: 'PAIR_DUPLICATE',
  title: 'Refused: same spectrum as M08',
  happened: 'M09 differs by dE 0.02, expected 6.',
  kept: 'Both readings kept, not used for training.',
  next: 'Check the position, press R.',
}
const FULL: ProblemData = {
  code: 'DISK_LOW',
  title: 'Disk almost full',
  happened: '190 MB free.',
  kept: '264 pairs are on disk, scan paused before M09.',
  next: 'Free 2 GB, then Resume.',
}
/** The patch the runs of this file are at: the first unread one. */
const AT = learned().plate.patches.find((patch) => patch.state === 'unread')!
const CHECKS: PairCheck[] = [
  { name: 'level', state: 'passed', detail: '0.62 of full scale' },
  { name: 'expected', state: 'passed', detail: 'dE 0.4, limit 5' },
  { name: 'neighbours', state: 'failed', detail: 'dE 0.02 from the patch before' },
  { name: 'replicates', state: 'unknown', detail: 'one reading' },
  { name: 'reference', state: 'waiting', detail: 'to come' },
]
const step: PlanEvent = { type: 'step', name: 'patch', detail: AT.name, patch: AT.id, index: 400, total: 660 }
const read = (state: PatchView['state']): PlanEvent => ({
  type: 'patch',
  patch: { ...AT, state, readings: 2, measured: AT.expected, deltaERaw: 0.61, reason: TWICE.title },
  checks: CHECKS,
  paired: 401,
  refused: 2,
  toRepeat: state === 'repeat' ? 1 : 0,
  secondsLeft: 1920,
})

/** Every row of the design's table of states for Plate that needs no second window. */
describe.skipIf(browserTool.path === undefined)('states of Plate', () => {
  const window = oneWindow()
  let runs = 10

  /** A bench on which the half-read plate is being scanned, and its window at the Plate view. */
  async function scanning(bench = benchState()): Promise<Opened & { run: FakeRun }> {
    const { app, page } = window()
    app.scene.learned = learned()
    app.scene.bench = bench
    const run = beginRun(app, runs++, 'scan', { total: 660, done: 400 })
    run.say(step)
    await goTo(page, 'Plate')
    await page
      .getByRole('gridcell', { name: new RegExp(`^${AT.id}, current`) })
      .waitFor({ state: 'attached' })
    return { ...window(), run }
  }
  const card = (page: Page, { title }: ProblemData) => mainOf(page).getByRole('alert', { name: title })
  async function says(page: Page, problem: ProblemData): Promise<void> {
    const text = (await card(page, problem).innerText()).replaceAll('Δ', 'd')
    for (const part of [problem.happened, problem.kept, problem.next, problem.code])
      expect(text).toContain(part)
  }

  it('empty: three ways to a plate; a drawn grid has its size and order', async () => {
    const { page, app } = window()
    await goTo(page, 'Plate')
    const main = mainOf(page)
    await main.getByText('No plate yet.').waitFor()
    await main.getByRole('button', { name: 'Default plate 660' }).waitFor()
    await main.getByRole('button', { name: 'Import CGATS, ti3 or CSV' }).waitFor()
    await main.getByRole('button', { name: 'Draw a grid' }).click()
    await main.getByRole('radio', { name: 'By row' }).click()
    let asked: unknown
    app.scene.answers['plate.draw'] = (input) => {
      asked = input
      return drawPlate('My plate', 6, 4, 10, 'rows')
    }
    await main.getByRole('button', { name: 'Use this grid' }).click()
    await page.getByRole('gridcell', { name: /^F04/ }).waitFor({ state: 'attached' })
    expect(asked).toMatchObject({ rows: 6, columns: 4, pitchMm: 10, order: 'rows' })
  })

  it('set up and ready: every patch unread, the first one framed, the form and the forecast beside it', async () => {
    const { page, app } = window()
    app.scene.answers['plate.get'] = () => builtinPlate()
    await mainOf(page).getByRole('button', { name: 'Other plate' }).click()
    await mainOf(page).getByRole('button', { name: 'Default plate 660' }).click()
    const cells = page.getByRole('gridcell')
    await expect.poll(() => cells.count()).toBe(660)
    expect(await page.getByRole('gridcell', { name: /not read yet/ }).count()).toBe(660)
    await page.getByRole('gridcell', { name: /^A01, .*current/ }).waitFor({ state: 'attached' })
    const form = inspectorOf(page)
    for (const words of ['Rows by columns', 'Pitch', 'Order', 'Forecast'])
      await form.getByText(words).waitFor()
    await form.getByText(/^\d+\smin \d+\ss$/).waitFor()
    for (const field of ['Readings of each patch', 'Control patch after every', 'White after every'])
      await form.getByLabel(field).waitFor()
    await stripOf(page)
      .getByRole('button', { name: /^Start scan/ })
      .waitFor()
    await mainOf(page).getByText('Ready. Space starts the scan.').waitFor()
  })

  it('running, motorised: counts, time left, the patch it is at, control chart and checks', async () => {
    const { page, run } = await scanning()
    run.say(
      read('paired'),
      { type: 'control', point: { pair: 400, patch: 'A07', deltaL: 0.03, ewma: 0.02, outside: false } },
      step,
    )
    const main = mainOf(page)
    await main.getByText('401', { exact: true }).waitFor()
    await main.getByText(/Scan is running, 401 of 660/).waitFor()
    await main
      .getByText(/32\smin/)
      .first()
      .waitFor()
    await main.getByRole('heading', { name: 'Control patches' }).waitFor()
    await page.getByRole('progressbar', { name: '401 of 660 pairs' }).waitFor()
    await page
      .getByRole('navigation')
      .getByRole('img', { name: /working|running/i })
      .waitFor()
    await stripOf(page)
      .getByRole('button', { name: /^Pause scan/ })
      .waitFor()
    await inspectorOf(page).getByText('Against neighbours').waitFor()
  })

  it('paused: why and since when, and what goes on', async () => {
    const { page, run } = await scanning()
    run.say({ type: 'state', state: 'paused', reason: 'paused by you' })
    await mainOf(page)
      .getByText(/^Paused by you since \d\d:\d\d:\d\d/)
      .waitFor()
    await stripOf(page)
      .getByRole('button', { name: /^Resume scan/ })
      .waitFor()
    await page.keyboard.press('Space')
    await expect.poll(() => window().app.scene.calls).toContain('run.resume')
    run.say({ type: 'state', state: 'running', reason: 'continued' })
    await mainOf(page)
      .getByText(/^Scan is running/)
      .waitFor()
  })

  it('hand-held: the patch is asked for by name, Space measures', async () => {
    const { page, app, run } = await scanning()
    run.say({
      type: 'prompt',
      prompt: {
        ask: 'place-patch',
        patch: AT.id,
        text: `Place both probes on ${AT.id}, then measure.`,
        answers: ['measure', 'skip', 'stop'],
      },
    })
    await mainOf(page)
      .getByRole('status')
      .getByText(/Place both probes/)
      .waitFor()
    await stripOf(page)
      .getByRole('button', { name: /^Measure/ })
      .waitFor()
    let said: unknown
    app.scene.answers['run.answer'] = (input) => {
      said = input
      return { ok: true }
    }
    await page.keyboard.press('Space')
    await expect.poll(() => said).toEqual({ answer: 'measure' })
  })

  it('a pair refused by hand: the card waits for an answer', async () => {
    const { page, run } = await scanning()
    run.say({ type: 'refused', patch: AT.id, problem: TWICE }, read('refused'), {
      type: 'prompt',
      prompt: {
        ask: 'refused-pair',
        patch: AT.id,
        text: `${TWICE.title}. ${TWICE.happened} ${TWICE.next}`,
        answers: ['repeat', 'accept-as-measured', 'skip', 'stop'],
      },
    })
    await says(page, TWICE)
    for (const name of ['Repeat', 'Accept as measured', 'Skip', 'Stop and keep'])
      await card(page, TWICE).getByRole('button', { name, exact: true }).waitFor()
  })

  it('a pair refused by the stage: the scan goes on, the reason stands in the inspector', async () => {
    const { page, run } = await scanning()
    run.say({ type: 'refused', patch: AT.id, problem: TWICE }, read('repeat'))
    await mainOf(page).getByText('1 to re-measure').waitFor()
    await page
      .getByRole('gridcell', { name: new RegExp(`^${AT.id}.*to be measured again`) })
      .waitFor({ state: 'attached' })
    const text = async (): Promise<string> => (await inspectorOf(page).innerText()).replaceAll('Δ', 'd')
    await expect.poll(text).toContain(TWICE.code)
    for (const part of [TWICE.title, TWICE.happened, TWICE.kept, TWICE.next])
      expect(await text()).toContain(part)
    await inspectorOf(page).getByRole('button', { name: 'Again' }).first().waitFor()
  })

  it('an instrument offline: the message, and it continues by itself', async () => {
    const devices = benchDevices().map((device) =>
      device.role === 'reference' ? { ...device, state: 'faulted' as const, problem: SILENT } : device,
    )
    const { page, app, run } = await scanning(benchState({ devices }))
    run.say(
      { type: 'problem', problem: SILENT },
      { type: 'state', state: 'paused', reason: 'the reference is silent' },
    )
    await says(page, SILENT)
    await mainOf(page)
      .getByText(/^Paused: the reference is silent since/)
      .waitFor()
    app.scene.bench = { ...benchState(), ...(app.scene.bench.run && { run: app.scene.bench.run }) }
    app.publish()
    run.say({ type: 'state', state: 'running', reason: 'the reference is back' })
    await expect.poll(() => card(page, SILENT).count()).toBe(0)
    await mainOf(page)
      .getByText(/^Scan is running/)
      .waitFor()
  })

  it('drift: said while the scan takes a white by itself, until a control patch is back', async () => {
    const { page, run } = await scanning()
    const control = (deltaL: number, outside: boolean): PlanEvent => ({
      type: 'control',
      point: { pair: 401, patch: 'A07', deltaL, ewma: deltaL, outside },
    })
    run.say(control(0.14, true), { type: 'problem', problem: DRIFT })
    await says(page, DRIFT)
    await page.getByRole('img', { name: /^Control patches: average 0\.14/ }).waitFor()
    run.say(
      { type: 'reading', reading: 9001, role: 'spectrometer', kind: 'white', seconds: 3 },
      control(0.01, false),
    )
    await expect.poll(() => card(page, DRIFT).count()).toBe(0)
  })

  it('continued after an interruption: how many pairs were checked', async () => {
    const { app, page } = window()
    app.scene.bench = benchState()
    const run = beginRun(app, runs++, 'scan', { total: 660, done: 264, interrupted: true })
    run.say(step)
    await mainOf(page).getByText('Continued after interruption, 264 pairs checked, none lost.').waitFor()
  })

  it('disk low: attention first, then the scan pauses before the next patch', async () => {
    const { page, app, run } = await scanning()
    app.scene.bench = { ...app.scene.bench, diskFreeBytes: 1_400_000_000 }
    app.publish()
    await page.getByRole('contentinfo').getByRole('img', { name: 'disk almost full' }).waitFor()
    await page
      .getByRole('contentinfo')
      .getByText(/1\.40?\sGB free/)
      .waitFor()
    run.say(
      { type: 'problem', problem: FULL },
      { type: 'state', state: 'paused', reason: 'disk almost full' },
    )
    await says(page, FULL)
    await stripOf(page)
      .getByRole('button', { name: /^Resume scan/ })
      .waitFor()
  })

  it('finished: pairs, repeated, refused, duration, repeatability, and Train comes next', async () => {
    const { page, app, run } = await scanning()
    const { plate } = learned()
    const read = plate.patches.map((patch) => ({ ...patch, state: 'paired' as const, readings: 2 }))
    app.scene.learned = { ...learned(), plate: { ...plate, patches: read, paired: 660, refused: 0 } }
    run.say({
      type: 'finished',
      outcome: 'done',
      summary: {
        pairs: 660,
        total: 660,
        refused: 4,
        retried: 12,
        controls: 60,
        seconds: 2280,
        repeatability: 0.09,
      },
      sentence: '660 of 660 patches have a pair.',
    })
    app.scene.bench = benchState()
    app.publish()
    await mainOf(page)
      .getByText(
        /660 of 660 patches have a pair, 12 patches repeated, 4 pairs refused, 38\smin 0\ss, readings repeat within ΔE 0\.09/,
      )
      .waitFor()
    await goTo(page, 'Live')
    await goTo(page, 'Plate')
    await stripOf(page)
      .getByRole('button', { name: /^Train/ })
      .waitFor()
  })

  it('maps: difference, repeatability and time, each with its scale; a zoom keeps the patch in sight', async () => {
    const { page, run } = await scanning()
    const main = mainOf(page)
    await main.getByRole('radio', { name: 'Map', exact: true }).click()
    await main.getByRole('img', { name: 'Scale of the map, ΔE₀₀ of the pair, from 0.00 to 1.00' }).waitFor()
    for (const [item, scale] of [
      ['Repeatability, ΔE₀₀ to 0.2', /^Scale of the map, ΔE₀₀ among its readings, from 0.00 to 0.20/],
      ['Time of reading', /^Scale of the map, minutes after the first pair, from 0 min to \d+ min/],
      ['ΔE₀₀ of the pair, to 2', /^Scale of the map, ΔE₀₀ of the pair, from 0.00 to 2.00/],
    ] as const) {
      await main.getByRole('button', { name: /^What the map shows/ }).click()
      await page.getByRole('menuitemradio', { name: item }).click()
      await main.getByRole('img', { name: scale }).waitFor()
    }
    await main.getByRole('radio', { name: 'Split' }).click()
    await main.getByRole('img', { name: /^Scale of the map/ }).waitFor({ state: 'detached' })
    // By key it is about the patch the scan is at.
    const at = page.getByRole('gridcell', { name: new RegExp(`^${AT.id}, current, pair \\d+ of 660`) })
    const inSight = async (): Promise<boolean> => {
      const [cell, view] = [await at.boundingBox(), await main.boundingBox()]
      if (cell === null || view === null) return false
      const middle = cell.y + cell.height / 2
      return cell.width > 60 && middle > view.y && middle < view.y + view.height && cell.x > view.x
    }
    await page.keyboard.press('+')
    await page.keyboard.press('+')
    await expect.poll(inSight).toBe(true)
    await page.keyboard.press('0')
    await expect.poll(inSight).toBe(false)
    run.say({ type: 'finished', outcome: 'stopped', summary: {}, sentence: 'Stopped.' })
  })

  it('of 5,040 patches: one picture, and for the ear the rows around the focus', async () => {
    const { app, page } = window()
    const { patches, ...plate } = drawPlate('Large', 70, 72, 10)
    const unread = patches.map((patch) => ({
      ...patch,
      state: 'unread' as const,
      control: false,
      readings: 0,
    }))
    const none = { paired: 0, refused: 0, toRepeat: 0, controls: [], controlLimit: 0.12, whites: [] }
    app.scene.learned = {
      ...learned(),
      plate: { session: 9, scanned: true, plate, patches: unread, ...none },
    }
    app.scene.bench = benchState()
    app.publish()
    await goTo(page, 'Live')
    await goTo(page, 'Plate')
    const grid = page.getByRole('grid', { name: 'Plate Large' })
    await grid.waitFor({ state: 'attached' })
    expect(await grid.getAttribute('aria-rowcount')).toBe('70')
    expect(await grid.locator('[role=row]').count()).toBeLessThanOrEqual(13)
    await page.keyboard.press('Control+Home')
    await inspectorOf(page)
      .getByText(/, 1 of 5040/)
      .waitFor()
    await page.keyboard.press('Control+End')
    await grid.locator('[data-patch="BR72"]').waitFor({ state: 'attached' })
    expect(await grid.locator('[role=row]').last().getAttribute('aria-rowindex')).toBe('70')
    await inspectorOf(page).getByText('BR72', { exact: true }).waitFor()
  })
})
