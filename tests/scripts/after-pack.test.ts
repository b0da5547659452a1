import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import afterPack, { wantedFuses } from '../../scripts/after-pack.mjs'
import { need } from '../need.ts'
import { temporaryFolder } from './temporary-folder.ts'

describe('the fuses', () => {
  test.each([
    ['linux', false],
    ['win32', true],
    ['darwin', true],
  ])('on %s check the integrity of the archive: %s', (platform, checks) => {
    expect(wantedFuses(platform)[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(checks)
  })
})

const electron = need('electron')

describe.skipIf(electron.path === undefined || process.platform !== 'linux')('a packaged runtime', () => {
  const context = (folder: string) => ({
    appOutDir: folder,
    electronPlatformName: 'linux',
    packager: { appInfo: { productFilename: 'Isochrome' }, executableName: 'isochrome' },
  })
  function packaged(): string {
    const folder = temporaryFolder()
    copyFileSync(electron.path ?? '', join(folder, 'isochrome'))
    mkdirSync(join(folder, 'resources'))
    writeFileSync(join(folder, 'resources', 'default_app.asar'), '')
    return folder
  }

  test('cannot be made to run as Node, take options or load another program', async () => {
    const folder = packaged()
    await afterPack(context(folder))
    const wire = await getCurrentFuseWire(join(folder, 'isochrome'))
    expect(wire[FuseV1Options.RunAsNode]).toBe(FuseState.DISABLE)
    expect(wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(FuseState.DISABLE)
    expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(FuseState.DISABLE)
    expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE)
    expect(existsSync(join(folder, 'resources', 'default_app.asar'))).toBe(false)
  })

  test('keeps its fuses for a test driver', async () => {
    process.env['ISOCHROME_FUSES'] = 'off'
    onTestFinished(() => {
      delete process.env['ISOCHROME_FUSES']
    })
    const folder = packaged()
    await afterPack(context(folder))
    const wire = await getCurrentFuseWire(join(folder, 'isochrome'))
    expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(FuseState.ENABLE)
  })
})
