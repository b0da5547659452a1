import { existsSync } from 'node:fs'
import { chromium } from 'playwright'
import { findChromium } from '../../main/find-chromium.ts'

/** A Chromium that Playwright can drive, or in words why there is none. */
export type BrowserLocation =
  { readonly executable: string; readonly missing?: never } | { readonly missing: string }

/** Finds the browser for tests: `CHROMIUM_PATH`, else the system's, else one that Playwright has downloaded before. */
export function locateBrowser(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  downloaded: () => string = () => chromium.executablePath(),
): BrowserLocation {
  const named = environment['CHROMIUM_PATH']
  if (named !== undefined && named !== '') {
    return existsSync(named) ? { executable: named } : { missing: `CHROMIUM_PATH names no file (${named})` }
  }
  const executable = findChromium(environment) ?? [downloaded()].find((path) => existsSync(path))
  return executable === undefined
    ? { missing: 'no Chromium was found (install it, or name one by CHROMIUM_PATH)' }
    : { executable }
}
