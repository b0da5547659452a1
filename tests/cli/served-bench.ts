import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { inProject } from '../../scripts/tools/project.ts'

/** Simulated instruments over one scene in a process of their own, as other programs meet them. */
export interface ServedBench {
  /** Address of each instrument for the command line, `klein-k10@tcp:127.0.0.1:5001`, by family. */
  readonly uris: Readonly<Record<string, string>>
  stop(): void
}

/**
 * `isochrome simulate bench`: instruments of these families over TCP, without waits. Resolves when all are served.
 * @throws Error where it ends before that
 */
export async function serveBench(families: readonly string[]): Promise<ServedBench> {
  const listen = families.map((family) => `${family}=tcp:0`).join(',')
  const child = spawn(
    process.execPath,
    [inProject('scripts', 'isochrome.mjs'), 'simulate', 'bench', '--fast', '--listen', listen],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString()
  })
  const uris: Record<string, string> = {}
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /^listening \S+=(tcp:\S+)$/.exec(line)?.[1]
    const family = families[Object.keys(uris).length]
    if (address !== undefined && family !== undefined) uris[family] = `${family}@${address}`
    if (Object.keys(uris).length === families.length) return { uris, stop: () => child.kill('SIGKILL') }
  }
  throw new Error(`the simulators ended before all were served: ${said}`)
}
