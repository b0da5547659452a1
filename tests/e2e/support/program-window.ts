import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright'
import { expect } from 'vitest'
import { serveProgram, type ServedProgram, type ServeOptions } from '../../../scripts/tools/served-program.ts'

/** Machines differ: what comes at all comes within this time, and no test says how fast. */
export const SOON = { timeout: 60_000, interval: 100 } as const

/** How the program is started, and how big its window is. */
export interface ProgramWindowOptions {
  readonly flags?: readonly string[]
  /** How the process is started besides its flags. */
  readonly process?: Pick<ServeOptions, 'inspect' | 'under'>
  readonly width?: number
  readonly height?: number
}

/** A window of the real program on a simulated bench, with a data folder of its own. */
export class ProgramWindow {
  readonly page: Page
  readonly home: string
  /** What the page complained about: broken policies, warnings, uncaught errors. */
  readonly complaints: string[] = []
  program: ServedProgram

  private constructor(page: Page, home: string, program: ServedProgram) {
    this.page = page
    this.home = home
    this.program = program
    page.setDefaultTimeout(SOON.timeout)
    page.on('console', (message) => {
      // The browser itself says that a connection was cut; the page says so in its own words.
      if (/WebSocket connection|ERR_CONNECTION/.test(message.text())) return
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text())
    })
    page.on('pageerror', (error) => this.complaints.push(error.message))
  }

  /** Starts the program with an empty data folder and opens its address; ready when spectra arrive. */
  static async open(browser: Browser, options: ProgramWindowOptions = {}): Promise<ProgramWindow> {
    const home = mkdtempSync(join(tmpdir(), 'isochrome-e2e-'))
    const program = await serveProgram({ home, flags: options.flags ?? ['--fast'], ...options.process })
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
      colorScheme: 'dark',
      acceptDownloads: true,
    })
    const opened = new ProgramWindow(await context.newPage(), home, program)
    await opened.page.goto(program.url)
    await opened.streaming()
    return opened
  }

  /** Ends the program and starts it again on the same data; the window opens the new address. */
  async restart(flags: readonly string[]): Promise<void> {
    await this.program.stop()
    this.program = await serveProgram({ home: this.home, flags })
    await this.page.goto(this.program.url)
    await this.streaming()
  }

  async close(): Promise<void> {
    await this.page.context().close()
    await this.program.stop()
    rmSync(this.home, { recursive: true, force: true })
  }

  get strip(): Locator {
    return this.page.getByRole('region', { name: 'Instruments' })
  }
  get main(): Locator {
    return this.page.getByRole('main')
  }
  get inspector(): Locator {
    return this.page.getByRole('complementary', { name: 'Inspector' })
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  /** Waits until what Space does is called this. */
  async primary(words: string | RegExp): Promise<void> {
    await this.strip.getByRole('button', { name: words }).last().waitFor()
  }

  /** Waits until a text of the window is so. */
  async reads(where: Locator, words: string | RegExp): Promise<void> {
    await expect
      .poll(async () => (await where.innerText()).replaceAll(/\s+/g, ' ').trim(), SOON)
      .toMatch(words)
  }

  /** Pairs committed, as the bar of the Plate view says. */
  async pairs(): Promise<number> {
    const said = /(\d[\d,]*) of [\d,]+ pairs/.exec((await this.main.innerText()).replaceAll(/\s+/g, ' '))
    return Number((said?.[1] ?? '0').replaceAll(',', ''))
  }

  private async streaming(): Promise<void> {
    await this.page
      .getByRole('contentinfo')
      .getByText(/[1-9][\d.]* spectra\/s/)
      .waitFor()
  }
}
