import { mkdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inProject } from '../../../scripts/tools/project.ts'
import { flaws } from '../support/looking.ts'
import { benchState } from '../../renderer/fake/bench.ts'
import { learned } from '../../renderer/fake/learned.ts'
import type { FakeApp } from '../../renderer/fake/app.ts'
import { goTo } from './open.ts'
import { browserTool } from './one-window.ts'
import { windows } from './windows.ts'

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

describe.skipIf(browserTool.path === undefined)('a model that corrects X, Y and Z only', () => {
  const { look } = windows()
  mkdirSync(pictures, { recursive: true })

  it('says so on its card and beside the live colours, and goes out as .ccmx', async () => {
    await look({ scene: matrix }, async ({ page, app }) => {
      const inspector = page.getByRole('complementary', { name: 'Inspector' })
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
    })
  })
})
