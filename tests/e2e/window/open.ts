import { chromium, type Browser, type Page } from 'playwright'
import { inProject } from '../../../scripts/tools/project.ts'
import { serveWeb, type WebHost } from '../../../main/serve.ts'
import { createFakeApp, type FakeApp } from '../../renderer/fake/app.ts'

/** A window on a bench of the test's own. */
export interface Opened {
  readonly page: Page
  readonly app: FakeApp
  readonly host: WebHost
  /** Everything the page complained about: broken policies, uncaught errors. */
  readonly complaints: string[]
  close(): Promise<void>
}

export interface OpenOptions {
  readonly width?: number
  readonly height?: number
  /** Kept settings of the window. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** Changes the scene before the page looks at it. */
  readonly scene?: (app: FakeApp) => void
  /** Opens the address without its token. */
  readonly withoutToken?: boolean
}

/** Starts Chromium; text without coloured fringes, so that grey can be told. */
export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-lcd-text', '--force-device-scale-factor=1'],
  })
}

/** Opens the built page on a fake bench, in its own browser context, and waits for the first spectrum where there is one. */
export async function openWindow(browser: Browser, options: OpenOptions = {}): Promise<Opened> {
  const app = createFakeApp()
  options.scene?.(app)
  const host = await serveWeb({ router: app.router, pageFolder: inProject('dist', 'renderer'), port: 0 })
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: 'dark',
  })
  const page = await context.newPage()
  // Machines differ: what comes at all comes within this time.
  page.setDefaultTimeout(60_000)
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && !/WebSocket connection|ERR_CONNECTION/.test(message.text()))
      complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  if (options.settings !== undefined) {
    const kept = JSON.stringify(options.settings)
    await page.addInitScript((text) => {
      if (localStorage.getItem('isochrome.settings') === null)
        localStorage.setItem('isochrome.settings', text)
    }, kept)
  }
  await page.goto(options.withoutToken === true ? `${host.origin}/` : host.url)
  if (options.withoutToken !== true && app.scene.rate > 0) await page.getByText(/spectra\/s/).waitFor()
  return {
    page,
    app,
    host,
    complaints,
    close: async () => {
      await context.close()
      app.close()
      await host.close()
    },
  }
}

/** Goes to a view by the rail. */
export async function goTo(page: Page, view: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click()
}
