import { describe, expect, it } from 'vitest'
import type { ReadingRow } from '../../contract/session.ts'
import { palette, tabTo } from './support/by-keyboard.ts'
import { lookInside } from './support/look-inside.ts'
import { openBefore, tool } from './support/open-before.ts'
import { SOON, type ProgramWindow } from './support/program-window.ts'

const VIEWS = ['Live', 'Plate', 'Models', 'Sessions', 'Devices'] as const

/** No pointer is used in this file. */
describe.skipIf(tool.path === undefined)('the job by keyboard alone', () => {
  let window: ProgramWindow
  openBefore((opened) => (window = opened))

  /** Every reading of every session, undone and superseded ones too. */
  const everyReading = (): Promise<ReadingRow[]> =>
    lookInside(window.program.url, async (client) => {
      const { sessions } = await client.session.list({})
      const lists = sessions.map(({ id }) => client.session.readings({ session: id, limit: 1000 }))
      return (await Promise.all(lists)).flatMap(({ rows }) => rows)
    })

  it('goes to every view by its number and by the palette', async () => {
    const { page } = window
    for (const [index, view] of VIEWS.entries()) {
      await window.press(`Control+${String(index + 1)}`)
      await page.getByRole('main', { name: view }).waitFor()
    }
    await window.press('Control+,')
    await page.getByRole('main', { name: 'Settings' }).waitFor()
    await palette(window, 'plate')
    await page.getByRole('main', { name: 'Plate' }).waitFor()
  })

  it('explains the keys of each view', async () => {
    const { page } = window
    const said: Record<string, string[]> = {
      Live: ['Freeze', 'Store spot', 'Take dark', 'Command palette'],
      Plate: ['Next unread', 'Repeat the worst ten', 'Exclude from training', 'Undo'],
      Models: ['Recalibrate'],
      Sessions: ['New session', 'Export'],
    }
    for (const [view, words] of Object.entries(said)) {
      await window.press(`Control+${String(VIEWS.findIndex((name) => name === view) + 1)}`, '?')
      const sheet = page.getByRole('dialog', { name: 'Keys of this view' })
      await sheet.waitFor()
      for (const text of words) expect(await sheet.innerText(), view).toContain(text)
      await window.press('Escape')
      await sheet.waitFor({ state: 'detached' })
    }
  })

  it('chooses the plate, starts, pauses with Esc, goes on, and stops with Esc twice', async () => {
    const { main } = window
    await window.press('Control+2')
    await main.getByText('No plate yet.').waitFor()
    await tabTo(window, 'Default plate 660')
    await window.press('Enter')
    await window.primary(/^Start scan/)
    await window.press(' ')
    await expect.poll(() => window.pairs(), SOON).toBeGreaterThan(4)
    await window.press('Escape')
    await window.primary(/^Resume scan/)
    const paused = await window.pairs()
    await window.press(' ')
    await expect.poll(() => window.pairs(), SOON).toBeGreaterThan(paused + 2)
    await window.press('Escape')
    await window.primary(/^Resume scan/)
    await window.press('Escape')
    await main.getByRole('button', { name: 'Other plate' }).waitFor()
    const kept = await window.pairs()
    // Nothing is left to close: another Esc does nothing.
    await window.press('Escape', 'Escape')
    expect(await window.pairs()).toBe(kept)
    expect(kept).toBeGreaterThan(paused)
  })

  it('moves on the plate with the arrows and tells where it is', async () => {
    const { main, inspector } = window
    const at = (patch: string): Promise<void> => window.reads(inspector.getByRole('heading').first(), patch)
    await window.press('Control+Home')
    await at('A01')
    await window.press('ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowLeft')
    await at('C01')
    await window.press('End')
    await at('C33')
    await window.press('Control+End')
    await at('T33')
    await window.press('Control+Home', 'Shift+ArrowRight', 'Shift+ArrowRight')
    expect(await main.getByRole('gridcell', { selected: true }).count()).toBe(3)
    await window.press('n')
    await expect
      .poll(() => main.getByRole('gridcell', { selected: true }).getAttribute('aria-label'), SOON)
      .toMatch(/not read yet/)
    await window.press('Control+k')
    await window.page.keyboard.type('P14')
    await window.press('Enter')
    await at('P14')
  })

  it('undoes and redoes a pair, takes one out of the training and back in', async () => {
    const { main } = window
    const pairs = await window.pairs()
    await window.press('Control+z')
    await expect.poll(() => window.pairs(), SOON).toBe(pairs - 1)
    await window.press('Control+Shift+z')
    await expect.poll(() => window.pairs(), SOON).toBe(pairs)
    await window.press('Control+Home', 'x')
    const first = main.getByRole('gridcell', { name: /^A01/ })
    await expect.poll(() => first.getAttribute('aria-label'), SOON).toMatch(/excluded/)
    await window.press('x')
    await expect.poll(() => first.getAttribute('aria-label'), SOON).toMatch(/paired/)
  })

  it('leaves letters to the text field they are typed into', async () => {
    const { page, main } = window
    const before = await everyReading()
    await window.press('Control+4')
    const filter = main.getByRole('searchbox', { name: 'Filter the sessions' })
    await filter.waitFor()
    await tabTo(window, 'Filter the sessions')
    await page.keyboard.type('dw nrxfp? 12 ')
    expect(await filter.inputValue()).toBe('dw nrxfp? 12 ')
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect((await everyReading()).map(({ id }) => id)).toEqual(before.map(({ id }) => id))
    await page.getByRole('main', { name: 'Sessions' }).waitFor()
  })

  it('has no key that destroys anything', async () => {
    const before = await everyReading()
    const plain = Array.from('abcefghijklmopqrstuvxyz0123456789.-+,;#')
    const others = [
      'Delete',
      'Backspace',
      'Shift+Delete',
      'Control+Backspace',
      'Control+Delete',
      'Escape',
      'Insert',
    ]
    for (const view of [1, 2, 3, 4, 5]) {
      await window.press(`Control+${String(view)}`)
      for (const key of [...plain, ...others]) await window.press(key)
    }
    await window.press('Escape', 'Escape', 'Escape')
    const after = new Map((await everyReading()).map((row) => [row.id, row]))
    for (const row of before) {
      // A patch may have been taken out of the training, which the same key reverses.
      const now = after.get(row.id)?.state
      expect(now === 'excluded' ? 'accepted' : now, `${row.role} ${String(row.patch)}`).toBe(row.state)
    }
  })

  it('never made the page complain', () => {
    expect(window.complaints.join('\n')).toBe('')
  })
})
