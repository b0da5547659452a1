import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright'
import { locateBrowser } from '../../scripts/tools/browser.ts'
import { serveProgram } from '../../scripts/tools/served-program.ts'
import { percentile } from '../../spectra/metrics.ts'
import { clientOver, pageSocket } from '../main/support/socket-client.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** The window in Chromium: time to the first spectrum of a warm start, and how evenly it draws while spectra arrive. */
const FIRST_SPECTRUM_MS = 3000
const GAP_MS = 25
const SWITCH_MS = 100
const ROUNDS = 5
const SECONDS = 15
const STARTS = 3

const browserAt = locateBrowser()
if (browserAt.missing !== undefined) {
  say(`not measured: ${browserAt.missing}`)
  process.exit(0)
}
const browser = await chromium.launch({
  executablePath: browserAt.executable,
  args: ['--no-sandbox', '--disable-gpu'],
})
const firstMs: number[] = []
for (let start = 0; start < STARTS; start++) {
  const home = mkdtempSync(join(tmpdir(), 'isochrome-bench-'))
  const program = await serveProgram({ home })
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(program.url)
  const rate = page.getByRole('contentinfo').getByText(/[1-9][\d.]* spectra\/s/)
  await rate.waitFor()
  firstMs.push(Date.now() - program.startedMs)
  if (start === STARTS - 1) {
    const { origin, hash } = new URL(program.url)
    const socket = pageSocket({ origin, token: decodeURIComponent(hash.replace('#token=', '')) })
    // 12 ms twice and the transfer: about the 30 spectra a second of the goal.
    await clientOver(socket).bench.configure({ integrationMs: 12, scansToAverage: 2, autoExposure: false })
    socket.close()
    await page.waitForTimeout(2000)
    const gaps = await page.evaluate(
      (seconds) =>
        new Promise<number[]>((resolve) => {
          const found: number[] = []
          const begun = performance.now()
          let last = begun
          const tick = (now: number): void => {
            found.push(now - last)
            last = now
            if (now - begun < seconds * 1000) requestAnimationFrame(tick)
            else resolve(found.slice(1))
          }
          requestAnimationFrame(tick)
        }),
      SECONDS,
    )
    say(
      `window at 1440 x 900, ${(await rate.textContent()) ?? ''} of 2,068 pixels for ${String(SECONDS)} s: ` +
        `gap between frames median ${percentile(gaps, 50).toFixed(1)} ms, 99 % ${percentile(gaps, 99).toFixed(1)} ms (limit ${String(GAP_MS)} ms)`,
    )
    const switches = await switchTimes(page)
    for (const [view, times] of switches)
      say(
        `to ${view}: first ${(times[0] ?? NaN).toFixed(0)} ms, then median ${percentile(times.slice(1), 50).toFixed(0)} ms (limit ${String(SWITCH_MS)} ms)`,
      )
  }
  await page.close()
  await program.stop()
  rmSync(home, { recursive: true, force: true })
}
await browser.close()
const median = percentile(firstMs, 50)
say(
  `from the start of the program to the first spectrum in an open browser: median ${(median / 1000).toFixed(2)} s of ${String(STARTS)} starts (goal ${String(FIRST_SPECTRUM_MS / 1000)} s)`,
)

/** From the key to the painted view, for each view of the rail and each round, ms; spectra arrive meanwhile. */
function switchTimes(page: Page): Promise<[string, number[]][]> {
  return page.evaluate(async (rounds) => {
    const links = [...document.querySelectorAll<HTMLAnchorElement>('nav[aria-label=Views] a')]
    const found = links.map((link): [string, number[]] => [link.textContent.trim(), []])
    for (let round = 0; round < rounds; round++)
      for (const [i, link] of links.entries()) {
        const begun = performance.now()
        link.click()
        // The callback of a frame runs before it is painted; a task after it, behind.
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)))
        found[i]?.[1].push(performance.now() - begun)
        await new Promise((resolve) => setTimeout(resolve, 400))
      }
    return found
  }, ROUNDS)
}
