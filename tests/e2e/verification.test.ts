import { mkdirSync } from 'node:fs'
import { chromium, type Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isochrome } from '../cli/run.ts'
import { need } from '../need.ts'
import { flaws } from './support/looking.ts'
import { ProgramWindow } from './support/program-window.ts'

const tool = need('chromium')
const SIZES = [
  { width: 1024, height: 700 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 1440, height: 900 },
] as const
/** Pictures of the states, for a person to look at. */
const pictures = process.env['ISOCHROME_PICTURES']

/** A verification that passes, one that fails, a reminder: on the real program with the simulated bench. */
describe.skipIf(tool.path === undefined)('verification in the window', () => {
  let browser: Browser
  let window: ProgramWindow

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: tool.path!, args: ['--no-sandbox', '--disable-gpu'] })
    window = await ProgramWindow.open(browser)
    await window.program.stop()
    for (const args of [
      ['scan', '--simulate', '--fast', '--patches', '60'],
      ['train', '--method', 'ridge', '--promote'],
    ]) {
      const ran = await isochrome(window.home, args)
      if (ran.code !== 0) throw new Error(ran.stderr)
    }
    await window.restart(['--fast'])
  }, 600_000)
  afterAll(async () => {
    await window.close()
    await browser.close()
  })

  /** Nothing is cut and nothing scrolls sideways in any size; the last one is the one the tests are written for. */
  async function fits(state: string): Promise<void> {
    for (const size of SIZES) {
      await window.page.setViewportSize(size)
      await window.page.waitForTimeout(150)
      if (pictures !== undefined) {
        mkdirSync(pictures, { recursive: true })
        await window.page.screenshot({ path: `${pictures}/${state}-${String(size.width)}.png` })
      }
      expect(await flaws(window.page), `${state} at ${String(size.width)}`).toEqual([])
    }
  }

  it('begins with an empty page and what an instrument has to keep to', async () => {
    const { main, inspector } = window
    await window.press('Shift+V')
    await main.getByRole('heading', { name: 'Nothing was verified yet.' }).waitFor()
    await inspector.getByLabel('Standard or agreement').waitFor()
    await expect
      .poll(() => inspector.getByLabel('Standard or agreement').inputValue())
      .toBe('House tolerance')
    await fits('empty')
  })

  it('passes within wide limits', async () => {
    const { main, inspector } = window
    await inspector.getByLabel('Standard or agreement').fill('Contract 17')
    await inspector.getByLabel(/mean, at most/).fill('5')
    await inspector.getByLabel(/95 %, at most/).fill('')
    await inspector.getByLabel(/largest, at most/).fill('20')
    await inspector.getByLabel(/Check patches of the model/).fill('5')
    await inspector.getByLabel('Note').fill('after the move')
    await inspector.getByRole('button', { name: /^Keep for/ }).click()
    await window.reads(window.page.getByRole('contentinfo'), /Tolerance and reminder of .* are kept/)
    await window.press('Escape')
    await inspector.getByRole('button', { name: 'Verify' }).click()
    await main.getByText('Verifying').waitFor()
    await main.getByRole('row', { name: /Passed/ }).waitFor({ timeout: 150_000 })
    await window.reads(inspector, /Passed.*All 3 limits of "Contract 17" are kept/)
    await window.reads(inspector, /Wavelength offset/)
    await window.reads(inspector, /after the move/)
    await fits('passed')
  })

  it('fails within narrow ones, and shows both in the history', async () => {
    const { main, inspector } = window
    await inspector.getByRole('radio', { name: 'Tolerance and reminder' }).click()
    await inspector.getByLabel(/mean, at most/).fill('0.001')
    await inspector.getByRole('button', { name: 'Verify' }).click()
    await main.getByRole('row', { name: /Failed/ }).waitFor({ timeout: 150_000 })
    await inspector.getByRole('radio', { name: 'Result' }).click()
    await window.reads(inspector, /Failed.*"Contract 17" is not kept: mean ΔE₀₀ is [\d.]+, limit 0\.001/)
    await main.getByRole('img', { name: /Control chart of 2 verifications/ }).waitFor()
    await fits('failed')
    await main.getByRole('row', { name: /Passed/ }).click()
    await window.reads(inspector, /Passed.*All 3 limits/)
  })

  it('makes a report of the one that is chosen', async () => {
    const arriving = window.page.waitForEvent('download')
    await window.inspector.getByRole('button', { name: 'Report, HTML' }).click()
    const download = await arriving
    expect(download.suggestedFilename()).toBe('verification-1-passed.html')
  })

  it('leaves the plate to a scan of its own: what was verified is not gone on with', async () => {
    await window.press('Control+2')
    await window.primary(/^Start scan/)
    await window.press('Control+4')
    await window.main.getByRole('radio', { name: 'Verifications' }).click()
    await window.main.getByRole('row', { name: /Passed/ }).waitFor()
  })

  it('is reminded of where the instrument was not verified for too long', async () => {
    const { main, inspector, page } = window
    await inspector.getByRole('radio', { name: 'Tolerance and reminder' }).click()
    await inspector.getByLabel('Every so many days').fill('30')
    await inspector.getByRole('button', { name: /^Keep for/ }).click()
    await window.reads(page.getByRole('contentinfo'), /are kept/)
    expect(await main.getByText('A verification is due.').count()).toBe(0)
    await inspector.getByLabel('Every so many days').fill('')
    await inspector.getByLabel('Every so many sessions').fill('1')
    await inspector.getByRole('button', { name: /^Keep for/ }).click()
    // A session in which the spectrometer reads anything at all.
    await inspector.getByRole('button', { name: /^Keep for/ }).blur()
    await main.getByRole('radio', { name: 'Readings' }).click()
    await main.getByRole('button', { name: 'New session' }).click()
    await window.reads(page.getByRole('contentinfo'), /Session .* is open/)
    await window.press('Control+1')
    await window.press('d')
    await window.reads(page.getByRole('contentinfo'), /Dark taken/)
    await window.press('Control+4')
    await main.getByRole('radio', { name: 'Verifications' }).click()
    await main.getByText('A verification is due.').waitFor({ timeout: 90_000 })
    await fits('due')
    await window.press('Control+5')
    await main.getByText(/It is due: every 1 session/).waitFor()
    await fits('due device')
  })

  it('never made the page complain', () => {
    expect(window.complaints.join('\n')).toBe('')
  })
})
