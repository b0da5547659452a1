import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openBefore, tool } from './support/open-before.ts'
import { SOON, type ProgramWindow } from './support/program-window.ts'
import { smallPlateCsv } from './support/small-plate.ts'

/** The whole job as a newcomer does it, in the window, on the simulated bench: each step goes on where the last ended. */
describe.skipIf(tool.path === undefined)('the main job in the window', () => {
  let window: ProgramWindow
  openBefore((opened) => (window = opened))

  it('connects three instruments by itself and shows live counts', async () => {
    const { strip, main } = window
    await strip.getByRole('button', { name: /^Spectrometer: Ocean HDX SIM-0101/ }).waitFor()
    await strip.getByRole('button', { name: /^Reference: specbos 1211 SIM-R007, Ready/ }).waitFor()
    await strip.getByRole('button', { name: /^Stage: GRBL 1\.1h SIM-XY02, Ready/ }).waitFor()
    expect(await main.getByRole('radio', { name: 'Counts' }).isChecked()).toBe(true)
    await main.getByText('No white yet.').waitFor()
    await window.primary(/^Take white/)
  })

  it('takes dark and white by one key each and shows reflectance', async () => {
    const { strip, main, inspector } = window
    await window.press('d')
    await strip.getByRole('button', { name: /^Dark: .* old/ }).waitFor()
    await window.press('w')
    await strip.getByRole('button', { name: /^White: .* old/ }).waitFor()
    await expect.poll(() => main.getByRole('radio', { name: 'Reflectance' }).isChecked(), SOON).toBe(true)
    // The tile is under the probe: its reflectance is near 1, so its L* is near 100.
    await window.reads(inspector.getByRole('row', { name: /^L\*/ }), /^L\* (98|99|100)\./)
    await window.primary(/^Measure/)
  })

  it('scans the default plate, pauses, goes on, stops and keeps', async () => {
    const { main, page } = window
    await window.press('Control+2')
    await main.getByRole('button', { name: 'Default plate 660' }).click()
    await window.reads(main, /0 of 660 pairs committed/)
    await window.primary(/^Start scan/)
    await window.press(' ')
    await expect.poll(() => window.pairs(), SOON).toBeGreaterThan(3)
    await window.press(' ')
    await window.primary(/^Resume scan/)
    const paused = await window.pairs()
    await page.waitForTimeout(500)
    expect(await window.pairs()).toBe(paused)
    await window.press(' ')
    await expect.poll(() => window.pairs(), SOON).toBeGreaterThan(paused + 3)
    await window.press('Escape')
    await window.primary(/^Resume scan/)
    await window.press('Escape')
    const { length } = await main.getByRole('gridcell', { name: /, paired/ }).all()
    expect(length).toBeGreaterThan(paused)
    await expect.poll(() => main.getByRole('button', { name: 'Other plate' }).isEnabled(), SOON).toBe(true)
    expect(await window.pairs()).toBe(length)
  })

  it('scans an imported plate to its end', async () => {
    const { main, page } = window
    await page.getByRole('button', { name: 'Other plate' }).click()
    await main.getByLabel('Plate file').setInputFiles(smallPlateCsv(6, 12))
    await window.reads(main, /small 72.* 0 of 72 pairs committed/)
    await window.press(' ')
    await expect.poll(() => window.pairs(), SOON).toBe(72)
    expect(await main.getByRole('gridcell', { name: /, paired/ }).count()).toBe(72)
    // What the scan took stands beside its bar.
    await window.reads(main, /72 of 72 patches have a pair, 0 patches repeated, 0 pairs refused/)
    await window.primary(/^Train/)
  })

  it('trains, shows who wins and why the candidate is accepted', async () => {
    const { main, inspector } = window
    await window.press(' ')
    const autoencoder = main.getByRole('row', { name: /autoencoder/ })
    await autoencoder.getByRole('button', { name: 'Skip' }).click({ timeout: 150_000 })
    await main.getByRole('row', { name: /Gated physical correction.*Winner/ }).waitFor()
    for (const method of ['Slope and bias per band', 'No correction'])
      expect(await main.getByRole('row', { name: new RegExp(method) }).count()).toBe(1)
    await window.reads(inspector, /Gated v1 candidate/)
    await window.reads(inspector, /Acceptance .*Better than no correction on \d+ held-out patches/)
    await inspector.getByRole('button', { name: 'Make v1 active' }).click()
    await window.reads(inspector, /Gated v1 active/)
    await window.strip.getByRole('button', { name: 'Active model Gated v1' }).waitFor()
  })

  it('certifies the model on a document of its own', async () => {
    const waiting = window.page.waitForEvent('download')
    await window.inspector.getByRole('button', { name: 'HTML', exact: true }).click()
    const download = await waiting
    expect(download.suggestedFilename()).toMatch(/^certificate-v1-[0-9a-f]{8}\.html$/)
    const text = readFileSync(await download.path(), 'utf8')
    for (const words of ['SIM-0101', 'SIM-R007', 'Better than no correction on', 'Signature'])
      expect(text).toContain(words)
  })

  it('shows corrected spectra live, with model, interval and domain', async () => {
    const { strip, main, inspector } = window
    await window.press('Control+1')
    for (const trace of ['Raw', 'Corrected', '90 % interval'])
      await main.getByRole('group', { name: 'Traces' }).getByRole('button', { name: trace }).waitFor()
    await strip.getByRole('button', { name: /^Domain: In domain/ }).waitFor()
    await window.reads(inspector, /Correction applied Model Gated v1/)
    await window.reads(inspector, /90 % interval, mean ± 0\.00\d\d/)
    // Raw and corrected, no reference yet.
    await window.reads(inspector.getByRole('row', { name: /^L\*/ }), /^L\* \d+\.\d\d \d+\.\d\d$/)
  })

  it('stores spots with names, undoes and redoes', async () => {
    const { page, main, inspector } = window
    const spots = main.getByRole('grid', { name: 'Spot readings' })
    await window.press(' ')
    await spots.getByRole('row', { name: /Spot 1/ }).waitFor()
    await window.press('Enter')
    await page.getByLabel('Name of the spot').fill('Panel 2218-a')
    await window.press('Enter')
    const row = spots.getByRole('row', { name: /Panel 2218-a/ })
    await row.waitFor()
    expect(await row.innerText()).toMatch(/in domain\s+Gated v1/)
    await window.reads(inspector, /Panel 2218-a .*Difference to reference/)
    await window.press('Control+z')
    await expect.poll(() => row.count(), SOON).toBe(0)
    await window.press('Control+Shift+z')
    await row.waitFor()
  })

  it('recalibrates after the spectrometer has drifted, keeps or accepts, and goes back', async () => {
    const { page, main, inspector, strip } = window
    await window.restart(['--fast', '--drift', '--seed', '3'])
    await window.press('Shift+R')
    await main.getByText('Is Gated v1 still right?').waitFor()
    await window.press(' ')
    await window.reads(inspector, /Gated v1\.1 .*Drift found/)
    const said = /Mean ΔE00 ([\d.]+) ([\d.]+)/.exec((await inspector.innerText()).replaceAll(/\s+/g, ' '))
    expect(Number(said?.[2])).toBeLessThan(Number(said?.[1]))
    await inspector.getByRole('button', { name: /^Keep v1/ }).click()
    await inspector.getByRole('button', { name: /^Make v1\.1 active/ }).waitFor({ state: 'detached' })
    await strip.getByRole('button', { name: 'Active model Gated v1' }).waitFor()

    await page
      .getByRole('button', { name: /Recalibrate again/ })
      .last()
      .click()
    const accept = inspector.getByRole('button', { name: /Make v1\.\d active/ })
    // It is there with the figures, and can be pressed once the model's card has come.
    await expect.poll(() => accept.isEnabled(), SOON).toBe(true)
    await window.press('Enter')
    await strip.getByRole('button', { name: /^Active model Gated v1\.\d$/ }).waitFor()

    await window.press('Control+k')
    await page.getByRole('combobox').fill('go back to the model')
    await window.press('Enter')
    await strip.getByRole('button', { name: 'Active model Gated v1', exact: true }).waitFor()
    await page.getByRole('contentinfo').getByRole('button').first().click()
    const log = page.getByRole('region', { name: 'Log' })
    await log.getByRole('searchbox', { name: 'Filter the log' }).fill('ROLLED_BACK')
    await log.getByText(/v1 is active again\. You went back from v1\.\d\. Redo with/).waitFor()
    await window.press('Escape')
    await log.waitFor({ state: 'detached' })
    await window.press('Control+1')
    await window.reads(inspector, /Correction applied Model Gated v1 /)
  })

  it('lists every session and exports the readings', async () => {
    const { page, main } = window
    await window.press('Control+4')
    await window.reads(main, /Recalibration of v1/)
    await main
      .getByRole('option', { name: /small 72, 72 pairs/ })
      .first()
      .click()
    await window.reads(main, /Pairs 72/)
    await window.press('Control+e')
    const waiting = page.waitForEvent('download')
    await page
      .getByRole('button', { name: /^Export \d|^Save|^Export$/ })
      .last()
      .click()
    const download = await waiting
    expect(download.suggestedFilename()).toMatch(/\.csv$/)
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n')
    // Raw, corrected and reference of 72 patches below one line of heads.
    expect(lines).toHaveLength(1 + 3 * 72)
    expect(lines[0]).toMatch(/,380(\.0*)?,/)
    const coming = page.waitForEvent('download')
    await window.inspector.getByRole('button', { name: 'HTML', exact: true }).click()
    const report = await coming
    expect(report.suggestedFilename()).toMatch(/^session-\d+.*\.html$/)
    expect(readFileSync(await report.path(), 'utf8')).toContain('small 72')
  })

  it('recalibrates until nothing is left to find, says so, and keeps the model', async () => {
    const { page, inspector, strip } = window
    await window.press('Shift+R')
    await window.main.getByText('Is Gated v1 still right?').waitFor()
    await window.press(' ')
    let active = 'v1'
    for (let again = 0; again < 5; again++) {
      await window.reads(inspector, /No drift found|Drift found/)
      if ((await inspector.innerText()).includes('No drift found')) break
      const accept = inspector.getByRole('button', { name: /Make v[\d.]+ active/ })
      await expect.poll(() => accept.isEnabled(), SOON).toBe(true)
      active = /v[\d.]+/.exec(await accept.innerText())?.[0] ?? active
      await accept.click()
      await strip.getByRole('button', { name: `Active model Gated ${active}`, exact: true }).waitFor()
      await page
        .getByRole('button', { name: /Recalibrate again/ })
        .last()
        .click()
      // The figures of the last one go when the next has begun.
      await expect.poll(async () => /rift found/.test(await inspector.innerText()), SOON).toBe(false)
    }
    expect(active).not.toBe('v1')
    await window.reads(inspector, new RegExp(`No drift found, ${active} stays`))
    expect(await inspector.getByRole('button', { name: /^Make v/ }).count()).toBe(0)
    await strip.getByRole('button', { name: `Active model Gated ${active}`, exact: true }).waitFor()
  })

  it('never made the page complain', () => {
    expect(window.complaints.join('\n')).toBe('')
  })
})
