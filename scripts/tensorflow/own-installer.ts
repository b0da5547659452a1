import { rm } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { causeIn, run } from '../tools/run.ts'

/** Longest wait for the installer's download and, where it must compile, for that. */
const patienceMs = 15 * 60_000

/**
 * Lets tfjs-node fetch libtensorflow and its binding itself. Resolves to the reason when that fails; the package is
 * then as it was before.
 */
export async function tryOwnInstaller(packageDir: string, signal: AbortSignal): Promise<string | undefined> {
  const tools = join(dirname(dirname(packageDir)), '.bin')
  const deadline = AbortSignal.timeout(patienceMs)
  const env = {
    ...process.env,
    PATH: [dirname(process.execPath), tools, process.env['PATH']].join(delimiter),
  }
  try {
    const { code, output } = await run(process.execPath, ['scripts/install.js'], {
      cwd: packageDir,
      env,
      signal: AbortSignal.any([signal, deadline]),
    })
    if (code === 0) return undefined
    await removeRemains(packageDir)
    return causeIn(output)
  } catch (error) {
    signal.throwIfAborted()
    if (!deadline.aborted) throw error
    await removeRemains(packageDir)
    return 'it was not done after 15 minutes'
  }
}

async function removeRemains(packageDir: string): Promise<void> {
  for (const folder of ['deps', 'lib', 'build']) {
    await rm(join(packageDir, folder), { recursive: true, force: true })
  }
}
