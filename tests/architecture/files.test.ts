import { ESLint } from 'eslint'
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { inProject, projectFolder } from '../../scripts/tools/project.ts'

const folders = 'contract,spectra,formats,drivers,model,core,main,preload,renderer,scripts'
const shipped = globSync(`{${folders}}/**/*.{ts,svelte,mjs}`, { cwd: projectFolder })
const lineCounts = shipped
  .map((file) => readFileSync(inProject(file), 'utf8').split('\n').length - 1)
  .sort((a, b) => a - b)

/** The count that a share of the files does not exceed. */
function quantile(share: number): number {
  return lineCounts[Math.ceil(share * lineCounts.length) - 1] ?? Number.NaN
}

describe('source files', () => {
  test('are small: half near 80 lines, nine in ten under 250, none over 400', () => {
    expect(lineCounts.length).toBeGreaterThan(50)
    expect(quantile(0.5)).toBeLessThanOrEqual(120)
    expect(quantile(0.9)).toBeLessThan(250)
    expect(quantile(1)).toBeLessThanOrEqual(400)
  })

  test('are refused by the linter when they grow over 400 lines, whatever a comment in them says', async () => {
    const eslint = new ESLint({ cwd: projectFolder })
    const long = `/* eslint-disable */\n${'//\n'.repeat(400)}`
    const [result] = await eslint.lintText(long, { filePath: inProject('svelte.config.js') })
    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain('max-lines')
  })
})
