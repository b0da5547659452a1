import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inProject } from '../../scripts/tools/project.ts'
import { run, type Finished } from '../../scripts/tools/run.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A clone with the set-up of this project and one package to install. */
function clone(files: Readonly<Record<string, string>> = {}): string {
  const locked = { 'node_modules/is-odd': { version: '3.0.1', integrity: 'sha512-none' } }
  const folder = temporaryFolder({
    'package.json':
      '{ "name": "c", "version": "1.0.0", "type": "module", "dependencies": { "is-odd": "3.0.1" } }',
    'package-lock.json': JSON.stringify({
      name: 'c',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: locked,
    }),
    'scripts/start.ts':
      'const [a, b]: string[] = process.argv.slice(2)\nconsole.log(a, b)\nprocess.exit(7)\n',
    ...files,
  })
  cpSync(inProject('scripts', 'setup.mjs'), join(folder, 'scripts', 'setup.mjs'))
  cpSync(inProject('scripts', 'isochrome.mjs'), join(folder, 'scripts', 'isochrome.mjs'))
  cpSync(inProject('scripts', 'setup'), join(folder, 'scripts', 'setup'), { recursive: true })
  return folder
}

/** Port 9 of loopback (discard, RFC 863) answers nobody here: a registry that cannot be reached. */
function inClone(folder: string, ...argv: readonly string[]): Promise<Finished> {
  const env = {
    ...process.env,
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_cache: join(folder, 'npm-cache'),
    npm_config_update_notifier: 'false',
  }
  return run(process.execPath, argv, { cwd: folder, env })
}

describe('set-up', () => {
  test('without a network ends with a sentence and no stack trace', async () => {
    const { code, output } = await inClone(clone(), 'scripts/setup.mjs', 'start')
    expect(code).toBe(1)
    expect(output).toContain('The package registry could not be reached (ECONNREFUSED)')
    expect(output).not.toMatch(/^\s+at /m)
    expect(output.trim().split('\n')).toHaveLength(2)
  })

  test('hands over at once when the packages are there, with arguments and exit code', async () => {
    const folder = clone()
    mkdirSync(join(folder, 'node_modules'))
    const packages = { 'node_modules/is-odd': { version: '3.0.1' } }
    writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }))
    const { code, output } = await inClone(folder, 'scripts/setup.mjs', 'start', '--port', '8137')
    expect({ code, output }).toEqual({ code: 7, output: '--port 8137\n' })
  })

  test('names its tasks when asked for another', async () => {
    const { code, output } = await inClone(clone(), 'scripts/setup.mjs', 'dance')
    expect(code).toBe(1)
    expect(output).toContain('start|test|test-usb|faults|check')
  })
})

describe('the command isochrome', () => {
  test('in a clone that is not set up says how to do that', async () => {
    const folder = clone()
    const { code, output } = await inClone(folder, 'scripts/isochrome.mjs', 'devices')
    expect(code).toBe(1)
    expect(output).toBe(`Isochrome is not set up yet: run npm start (or npm ci) once in ${folder}.\n`)
  })

  test('in a half-installed clone says the same', async () => {
    const folder = clone({
      'main/cli.ts': "import { x } from 'is-odd'\nexport const main = (): void => console.log(x)\n",
      'node_modules/other/package.json': '{}',
    })
    const { code, output } = await inClone(folder, 'scripts/isochrome.mjs', 'devices')
    expect(code).toBe(1)
    expect(output).toContain('is not set up yet')
  })

  test('hands its arguments to the command line', async () => {
    const folder = clone({
      'main/cli.ts':
        'export async function main(argv: string[]): Promise<void> {\n  console.log(argv.slice(2).join(" "))\n}\n',
      'node_modules/other/package.json': '{}',
    })
    const { code, output } = await inClone(folder, 'scripts/isochrome.mjs', 'devices', '--json')
    expect({ code, output }).toEqual({ code: 0, output: 'devices --json\n' })
  })
})
