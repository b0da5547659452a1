import { describe, expect, it } from 'vitest'
import type { ProblemData } from '../../../contract/errors.ts'
import { refusal } from '../../renderer/fake/app.ts'
import { learned, readingsPage } from '../../renderer/fake/learned.ts'
import { browserTool, inspectorOf, mainOf, oneWindow } from './one-window.ts'
import { goTo } from './open.ts'

const DAMAGED: ProblemData = {
  code: 'STORE_DAMAGED',
  title: 'The database is damaged',
  happened: 'Page check failed at 3 places.',
  kept: 'File untouched, last good copy of 21 Nov 08:00 found.',
  next: 'Open the copy, or export what is readable.',
}
const NEWER: ProblemData = {
  code: 'STORE_NEWER',
  title: 'This file is from a newer version',
  happened: 'Database format 14, this program reads up to 12.',
  kept: 'File untouched.',
  next: 'Update Isochrome.',
}

/** The design's states of Sessions; comparison, replay and filters are in data.test.ts. */
describe.skipIf(browserTool.path === undefined)('states of Sessions', () => {
  const window = oneWindow()
  async function again(): Promise<void> {
    const { page } = window()
    await goTo(page, 'Live')
    await goTo(page, 'Sessions')
  }

  it('empty: readings come by themselves', async () => {
    const { page } = window()
    await goTo(page, 'Sessions')
    await mainOf(page).getByText('Readings appear here by themselves. Nothing has to be saved.').waitFor()
    await mainOf(page).getByText('/home/user/.local/share/isochrome').waitFor()
    await mainOf(page)
      .getByRole('button', { name: /^New session/ })
      .last()
      .waitFor()
  })

  it.each([
    ['damaged', DAMAGED],
    ['newer', NEWER],
  ])(
    'a %s database: the message with its code, nothing else is shown as if it were there',
    async (_how, problem) => {
      const { app, page } = window()
      app.scene.answers['session.list'] = () => {
        throw refusal(problem)
      }
      await again()
      const card = page.getByRole('alert', { name: problem.title })
      await card.waitFor()
      for (const part of [problem.happened, problem.kept, problem.next, problem.code])
        expect(await card.innerText()).toContain(part)
      await page.keyboard.press('Escape')
      await expect.poll(() => card.count()).toBe(0)
      delete app.scene.answers['session.list']
    },
  )

  it('loading: lines without words until the page of readings is here', async () => {
    const { app, page } = window()
    const work = learned()
    app.scene.learned = work
    let arrive: () => void = () => undefined
    const held = new Promise<void>((resolve) => (arrive = resolve))
    let first = true
    app.scene.answers['session.readings'] = async (input) => {
      // The first page says how many there are; those that come into sight later are waited for.
      if (!first) await held
      first = false
      return readingsPage(work.sessions[0], input as Parameters<typeof readingsPage>[1])
    }
    await again()
    const table = page.getByRole('region', { name: 'Readings of the session' })
    await table.getByText('A01').first().waitFor()
    await table.evaluate((element) => (element.scrollTop = element.scrollHeight / 2))
    // Only what is in sight is on the page.
    await expect.poll(() => table.getByText('accepted').count()).toBe(0)
    arrive()
    await table.getByText('accepted').first().waitFor()
    delete app.scene.answers['session.readings']
  })

  it('the open session, a filter that nothing fits, and a session without readings', async () => {
    const { app, page } = window()
    const work = learned()
    app.scene.learned = {
      ...work,
      sessions: [
        ...work.sessions,
        {
          ...work.sessions[2]!,
          id: 4,
          name: 'Not begun',
          readings: 0,
          pairs: 0,
          plate: null,
          instruments: [],
        },
      ],
    }
    await again()
    const main = mainOf(page)
    await main.getByText('open', { exact: true }).first().waitFor()
    const list = page.getByRole('listbox', { name: 'Sessions' })
    await list.getByRole('option', { name: /Not begun.*no instrument yet/ }).click()
    await main.getByText('No reading in this session yet.').waitFor()
    await main.getByRole('button', { name: 'Open this session' }).waitFor()
    await page.getByRole('searchbox', { name: 'Filter the sessions' }).fill('no such thing')
    await list.getByText('No session fits this filter.').waitFor()
    await page.getByRole('searchbox', { name: 'Filter the sessions' }).fill('')
  })

  it('history: what was undone is struck through and can be done again', async () => {
    const { app, page } = window()
    const at = new Date().toISOString()
    app.scene.answers['measure.history'] = () => ({
      entries: [
        { id: 1, at, what: 'pair of P13 committed', undone: false },
        { id: 2, at, what: 'pair of P14 committed', undone: true },
      ],
    })
    app.scene.bench = { ...app.scene.bench, undo: 'pair of P13', redo: 'pair of P14' }
    app.publish()
    await again()
    await page
      .getByRole('listbox', { name: 'Sessions' })
      .getByRole('option', { name: /Line 3/ })
      .click()
    const inspector = inspectorOf(page)
    await inspector.getByRole('radio', { name: 'History' }).click()
    const undone = inspector.getByText('pair of P14 committed')
    await undone.waitFor()
    expect(await undone.evaluate((element) => getComputedStyle(element).textDecorationLine)).toBe(
      'line-through',
    )
    await inspector.getByRole('button', { name: /^Redo/ }).click()
    await expect.poll(() => app.scene.calls).toContain('measure.redo')
    delete app.scene.answers['measure.history']
  })

  it('nothing verified yet: what a verification is, and the way to one', async () => {
    const { page } = window()
    await mainOf(page).getByRole('radio', { name: 'Verifications' }).click()
    await mainOf(page).getByText('Nothing was verified yet.').waitFor()
    await mainOf(page).getByRole('radio', { name: 'Readings' }).click()
  })
})
