import { describe, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { flaws } from './support/looking.ts'
import { openBefore, tool } from './support/open-before.ts'
import type { ProgramWindow } from './support/program-window.ts'

const SAMPLES = 30
/** Paint of some colour, as an instrument with a gain and an offset sees it. */
function spectra(stepNm: number, gain: number, offset: number): string {
  const nm = Array.from({ length: Math.round(300 / stepNm) + 1 }, (_, i) => 400 + i * stepNm)
  const rows = Array.from({ length: SAMPLES }, (_, k) => [
    `tile ${k + 1}`,
    ...nm.map((at) => (offset + gain * (0.1 + 0.7 / (1 + Math.exp((500 + 5 * k - at) / 20)))).toFixed(5)),
  ])
  return [['name', ...nm], ...rows].map((row) => row.join(',')).join('\n')
}
const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })

describe.skipIf(tool.path === undefined)('spectra measured elsewhere, in the window', () => {
  let window: ProgramWindow
  openBefore((opened) => (window = opened))

  /** Gives files to a side of the sheet. */
  async function give(side: 'spectrometer' | 'reference', files: ReturnType<typeof file>[]): Promise<void> {
    const { page } = window
    const sheet = page.getByRole('dialog', { name: 'Import' })
    const asked = page.waitForEvent('filechooser')
    await sheet
      .getByRole('button', { name: /files$/ })
      .nth(side === 'spectrometer' ? 0 : 1)
      .click()
    await (await asked).setFiles(files)
    await sheet.getByRole('list', { name: `Files of the ${side}` }).waitFor()
  }

  it('are asked for on the empty page of sessions', async () => {
    const { main, page } = window
    await window.press('Control+4')
    await main.getByRole('button', { name: 'Import' }).first().click()
    const sheet = page.getByRole('dialog', { name: 'Import' })
    await sheet.waitFor()
    expect(await sheet.getByRole('button', { name: 'Import' }).isDisabled()).toBe(true)
  })

  it('are told file by file, what cannot be read as well', async () => {
    const { page } = window
    await give('spectrometer', [
      file('cheap.csv', spectra(10, 0.9, 0.02)),
      file('run7.spc', '\u0000\u0001nothing of the kind'),
    ])
    const sheet = page.getByRole('dialog', { name: 'Import' })
    await window.reads(sheet, /cheap\.csv 30 spectra, 400 to 700 nm/)
    await window.reads(sheet, /run7\.spc .*none of the known kinds of \.spc.* Export as CSV or JCAMP-DX/)
    await window.reads(sheet, /30 samples, 31 bands/)
    expect(await sheet.getByRole('button', { name: 'Import' }).isDisabled()).toBe(true)
    await give('reference', [file('good.csv', spectra(5, 1, 0))])
    await window.reads(sheet, /good\.csv 30 spectra/)
    expect(await sheet.getByLabel('Name of the session').inputValue()).toBe('cheap')
    for (const size of [
      { width: 1024, height: 700 },
      { width: 1440, height: 900 },
    ]) {
      await page.setViewportSize(size)
      await page.waitForTimeout(150)
      expect(await flaws(page)).toEqual([])
    }
    expect(await violations(page)).toEqual([])
  })

  it('become a session whose pairs are on the screen', async () => {
    const { main, page } = window
    await page.getByRole('dialog', { name: 'Import' }).getByRole('button', { name: 'Import' }).click()
    await window.reads(page.getByRole('contentinfo'), /30 pairs imported/)
    await main.getByRole('option', { name: /cheap.*30 pairs/ }).waitFor()
    await main
      .getByRole('row', { name: /tile 1\b/ })
      .first()
      .waitFor()
    expect(await page.getByRole('dialog', { name: 'Import' }).count()).toBe(0)
  })

  it('are refused where no sample of one side is among the other', async () => {
    const { main, page } = window
    await window.press('o')
    await give('spectrometer', [file('a.csv', 'name,400,500,600\none,0.1,0.2,0.3\ntwo,0.2,0.3,0.4')])
    await give('reference', [file('b.csv', 'name,800,900\nthree,0.1,0.2')])
    await page.getByRole('dialog', { name: 'Import' }).getByRole('button', { name: 'Import' }).click()
    await window.reads(main.getByRole('alert'), /No sample name stands in both files .* Nothing was imported/)
    await window.press('Escape')
    await window.reads(window.main, /cheap/)
  })

  it('never made the page complain', () => {
    expect(window.complaints.join('\n')).toBe('')
  })
})
