import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { inProject } from '../../scripts/tools/project.ts'
import { run } from '../../scripts/tools/run.ts'

const made: string[] = []
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true })
})

/** What one runtime's type check says about a single file, as "code in file". */
async function typeErrors(config: string, file: string, text: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'isochrome-types-'))
  made.push(folder)
  for (const name of ['tsconfig.base.json', 'tsconfig.pure.d.ts', config]) {
    copyFileSync(inProject(name), join(folder, name))
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
  symlinkSync(inProject('node_modules'), join(folder, 'node_modules'))
  const tsc = inProject('node_modules', 'typescript', 'bin', 'tsc')
  // Without a build note: the copy's node_modules is the project's own.
  const options = [
    '--project',
    config,
    '--pretty',
    'false',
    '--incremental',
    'false',
    '--tsBuildInfoFile',
    'null',
  ]
  const { output } = await run(process.execPath, [tsc, ...options], { cwd: folder })
  return [...output.matchAll(/^(\S+?)\(.*?error (TS\d+)/gm)].map(
    ([, where, code]) => `${code ?? ''} in ${where ?? ''}`,
  )
}

/** A name that the runtime does not have: TS2304, 2580 and 2584 differ only in the advice they add. */
const unknownName = /^TS(2304|2580|2584|2591) in /

describe('a type check per runtime', () => {
  test.each([
    ['contract knows no Node', 'tsconfig.pure.json', 'contract/a.ts', 'export const y = process.pid\n'],
    [
      'spectra knows no clock of a page',
      'tsconfig.pure.json',
      'spectra/a.ts',
      'export const y = performance.now()\n',
    ],
    ['formats knows no document', 'tsconfig.pure.json', 'formats/a.ts', 'export const y = document.title\n'],
    ['core knows no document', 'tsconfig.node.json', 'core/a.ts', 'export const y = document.title\n'],
    ['the page knows no Node', 'tsconfig.web.json', 'renderer/a.ts', 'export const y = process.pid\n'],
  ])('%s', async (_, config, file, text) => {
    const errors = await typeErrors(config, file, text)
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatch(unknownName)
  })

  test('the pure layers may decode text', async () => {
    const text = "export const y = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes)\n"
    expect(await typeErrors('tsconfig.pure.json', 'formats/a.ts', text)).toEqual([])
  })

  test.each([
    ['an index that may be missing', 'TS2322', 'export const y = (a: number[]): number => a[0]\n'],
    ['an explicit undefined', 'TS2375', 'export const y: { a?: number } = { a: undefined }\n'],
    ['an enum', 'TS1294', 'export enum Y { A }\n'],
    [
      'a type imported as a value',
      'TS1484',
      "import { ErrorMap } from '@orpc/contract'\nexport type Y = ErrorMap\n",
    ],
  ])('refuses %s', async (_, code, text) => {
    expect(await typeErrors('tsconfig.pure.json', 'contract/a.ts', text)).toEqual([
      `${code} in contract/a.ts`,
    ])
  })
})
