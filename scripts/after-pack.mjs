// electron-builder calls this when a package's folder is complete: sets the fuses, which cannot be changed by the
// environment or the command line later. ISOCHROME_FUSES=off leaves them alone: a test driver needs the inspector.
import { flipFuses, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The fuses of a packaged program.
 * @param {string} platform electron-builder's name: linux, win32, darwin or mas
 */
export function wantedFuses(platform) {
  // Electron checks the archive's integrity on macOS and Windows only.
  const checksIntegrity = platform !== 'linux'
  return {
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: checksIntegrity,
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  }
}

/**
 * Those of the fuses that this runtime has: an older one has fewer, and setting one it lacks fails.
 * @param {string} executable
 * @param {Record<string, boolean>} fuses
 */
export async function fusesOf(executable, fuses) {
  const wire = await getCurrentFuseWire(executable)
  return Object.fromEntries(Object.entries(fuses).filter(([fuse]) => fuse in wire))
}

/**
 * @param {{ appOutDir: string, electronPlatformName: string, packager: { appInfo: { productFilename: string },
 *   executableName?: string } }} context
 */
export default async function afterPack({ appOutDir, electronPlatformName, packager }) {
  // A runtime that was unpacked here brings the program it runs when it is given none.
  await rm(join(appOutDir, 'resources', 'default_app.asar'), { force: true })
  if (process.env['ISOCHROME_FUSES'] === 'off') return
  const { productFilename } = packager.appInfo
  const file =
    electronPlatformName === 'linux'
      ? (packager.executableName ?? productFilename)
      : electronPlatformName === 'win32'
        ? `${productFilename}.exe`
        : `${productFilename}.app`
  const executable = join(appOutDir, file)
  const fuses = await fusesOf(executable, wantedFuses(electronPlatformName))
  await flipFuses(executable, {
    version: FuseVersion.V1,
    // An arm64 Mac refuses a changed program until it is signed again.
    resetAdHocDarwinSignature: electronPlatformName === 'darwin',
    ...fuses,
  })
}
