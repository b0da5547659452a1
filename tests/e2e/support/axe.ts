import { readFileSync } from 'node:fs'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright'
import { inProject } from '../../../scripts/tools/project.ts'

const source = readFileSync(inProject('node_modules', 'axe-core', 'axe.min.js'), 'utf8')

/** What axe-core finds wrong in the window as it is now: rule, help and the first places. Empty = nothing. */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Evaluated by the debugger: the page's policy lets in no script of a test.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  return page.evaluate(
    async (only) => {
      const { axe } = window as unknown as {
        axe: { run(context: Document, options: RunOptions): Promise<AxeResults> }
      }
      const { violations: found } = await axe.run(document, {
        ...(only !== null && { runOnly: only }),
        resultTypes: ['violations'],
      })
      return found.map(
        ({ id, help, nodes }) =>
          `${id}: ${help}: ${nodes
            .slice(0, 3)
            .map(({ html, failureSummary }) => `${html.slice(0, 160)} (${failureSummary ?? ''})`)
            .join('; ')}`,
      )
    },
    rules === undefined ? null : [...rules],
  )
}

/** The same in each theme: of the rules only those about colour depend on it. */
export async function violationsInThemes(page: Page, themes: readonly string[]): Promise<string[]> {
  const found = await violations(page)
  const theme = await page.evaluate(() => document.documentElement.dataset['theme'] ?? '')
  for (const other of themes.filter((one) => one !== theme)) {
    await setTheme(page, other)
    const inColour = await violations(page, ['color-contrast', 'link-in-text-block'])
    found.push(...inColour.map((text) => `theme ${other}: ${text}`))
  }
  await setTheme(page, theme)
  return found
}

/** Changes the theme without the settings, and waits until no colour is on its way. */
async function setTheme(page: Page, theme: string): Promise<void> {
  await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme)
  await page.waitForTimeout(120)
}
