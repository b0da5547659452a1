import { readFileSync } from 'node:fs'
import { chromium, type Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveBench, type ServedBench } from '../cli/served-bench.ts'
import { need } from '../need.ts'
import { flaws } from './support/looking.ts'
import { ProgramWindow } from './support/program-window.ts'
import { smallPlateCsv } from './support/small-plate.ts'

const tool = need('chromium')
/** Where the machine is busy with other things, a scan of thirty patches takes a while. */
const SCAN = { timeout: 170_000, interval: 200 }

/** A bench whose reference gives X, Y and Z only, reached by the addresses somebody types. */
describe.skipIf(tool.path === undefined)('a colorimeter as the reference', () => {
  let browser: Browser
  let window: ProgramWindow
  let bench: ServedBench

  beforeAll(async () => {
    bench = await serveBench(['ocean-hdx', 'cl-200a', 'grbl'])
    browser = await chromium.launch({ executablePath: tool.path!, args: ['--no-sandbox', '--disable-gpu'] })
    window = await ProgramWindow.open(browser)
  })
  afterAll(async () => {
    await window.close()
    await browser.close()
    bench.stop()
  })

  /** Adds an instrument by its address and waits until it is the selected one. */
  async function add(family: string): Promise<void> {
    const address = bench.uris[family]!
    await window.main.getByLabel(/by its address/).fill(address)
    await window.press('Enter')
    await window.inspector.getByText(address).waitFor()
  }

  it('an address that is none is answered in place, with those that are', async () => {
    const { main } = window
    await window.press('Control+5')
    await main.getByLabel(/by its address/).fill('cl-200@tcp:127.0.0.1')
    await window.press('Enter')
    await window.reads(
      main.getByRole('alert'),
      /"cl-200@tcp:127\.0\.0\.1" is no instrument address.*Write for example/,
    )
    expect(await flaws(window.page)).toEqual([])
  })

  it.each([
    ['ocean-hdx', /^Spectrometer: Ocean HDX/],
    ['grbl', /^Stage: GRBL/],
  ])('%s at another address is known by its serial number and keeps its role', async (family, strip) => {
    await add(family)
    await window.strip.getByRole('button', { name: strip }).waitFor()
  })

  it('a CL-200A takes over from the reference once that is confirmed', async () => {
    const { main, inspector, page } = window
    await add('cl-200a')
    await window.reads(inspector, /not yet confirmed on hardware/i)
    await inspector.getByRole('button', { name: 'Assign role' }).click()
    await page.getByRole('menuitemradio', { name: 'Reference' }).click()
    await main.getByRole('button', { name: 'Change roles' }).click()
    await window.strip.getByRole('button', { name: /^Reference: Konica Minolta CL-200A/ }).waitFor()
  })

  it('a plate is paired by X, Y and Z', async () => {
    const { main, strip } = window
    await window.press('Control+1')
    await window.press('d')
    await strip.getByRole('button', { name: /^Dark: .* old/ }).waitFor()
    await window.press('w')
    await strip.getByRole('button', { name: /^White: .* old/ }).waitFor()
    await window.press('Control+2')
    await main.getByLabel('Plate file').setInputFiles(smallPlateCsv(3, 10))
    await window.primary(/^Start scan/)
    await window.press(' ')
    await expect.poll(() => window.pairs(), SCAN).toBe(30)
    await window.primary(/^Train/)
  })

  it('teaches a matrix; the window says that spectra are not corrected by it', async () => {
    const { main, inspector, strip } = window
    await window.press(' ')
    await main.getByRole('row', { name: /Matrix 3 × 3.*Winner/ }).waitFor()
    expect(await main.getByRole('row', { name: /Four-colour matrix/ }).count()).toBe(1)
    expect(await main.getByRole('row', { name: /Gated/ }).count()).toBe(0)
    await window.reads(inspector, /spectra stay as they were measured|Spectra are not corrected/i)
    await inspector.getByRole('button', { name: 'Make v1 active' }).click()
    await strip.getByRole('button', { name: /^Active model .*v1/ }).waitFor()
    expect(await flaws(window.page)).toEqual([])
    await window.press('Control+1')
    await window.reads(inspector, /as measured/)
  })

  it('goes out as .ccmx', async () => {
    const { page, main, inspector } = window
    await window.press('Control+3')
    await main
      .getByRole('toolbar', { name: /Versions/ })
      .getByText('v1')
      .click()
    const waiting = page.waitForEvent('download')
    await inspector.getByRole('button', { name: 'Export .ccmx' }).click()
    const download = await waiting
    expect(download.suggestedFilename()).toMatch(/^v1-[0-9a-f]{8}\.ccmx$/)
    expect(readFileSync(await download.path(), 'utf8')).toMatch(/^CCMX/)
  })

  it('never made the page complain', () => {
    expect(window.complaints.join('\n')).toBe('')
  })
})
