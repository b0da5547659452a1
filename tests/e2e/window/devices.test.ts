import type { Page } from 'playwright'
import { mkdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inProject } from '../../../scripts/tools/project.ts'
import { flaws } from '../support/looking.ts'
import { benchDevices, benchState, SILENT } from '../../renderer/fake/bench.ts'
import type { FakeApp } from '../../renderer/fake/app.ts'
import { goTo } from './open.ts'
import { browserTool } from './one-window.ts'
import { SIZES } from './places.ts'
import { windows } from './windows.ts'

const pictures = inProject('test-results', 'devices')

/** The reference is silent, the spectrometer has had a fault and met no real one yet. */
function silence(app: FakeApp): void {
  const devices = benchDevices().map((device) => {
    if (device.role === 'reference') return { ...device, state: 'faulted' as const, problem: SILENT }
    if (device.role !== 'spectrometer') return device
    const unconfirmed = 'Not yet confirmed on hardware. The order of the pixels was read in no manual.'
    return { ...device, unconfirmed, lastProblem: { problem: SILENT, at: '2026-11-21T08:30:00.000Z' } }
  })
  app.scene.bench = benchState({ devices })
  app.scene.silentUri = 'jeti-1211@sim'
  app.publish()
}

const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' })

describe.skipIf(browserTool.path === undefined)('the Devices view', () => {
  const { look } = windows()
  mkdirSync(pictures, { recursive: true })

  it.each(SIZES)('shows a fault and a healthy instrument at %d x %d', async (width, height) => {
    await look({ width, height, scene: silence }, async ({ page }) => {
      await goTo(page, 'Devices')
      await page.getByText('What was kept').waitFor()
      await page.waitForTimeout(1200)
      await page.screenshot({ path: `${pictures}/fault-${width}.png` })
      expect(await flaws(page)).toEqual([])
      await page
        .getByRole('button', { name: /Bench unit 101/ })
        .first()
        .click()
      await page.waitForTimeout(1200)
      await page.screenshot({ path: `${pictures}/healthy-${width}.png` })
      expect(await flaws(page)).toEqual([])
    })
  })

  it('names causes, facts, the last error, and what no hardware has confirmed', async () => {
    await look({ scene: silence }, async ({ page }) => {
      await goTo(page, 'Devices')
      await inspector(page).getByText('Probable cause').waitFor()
      await inspector(page).getByText('Asleep, switched off or battery empty').waitFor()
      await page
        .getByRole('button', { name: /Bench unit 101/ })
        .first()
        .click()
      for (const text of ['Last error', 'Not yet confirmed on hardware.', 'Wavelength c0', 'Asked for'])
        await inspector(page).getByText(text).first().waitFor()
      expect(await inspector(page).getByText('Probable cause').count()).toBe(0)
    })
  })

  it('copies diagnostics, and sets the exposure of the spectrometer', async () => {
    await look({ scene: silence }, async ({ page, app, host }) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: host.origin })
      await goTo(page, 'Devices')
      await page.getByText('What was kept').waitFor()
      await page.waitForTimeout(1200)
      await page.getByRole('button', { name: /Copy diagnostics/ }).click()
      await page.getByText('Diagnostics of Bench reference are in the clipboard.').first().waitFor()
      const text = await page.evaluate(() => navigator.clipboard.readText())
      expect(text).toContain('Fault: DEVICE_TIMEOUT')
      expect(text).toContain('FAIL  Instrument answers')
      await page
        .getByRole('button', { name: /Bench unit 101/ })
        .first()
        .click()
      await inspector(page).getByLabel('Scans averaged').fill('40')
      await inspector(page).getByRole('button', { name: 'Set' }).click()
      await expect.poll(() => app.scene.calls).toContain('bench.configure')
    })
  })
})
