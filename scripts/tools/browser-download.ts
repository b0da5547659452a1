import { inProject } from './project.ts'
import { locateBrowser, type BrowserLocation } from './browser.ts'
import { causeIn, run } from './run.ts'

/** Longest wait for Playwright's download. */
const patienceMs = 10 * 60_000

/** The browser for tests; where the machine has none, Playwright is asked to download its own. */
export async function obtainBrowser(
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<BrowserLocation> {
  const there = locateBrowser()
  if (there.missing === undefined || process.env['CHROMIUM_PATH'] !== undefined) return there
  say('Chromium: none on this machine; asking Playwright for its own (about 170 MB to download, once).')
  const deadline = AbortSignal.timeout(patienceMs)
  try {
    const { code, output } = await run(
      process.execPath,
      [inProject('node_modules', 'playwright', 'cli.js'), 'install', 'chromium'],
      { signal: AbortSignal.any([signal, deadline]) },
    )
    if (code === 0) return locateBrowser()
    return { missing: `${there.missing}; Playwright could not download its own: ${causeIn(output)}` }
  } catch (error) {
    signal.throwIfAborted()
    if (!deadline.aborted) throw error
    return { missing: `${there.missing}; Playwright's own was not there after 10 minutes` }
  }
}
