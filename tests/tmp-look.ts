import { buildIfStale } from '../scripts/tools/build-parts.ts'
import { goTo, launch, openWindow } from './e2e/window/open.ts'
import { learned } from './renderer/fake/learned.ts'
import { need } from './need.ts'
import { flaws } from './e2e/support/looking.ts'
const problem = await buildIfStale('renderer')
if (problem) {
  console.log(problem)
  process.exit(1)
}
console.log('built', new Date().toISOString())
const browser = await launch(need('chromium').path!)
for (const [width, height] of [
  [1440, 900],
  [1024, 700],
] as const) {
  const opened = await openWindow(browser, {
    width,
    height,
    scene: (app) => {
      app.scene.learned = learned()
    },
  })
  const { page } = opened
  await goTo(page, 'Models')
  await page.locator('main').getByText('Winner', { exact: true }).waitFor()
  const shot = (name: string) => page.screenshot({ path: `/tmp/look-${name}-${width}.png` })
  await page.getByRole('radio', { name: 'Worst patches' }).click()
  if (width > 1100) await page.getByRole('radio', { name: 'Figures' }).click()
  await page.waitForTimeout(1500)
  await shot('worst')
  console.log(await flaws(page))
  await page.getByRole('radio', { name: 'Two models' }).click()
  if (width > 1100) await page.getByRole('radio', { name: 'Correction' }).click()
  await page.waitForTimeout(2000)
  await page.locator('main .plot').first().hover()
  await page
    .locator('main')
    .getByRole('button', { name: /^Export this chart/ })
    .first()
    .click()
  await page.waitForTimeout(300)
  await shot('two')
  console.log(await flaws(page))
  for (const format of ['SVG', 'PNG', 'CSV']) {
    const waiting = page.waitForEvent('download')
    if (
      !(await page
        .locator('main')
        .getByRole('button', { name: format, exact: true })
        .first()
        .isVisible()
        .catch(() => false))
    )
      await page
        .locator('main')
        .getByRole('button', { name: /^Export this chart/ })
        .first()
        .click()
    await page.locator('main').getByRole('button', { name: format, exact: true }).first().click()
    const download = await waiting
    await download.saveAs(`/tmp/look-${width}-${download.suggestedFilename()}`)
  }
  await page.keyboard.press('Shift+R')
  await page.locator('main').getByText('Is Gated v7 still right?').waitFor()
  await page.waitForTimeout(1500)
  await shot('recal')
  console.log(await flaws(page))
  console.log(opened.complaints)
  await opened.close()
}
await browser.close()
process.exit(0)
