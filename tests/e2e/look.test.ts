import { describe, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { scanSmallPlate, trainAndUse } from './support/learn.ts'
import { flaws } from './support/looking.ts'
import { openBefore, tool } from './support/open-before.ts'
import type { ProgramWindow } from './support/program-window.ts'

const SIZES = [
  { width: 1024, height: 700 },
  { width: 1280, height: 800 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
] as const

/** Real readings, real models and real messages in every size the design names. */
describe.skipIf(tool.path === undefined)('looks of the program at work', () => {
  let window: ProgramWindow
  openBefore((opened) => (window = opened), { flags: ['--fast', '--drift', '--seed', '3'] })

  /** Sees the window as it is now in all sizes; the last one is the one the others are written for. */
  async function fits(state: string): Promise<void> {
    for (const size of [...SIZES, SIZES[2]]) {
      await window.page.setViewportSize(size)
      await window.page.waitForTimeout(150)
      expect(await flaws(window.page), `${state} at ${String(size.width)} x ${String(size.height)}`).toEqual(
        [],
      )
    }
    expect(await violations(window.page), state).toEqual([])
  }

  it('fits before anything was read', async () => {
    await window.reads(window.main, /No white yet/)
    await fits('live counts')
    for (const [key, view] of [
      ['Control+2', 'plate'],
      ['Control+3', 'models'],
      ['Control+4', 'sessions'],
      ['Control+5', 'devices'],
      ['Control+,', 'settings'],
    ] as const) {
      await window.press(key)
      await fits(`empty ${view}`)
    }
  })

  it('fits while and after a plate is scanned', async () => {
    const { main } = window
    await window.press('Control+2')
    await main.getByRole('button', { name: 'Draw a grid' }).click()
    await fits('drawing a grid')
    await scanSmallPlate(window, 6)
    await fits('plate read')
    await window.press('Control+Home')
    await fits('a patch of the plate')
    await window.press('u')
    await fits('plate, another fill')
    await window.press('u', 'u')
    await fits('plate, errors')
  })

  it('fits with methods, candidates and versions', async () => {
    await trainAndUse(window)
    await fits('tournament')
    await window.press('t')
    await fits('tournament as a table')
    await window.press('t')
  })

  it('fits with corrected spectra and spots', async () => {
    await window.press('Control+1')
    await window.main
      .getByRole('group', { name: 'Traces' })
      .getByRole('button', { name: 'Corrected' })
      .waitFor()
    await window.press(' ')
    await window.main.getByRole('row', { name: /Spot 1/ }).waitFor()
    await fits('live')
    await window.press('t')
    await fits('live as a table')
    await window.press('t', 'Control+k')
    await fits('palette')
    await window.press('Escape', '?')
    await fits('keys of the view')
    await window.press('Escape')
    for (const cell of [/^Level/, /^Dark/, /^White/, /^Domain/]) {
      await window.strip.getByRole('button', { name: cell }).click()
      await fits(`what ${String(cell)} means`)
    }
    await window.press('Escape')
  })

  it('fits before, in and after a recalibration', async () => {
    const { inspector, main } = window
    await window.press('Shift+R')
    await main.getByText('Is Gated v1 still right?').waitFor()
    await fits('recalibration to come')
    await window.press(' ')
    await window.reads(inspector, /What is kept|If you accept/)
    await fits('recalibration done')
  })

  it('fits with sessions, an export and a message', async () => {
    const { main, page } = window
    await window.press('Control+4')
    await main
      .getByRole('option', { name: /small 72, 72 pairs/ })
      .first()
      .click()
    await main.getByRole('row', { name: /A01/ }).first().click()
    await fits('session')
    await window.press('Control+e')
    await page.getByRole('dialog', { name: /^Export/ }).waitFor()
    await fits('export')
    await window.press('Escape', 'Control+5')
    await main.getByRole('listitem').getByRole('button', { name: 'specbos 1211' }).click()
    await main.getByRole('button', { name: 'Simulate a fault' }).click()
    await page.getByRole('menuitemradio', { name: 'Pull the plug' }).click()
    await main.getByRole('alert').waitFor()
    await fits('a fault')
  })

  it('never made the page complain', () => {
    expect(window.complaints.join('\n')).toBe('')
  })
})
