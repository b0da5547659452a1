import type { Page } from 'playwright'

/** Opens the Plate view with the default plate and starts the scan, all by what an operator sees. */
export async function startScan(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Stage: .* Ready/i }).waitFor()
  await page.keyboard.press('Control+2')
  await page.getByRole('button', { name: 'Default plate 660' }).click()
  await page.getByText(/0 of 660 pairs committed/).waitFor()
  await page.keyboard.press('Space')
}

/** Pairs committed, as the Plate view says; undefined while it says nothing. */
export async function pairsSaid(page: Page): Promise<number | undefined> {
  const text = await page.locator('main').textContent()
  const said = /([\d,]+)\s+of\s+660\s+pairs\s+committed/.exec(text ?? '')?.[1]
  return said === undefined ? undefined : Number(said.replaceAll(',', ''))
}

/** Waits until the view says at least so many pairs; resolves to what it says then. */
export async function waitForPairs(page: Page, atLeast: number): Promise<number> {
  for (;;) {
    const said = await pairsSaid(page)
    if (said !== undefined && said >= atLeast) return said
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
