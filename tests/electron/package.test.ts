import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inProject } from '../../scripts/tools/project.ts'
import { run } from '../../scripts/tools/run.ts'
import { serveProgram, type ServedProgram } from '../../scripts/tools/served-program.ts'
import { DebuggedPage } from './support/debugged-page.ts'
import { noShell } from './support/run-time.ts'
import { cleanUp, dataFolder, shellEnvironment } from './support/shell.ts'

/** What comes at all comes within this time. */
const SOON = { timeout: 60_000, interval: 100 } as const
const CHROMIUM = ['--no-sandbox', '--disable-gpu']

/** `npm run package -- --dir` into a folder of the test; the program as it would be installed. */
describe.skipIf(noShell !== undefined || process.platform !== 'linux')('the packaged program', () => {
  const release = dataFolder()
  const program = join(release, 'linux-unpacked', 'isochrome')
  let host: ServedProgram
  const started = new Set<ChildProcess>()

  beforeAll(async () => {
    const packing = [
      inProject('scripts', 'setup.mjs'),
      'package',
      '--dir',
      `-c.directories.output=${release}`,
    ]
    const { code, output } = await run(process.execPath, packing)
    if (code !== 0) throw new Error(output)
    host = await serveProgram({ home: dataFolder(), flags: ['--fast'] })
  })
  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL')
    await host.stop()
    cleanUp()
  })

  function start(folder: string, ...args: readonly string[]): { child: ChildProcess; said: () => string } {
    const child = spawn(program, [...CHROMIUM, `--user-data-dir=${join(folder, 'profile')}`, ...args], {
      env: shellEnvironment(folder),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    started.add(child)
    child.once('exit', () => started.delete(child))
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    return { child, said: () => output }
  }

  it('holds the program in an archive, what is native beside it, and no other program', () => {
    const resources = join(release, 'linux-unpacked', 'resources')
    expect(existsSync(join(resources, 'app.asar'))).toBe(true)
    expect(existsSync(join(resources, 'default_app.asar'))).toBe(false)
    expect(readFileSync(join(resources, '70-isochrome.rules'), 'utf8')).toBe(
      readFileSync(inProject('drivers', 'udev', '70-isochrome.rules'), 'utf8'),
    )
    expect(readdirSync(join(resources, 'app.asar.unpacked', 'node_modules'))).toEqual(
      expect.arrayContaining(['better-sqlite3', '@serialport', '@node-usb']),
    )
  })

  it('has the fuses set that its runtime has', async () => {
    const wire = await getCurrentFuseWire(program)
    expect(wire[FuseV1Options.RunAsNode]).toBe(FuseState.DISABLE)
    expect(wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(FuseState.DISABLE)
    expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(FuseState.DISABLE)
    expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE)
    expect(wire[FuseV1Options.EnableCookieEncryption]).toBe(FuseState.ENABLE)
  })

  it('opens its window on a running host and shows spectra', async () => {
    const { child, said } = start(dataFolder(), '--remote-debugging-port=0', '--attach', host.url)
    const page = await DebuggedPage.of(said)
    await expect.poll(() => page.evaluate('document.body.innerText'), SOON).toMatch(/[1-9]\d*\.\d spectra\/s/)
    expect(await page.evaluate('typeof require + typeof process')).toBe('undefinedundefined')
    expect(await page.evaluate('location.hash')).toBe('')
    const ended = once(child, 'exit')
    await page.evaluate('window.close()')
    expect(await ended).toEqual([0, null])
  })

  it('does not run as Node, whatever the environment asks', async () => {
    const folder = dataFolder()
    const child = spawn(program, [...CHROMIUM, '-e', 'console.log("ran as Node")', '--attach', 'nowhere'], {
      env: { ...shellEnvironment(folder), ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    started.add(child)
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    expect(await once(child, 'close')).toEqual([2, null])
    expect(output).not.toContain('ran as Node')
    expect(output).toContain('--attach needs the address a web host printed')
  })
})
