import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inProject } from '../tools/project.ts'
import { causeIn, run } from '../tools/run.ts'

/** Name of the archive that the guest unpacks; in it lies the folder `node`. */
export const CACHE_ARCHIVE = 'compiled.tar'

/** What loads the modules of the tests, of the simulators and of the program, and ends at once. */
const loads = [
  [inProject('tests', 'usb-guest', 'main.ts')],
  [inProject('scripts', 'isochrome.mjs'), 'simulate', 'bench', '--listen', 'nowhere'],
  [inProject('scripts', 'isochrome.mjs'), 'read', '--spectrometer', 'nothing'],
]

/**
 * Compiles here what the guest will run and leaves it in `folder` as {@link CACHE_ARCHIVE}. Removing the types is work for
 * WebAssembly, and in the emulator the pages of its fresh machine code have failed Node's own checks before the first
 * case; it also takes half of every start there. Throws where the archive cannot be made.
 */
export async function packCompileCache(folder: string, signal: AbortSignal): Promise<void> {
  const made = mkdtempSync(join(tmpdir(), 'isochrome-compiled-'))
  try {
    const env = { ...process.env, NODE_COMPILE_CACHE: join(made, 'node'), ISOCHROME_HOME: join(made, 'home') }
    for (const argv of loads)
      await run(process.execPath, ['--disable-warning=ExperimentalWarning', ...argv], { env, signal })
    const { code, output } = await run('tar', ['-cf', join(folder, CACHE_ARCHIVE), '-C', made, 'node'], {
      signal,
    })
    if (code !== 0) throw new Error(`what the guest runs could not be packed: ${causeIn(output)}`)
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
}
