import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright'

/** A Chromium that Playwright can drive, or in words why there is none. */
export type BrowserLocation =
  { readonly executable: string; readonly missing?: never } | { readonly missing: string }

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
]
const places: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
}

/** Finds the browser for tests: `CHROMIUM_PATH`, else the system's, else one that Playwright has downloaded before. */
export function locateBrowser(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  downloaded: () => string = () => chromium.executablePath(),
): BrowserLocation {
  const named = environment['CHROMIUM_PATH']
  if (named !== undefined && named !== '') {
    return existsSync(named) ? { executable: named } : { missing: `CHROMIUM_PATH names no file (${named})` }
  }
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const onPath = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  const candidates = [...onPath, ...(places[process.platform] ?? []), downloaded()]
  const executable = candidates.find((path) => existsSync(path))
  return executable === undefined
    ? { missing: 'no Chromium was found (install it, or name one by CHROMIUM_PATH)' }
    : { executable }
}
