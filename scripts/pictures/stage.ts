import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright'
import { serveProgram } from '../tools/served-program.ts'

/** A training or a scan of the whole plate comes to its end within this time. */
const PATIENCE_MS = 20 * 60_000

/** The running program in a window, and a camera. */
export interface Stage {
  readonly page: Page
  readonly main: Locator
  readonly inspector: Locator
  press(...keys: readonly string[]): Promise<void>
  /** Waits until what Space does is called this. */
  primary(words: RegExp): Promise<void>
  /** Ends the program and starts it again on the same data with other options. */
  restart(flags: readonly string[]): Promise<void>
  /** Writes `docs/pictures/NAME.png`. */
  shoot(name: string): Promise<void>
  close(): Promise<void>
}

interface StageOptions {
  readonly home: string
  readonly flags: readonly string[]
  readonly folder: string
  readonly say: (line: string) => void
}

/** Starts the program with an empty data folder and opens it in a window of the size the design is written for. */
export async function openStage(browser: Browser, options: StageOptions): Promise<Stage> {
  const { home, folder, say } = options
  let program = await serveProgram({ home, flags: options.flags })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  const ready = async (): Promise<void> => {
    await page.goto(program.url)
    await page
      .getByRole('contentinfo')
      .getByText(/[1-9][\d.]* spectra\/s/)
      .waitFor()
  }
  await ready()
  return {
    page,
    main: page.getByRole('main'),
    inspector: page.getByRole('complementary', { name: 'Inspector' }),
    press: async (...keys) => {
      for (const key of keys) await page.keyboard.press(key)
    },
    primary: (words) =>
      page.getByRole('region', { name: 'Instruments' }).getByRole('button', { name: words }).last().waitFor(),
    restart: async (flags) => {
      await program.stop()
      program = await serveProgram({ home, flags })
      await ready()
    },
    shoot: async (name) => {
      await page.mouse.move(0, 0)
      // Messages of a few seconds have gone, charts have drawn their last frame.
      await page.waitForTimeout(6000)
      await page.screenshot({ path: join(folder, `${name}.png`) })
      say(`docs/pictures/${name}.png`)
    },
    close: async () => {
      await context.close()
      await program.stop()
    },
  }
}
