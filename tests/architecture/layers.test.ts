import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { inProject } from '../../scripts/tools/project.ts'
import { run } from '../../scripts/tools/run.ts'
import { planted, sound } from './planted.ts'

const layers = 'contract spectra formats drivers model core main preload renderer tests'.split(' ')
const ReportSchema = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })),
  }),
})
const RulesSchema = z.object({ forbidden: z.array(z.object({ name: z.string() })) })

const made: string[] = []
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true })
})

/** Lays the files out in a folder of their own and returns what `npm run layers` reports there, as "rule file". */
async function violations(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'isochrome-layers-'))
  made.push(folder)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  for (const name of ['package.json', 'tsconfig.base.json', '.dependency-cruiser.cjs']) {
    copyFileSync(inProject(name), join(folder, name))
  }
  symlinkSync(inProject('node_modules'), join(folder, 'node_modules'))
  const tool = inProject('node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs')
  const options = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...layers]
  const { output } = await run(process.execPath, [tool, ...options], { cwd: folder, keepBytes: 10_000_000 })
  const report = ReportSchema.parse(JSON.parse(output))
  return report.summary.violations.map(({ from, rule }) => `${rule.name} ${from}`)
}

describe('the layer rules', () => {
  test('accept a tree that follows them', async () => {
    expect(await violations(sound)).toEqual([])
  })

  test('report every planted violation', async () => {
    const files = { ...sound }
    for (const { file, text, beside } of planted) Object.assign(files, { [file]: text }, beside)
    const reported = await violations(files)
    expect(reported).toEqual(expect.arrayContaining(planted.map(({ rule, file }) => `${rule} ${file}`)))
  })

  test('are each proven by a planted violation', () => {
    const rules = RulesSchema.parse(createRequire(import.meta.url)(inProject('.dependency-cruiser.cjs')))
    const proven = new Set(planted.map(({ rule }) => rule))
    expect([...proven].sort()).toEqual(rules.forbidden.map(({ name }) => name).sort())
  })
})
