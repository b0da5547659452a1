import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveWeb } from '../../../main/serve.ts'
import { inProject } from '../../../scripts/tools/project.ts'
import { need } from '../../need.ts'
import { benchDevices, benchState, SILENT } from '../../renderer/fake/bench.ts'
import type { FakeApp } from '../../renderer/fake/app.ts'
import { goTo, launch, openWindow, type Opened, type OpenOptions } from './open.ts'

const chromium = need('chromium')
const missing = { pairsSince: 0, state: 'missing', reason: '' } as const

/** The reference has stopped answering. */
function silence(app: FakeApp): void {
  const devices = benchDevices().map((device) =>
    device.role === 'reference'
      ? { ...device, state: 'faulted' as const, problem: SILENT, activity: 'No reply for 14 s' }
      : device,
  )
  app.scene.bench = benchState({ devices })
  app.scene.silentUri = 'jeti-1211@sim'
  app.publish()
}

describe.skipIf(chromium.path === undefined)('states of the window', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch(chromium.path!)
  })
  afterAll(async () => {
    await browser.close()
  })

  /** Opens a window, runs the test in it, and lets no complaint pass. */
  async function inWindow(options: OpenOptions, test: (opened: Opened) => Promise<void>): Promise<void> {
    const opened = await openWindow(browser, options)
    try {
      await test(opened)
      expect(opened.complaints.join('\n')).toBe('')
    } finally {
      await opened.close()
    }
  }

  it('without an instrument it invites, and one button brings the simulated bench', async () => {
    const scene = (app: FakeApp): void => {
      app.scene.bench = benchState({
        devices: [],
        activeModel: undefined,
        session: undefined,
        dark: missing,
        white: missing,
      })
      app.scene.rate = 0
      app.scene.spots = []
    }
    await inWindow({ scene }, async ({ page, app }) => {
      await page.getByText('No spectrometer yet').waitFor()
      await page.getByRole('button', { name: /Run doctor/ }).waitFor()
      expect(
        await page
          .getByRole('region', { name: 'Instruments' })
          .getByRole('button', { name: /Connect/ })
          .count(),
      ).toBe(1)
      await page.getByRole('main').getByRole('button', { name: 'Add simulated bench' }).click()
      await page.getByText(/spectra\/s/).waitFor()
      expect(app.scene.calls).toContain('bench.addSimulated')
      await page.getByText('No model yet.').waitFor()
    })
  })

  it('without a white it shows counts, and Space takes the white', async () => {
    const scene = (app: FakeApp): void => {
      app.scene.bench = benchState({ white: missing })
      app.scene.frame = { ...app.scene.frame, white: false }
    }
    await inWindow({ scene }, async ({ page }) => {
      await page.getByText('No white yet.').waitFor()
      expect(await page.getByRole('radio', { name: 'Reflectance' }).isDisabled()).toBe(true)
      expect(await page.getByRole('radio', { name: 'Counts' }).getAttribute('aria-checked')).toBe('true')
      await page.keyboard.press('Space')
      await expect
        .poll(() => page.getByRole('radio', { name: 'Reflectance' }).getAttribute('aria-checked'))
        .toBe('true')
      expect(
        await page
          .getByRole('region', { name: 'Instruments' })
          .getByRole('button', { name: /^Measure/ })
          .count(),
      ).toBe(1)
    })
  })

  it('outside the domain it warns and withholds the interval', async () => {
    const scene = (app: FakeApp): void => void (app.scene.frame = { ...app.scene.frame, domain: 'foreign' })
    await inWindow({ scene }, async ({ page }) => {
      await page.getByText('Outside the calibrated domain.').waitFor()
      expect(await page.getByRole('group', { name: 'Traces' }).getByRole('button').allInnerTexts()).toEqual([
        'Raw',
        'Corrected',
        'Reference',
      ])
      await page.getByText('withheld').waitFor()
    })
  })

  it('saturated it names the way out', async () => {
    const scene = (app: FakeApp): void =>
      void (app.scene.frame = { ...app.scene.frame, domain: 'saturated', gain: 8 })
    await inWindow({ scene }, async ({ page, app }) => {
      await page.getByText('Saturated.', { exact: true }).waitFor()
      await page.getByRole('button', { name: /^Shorten to/ }).click()
      await expect.poll(() => app.scene.calls).toContain('bench.configure')
    })
  })

  it('a refused reading shows its three parts and its code until it is closed', async () => {
    await inWindow({}, async ({ page, app }) => {
      app.scene.refuse = {
        code: 'SATURATED',
        title: 'Saturated',
        happened: '14 bands reach full scale at 4.0 ms.',
        kept: 'Reading not stored.',
        next: 'Shorten to 2.6 ms and measure again.',
      }
      await page.keyboard.press('Space')
      const card = page.getByRole('alert', { name: 'Saturated' })
      await card.waitFor()
      for (const words of [
        'SATURATED',
        'What happened',
        '14 bands reach full scale',
        'What was kept',
        'Reading not stored.',
        'What to do next',
        'Shorten to 2.6 ms',
      ])
        expect(await card.textContent()).toContain(words)
      await page.keyboard.press('Escape')
      await expect.poll(() => card.count()).toBe(0)
    })
  })

  it('a silent reference marks strip and rail, and the Devices view says what next', async () => {
    await inWindow({ scene: silence }, async ({ page, app }) => {
      expect(
        await page.getByRole('navigation', { name: 'Views' }).getByRole('img', { name: 'needs you' }).count(),
      ).toBe(1)
      await goTo(page, 'Devices')
      const card = page.getByRole('alert', { name: 'The reference stopped answering' })
      await card.waitFor()
      expect(await card.textContent()).toContain('DEVICE_TIMEOUT')
      await page.getByRole('img', { name: /Reply times of Bench reference/ }).waitFor()
      await page.getByText('time-out, 0 bytes').first().waitFor()
      await page.keyboard.press('Control+r')
      await expect.poll(() => app.scene.calls).toContain('bench.connect')
      app.scene.bench = benchState()
      app.scene.silentUri = undefined
      app.publish()
      await expect.poll(() => card.count()).toBe(0)
    })
  })

  it('a role is changed by menu, and asked about when another instrument loses it', async () => {
    const scene = (app: FakeApp): void => {
      app.scene.bench = benchState({
        devices: benchDevices().map((device) =>
          device.role === 'stage' ? { ...device, roles: ['stage', 'reference'] } : device,
        ),
      })
    }
    await inWindow({ scene }, async ({ page, app }) => {
      await goTo(page, 'Devices')
      await page
        .getByRole('button', { name: /XY stage/ })
        .last()
        .click()
      await page.getByRole('button', { name: 'Assign role' }).click()
      await page.getByRole('menuitemradio', { name: /Reference/ }).click()
      await page.getByText('Bench reference loses the role.').waitFor()
      expect(app.scene.calls).not.toContain('bench.assignRole')
      await page.getByRole('button', { name: 'Change roles' }).click()
      await expect.poll(() => app.scene.calls).toContain('bench.assignRole')
    })
  })

  it('a simulated instrument can be unplugged from its page', async () => {
    await inWindow({}, async ({ page, app }) => {
      await goTo(page, 'Devices')
      await page.getByRole('button', { name: 'Simulate a fault' }).click()
      await page.getByRole('menuitemradio', { name: 'Pull the plug' }).click()
      await expect.poll(() => app.scene.calls).toContain('bench.fault')
    })
  })

  it('the doctor names what fails and the next step', async () => {
    await inWindow({}, async ({ page }) => {
      await page.keyboard.press('Control+Shift+D')
      await page.getByText('Add yourself to group dialout, log in again.').waitFor()
      await page.getByRole('heading', { name: 'Devices', exact: true }).waitFor()
    })
  })

  it('a cell of the strip explains itself in the inspector', async () => {
    await inWindow({}, async ({ page }) => {
      await page
        .getByRole('region', { name: 'Instruments' })
        .getByRole('button', { name: /^White/ })
        .click()
      await page.getByRole('heading', { name: 'White reference' }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('heading', { name: /Difference to reference/ }).waitFor()
    })
  })

  it('a lost connection is said, and comes back by itself', async () => {
    const opened = await openWindow(browser)
    const { page, app, host } = opened
    await host.close()
    await page.getByText('The measuring process does not answer.').waitFor()
    const again = await serveWeb({
      router: app.router,
      pageFolder: inProject('dist', 'renderer'),
      port: Number(new URL(host.origin).port),
      token: host.token,
    })
    await expect
      .poll(() => page.getByText('The measuring process does not answer.').count(), { timeout: 20_000 })
      .toBe(0)
    await page.getByText(/^live, \d+\/s$/).waitFor()
    await page.context().close()
    app.close()
    await again.close()
  })

  it('the token leaves the address and survives a reload; without one the page says so', async () => {
    await inWindow({}, async ({ page }) => {
      expect(new URL(page.url()).hash).toBe('')
      await page.reload()
      await page.getByText(/spectra\/s/).waitFor()
    })
    await inWindow({ withoutToken: true }, async ({ page }) => {
      await page.getByText('This address lacks its token.').waitFor()
    })
  })
})
