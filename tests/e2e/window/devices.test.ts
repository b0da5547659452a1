import type { Browser, Page } from 'playwright'
import { mkdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inProject } from '../../../scripts/tools/project.ts'
import { need } from '../../need.ts'
import { flaws } from '../support/looking.ts'
import { benchDevices, benchState, SILENT } from '../../renderer/fake/bench.ts'
import type { FakeApp } from '../../renderer/fake/app.ts'
import { goTo, launch, openWindow } from './open.ts'

const chromium = need('chromium')
const SIZES = [
  [1024, 700],
  [1280, 800],
  [1440, 900],
  [1920, 1080],
] as const
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

describe.skipIf(chromium.path === undefined)('the Devices view', () => {
  let browser: Browser
  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true })
    browser = await launch(chromium.path!)
  })
  afterAll(async () => {
    await browser.close()
  })

  it.each(SIZES)('shows a fault and a healthy instrument at %d x %d', async (width, height) => {
    const opened = await openWindow(browser, { width, height, scene: silence })
    const { page } = opened
    try {
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
      expect(opened.complaints.join('\n')).toBe('')
    } finally {
      await opened.close()
    }
  })

  it('names causes, facts, the last error, and what no hardware has confirmed', async () => {
    const opened = await openWindow(browser, { scene: silence })
    const { page } = opened
    try {
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
    } finally {
      await opened.close()
    }
  })

  it('copies diagnostics, and sets the exposure of the spectrometer', async () => {
    const opened = await openWindow(browser, { scene: silence })
    const { page, app, host } = opened
    try {
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
    } finally {
      await opened.close()
    }
  })
})
