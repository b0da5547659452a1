import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DeviceInfo } from '../../../contract/instrument.ts'
import { need } from '../../need.ts'
import type { FakeApp } from '../../renderer/fake/app.ts'
import { benchDevices, benchState, SILENT } from '../../renderer/fake/bench.ts'
import { flaws } from '../support/looking.ts'
import { launch, openWindow, type Opened } from './open.ts'

const chromium = need('chromium')

/** The bench with one instrument changed. */
function withDevice(role: DeviceInfo['role'], change: Partial<DeviceInfo>): FakeApp['scene']['bench'] {
  return benchState({
    devices: benchDevices().map((device) => (device.role === role ? { ...device, ...change } : device)),
  })
}

/** Rows of the design's table of states for Live that the fake bench calls up; the others are in states.test.ts. */
describe.skipIf(chromium.path === undefined)('states of Live', () => {
  let browser: Browser
  let opened: Opened | undefined
  beforeAll(async () => {
    browser = await launch(chromium.path!)
  })
  afterEach(async () => {
    expect(opened?.complaints.join('\n') ?? '').toBe('')
    expect(opened === undefined ? [] : await flaws(opened.page)).toEqual([])
    await opened?.close()
    opened = undefined
  })
  afterAll(async () => {
    await browser.close()
  })
  async function open(scene: (app: FakeApp) => void): Promise<Opened> {
    opened = await openWindow(browser, { scene, width: 1280, height: 800 })
    return opened
  }

  it('while the spectrometer is opened: what is waited for, and a way to try again', async () => {
    const { page, app } = await open(({ scene }) => {
      scene.bench = withDevice('spectrometer', { state: 'opening', activity: 'Asking for the serial number' })
      scene.rate = 0
    })
    await page
      .getByRole('main')
      .getByText(/Opening\s+Bench unit 101/)
      .waitFor()
    await page.getByRole('main').getByText('Asking for the serial number').waitFor()
    await page
      .getByRole('region', { name: 'Instruments' })
      .getByRole('button', { name: /^Spectrometer: .*Opening/ })
      .waitFor()
    await page.getByRole('main').getByRole('button', { name: 'Retry' }).click()
    await expect.poll(() => app.scene.calls).toContain('bench.connect')
  })

  it('with a spectrometer that could not be opened: the reason and the next step', async () => {
    const { page } = await open(({ scene }) => {
      scene.bench = withDevice('spectrometer', { state: 'faulted', problem: SILENT })
      scene.rate = 0
    })
    const status = page.getByRole('main').getByRole('status')
    await status.getByText(SILENT.title).waitFor()
    await status.getByText(SILENT.next).waitFor()
    await status.getByRole('button', { name: 'Retry' }).waitFor()
  })

  it('without a model: the raw trace alone, and the way to learn one', async () => {
    const { page } = await open(({ scene }) => {
      scene.bench = benchState({ activeModel: undefined })
      scene.frame = { ...scene.frame, model: false }
      scene.spots = []
    })
    await page.getByText('No model yet.').waitFor()
    await page
      .getByRole('region', { name: 'Instruments' })
      .getByRole('button', { name: 'Domain: No model' })
      .waitFor()
    expect(await page.getByRole('group', { name: 'Traces' }).getByRole('button').allInnerTexts()).toEqual([
      'Raw',
    ])
    await page.getByRole('button', { name: 'Scan a plate' }).click()
    await page.getByRole('main', { name: 'Plate' }).waitFor()
  })

  it('with a stale white: its age, the reason, and the difference is shown still', async () => {
    const { page, app } = await open(({ scene }) => {
      const white = {
        ...scene.bench.white,
        ageSeconds: 64 * 60,
        state: 'stale',
        reason: 'Taken before the lamp settled',
      } as const
      scene.bench = benchState({
        white: { ...white, takenAt: new Date(Date.now() - 64 * 60_000).toISOString() },
      })
    })
    await page.getByText(/White is 64\smin old\./).waitFor()
    await page.getByText(/Taken before the lamp settled\. Readings are stored and flagged\./).waitFor()
    await page.getByRole('heading', { name: /Difference to reference/ }).waitFor()
    await page
      .getByRole('main')
      .getByRole('button', { name: /^Take white/ })
      .click()
    await expect.poll(() => app.scene.calls).toContain('measure.white')
  })

  it('too dark: the level, and the integration time that would do', async () => {
    const { page, app } = await open(({ scene }) => {
      scene.frame = { ...scene.frame, domain: 'dark', gain: 0.05 }
    })
    await page.getByText('Too dark.', { exact: true }).waitFor()
    await page.getByText(/brightest pixel is at \d+\s% of full scale/).waitFor()
    await page.getByRole('button', { name: /^Set .*ms/ }).click()
    await expect.poll(() => app.scene.calls).toContain('bench.configure')
  })

  it('at the edge of the domain: the lamp says so, the interval stays', async () => {
    const { page } = await open(({ scene }) => {
      scene.frame = { ...scene.frame, domain: 'edge' }
    })
    await page
      .getByRole('region', { name: 'Instruments' })
      .getByRole('button', { name: /^Domain: Edge/ })
      .waitFor()
    await page.getByRole('group', { name: 'Traces' }).getByRole('button', { name: '90 % interval' }).waitFor()
  })

  it('without the reference: live goes on, and the last reference keeps its age', async () => {
    const { page } = await open(({ scene }) => {
      scene.bench = withDevice('reference', { state: 'absent', activity: 'Absent' })
    })
    await page
      .getByRole('region', { name: 'Instruments' })
      .getByRole('button', { name: /^Reference: .*Absent/ })
      .waitFor()
    await page.getByText(/\d+\smin ago, D65/).waitFor()
    await page.getByText(/^live, \d+\/s$/).waitFor()
  })

  it('with the spectrometer lost: the last spectrum stays, marked, and it continues by itself', async () => {
    const { page, app } = await open(() => undefined)
    const rate = app.scene.rate
    app.scene.rate = 0
    app.scene.bench = withDevice('spectrometer', { state: 'absent', activity: 'Absent' })
    app.publish()
    await page.getByText('not live', { exact: true }).waitFor()
    await page.getByRole('img', { name: /^Live reflectance/ }).waitFor()
    app.scene.bench = benchState()
    app.scene.rate = rate
    app.publish()
    await page.getByText(/^live, \d+\/s$/).waitFor()
  })
})
