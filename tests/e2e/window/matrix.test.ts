import type { Browser } from 'playwright'
import { mkdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inProject } from '../../../scripts/tools/project.ts'
import { need } from '../../need.ts'
import { flaws } from '../support/looking.ts'
import { benchState } from '../../renderer/fake/bench.ts'
import { learned } from '../../renderer/fake/learned.ts'
import type { FakeApp } from '../../renderer/fake/app.ts'
import { goTo, launch, openWindow } from './open.ts'

const chromium = need('chromium')
const pictures = inProject('test-results', 'matrix')

/** The active model is a matrix, a second one came from a file. */
function matrix(app: FakeApp): void {
  const known = learned()
  const models = known.models.map((card) => {
    const method = 'matrix3' as const
    if (card.version === 'v7') return { ...card, method }
    if (card.version !== 'v8') return card
    return { ...card, method, trainedOn: 0, plate: { rmse: 0, p95: 0, gfc: 0, dE00: null } }
  })
  app.scene.learned = { ...known, models }
  const activeModel = {
    version: 'v7',
    method: 'matrix3',
    hash: '7c1e94aa',
    created: '2026-11-14T10:00:00.000Z',
  }
  app.scene.bench = benchState({ activeModel })
  app.publish()
}

describe.skipIf(chromium.path === undefined)('a model that corrects X, Y and Z only', () => {
  let browser: Browser
  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true })
    browser = await launch(chromium.path!)
  })
  afterAll(async () => {
    await browser.close()
  })

  it('says so on its card and beside the live colours, and goes out as .ccmx', async () => {
    const opened = await openWindow(browser, { scene: matrix })
    const { page, app } = opened
    const inspector = page.getByRole('complementary', { name: 'Inspector' })
    try {
      await inspector.getByText('as measured').waitFor()
      await goTo(page, 'Models')
      await page
        .getByRole('toolbar', { name: /Versions/ })
        .getByText('v7')
        .click()
      await inspector.getByText('Spectra are not corrected').waitFor()
      await inspector.getByRole('button', { name: 'Export .ccmx' }).click()
      await expect.poll(() => app.scene.calls).toContain('model.export')
      await page
        .getByRole('toolbar', { name: /Versions/ })
        .getByText('not measured')
        .waitFor()
      await page.waitForTimeout(500)
      await page.screenshot({ path: `${pictures}/models.png` })
      expect(await flaws(page)).toEqual([])
      expect(opened.complaints.join('\n')).toBe('')
    } finally {
      await opened.close()
    }
  })
})
