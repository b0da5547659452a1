import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { projectFolder } from '../../scripts/tools/project.ts'

/** The command line of the program under test. */
export const isochrome = join(projectFolder, 'scripts', 'isochrome.mjs')

/** TCP ports at which the simulated instruments wait for the kernel. */
export const PORTS = {
  hdx: 3240,
  jeti: 3241,
  grbl: 3242,
  usb2000: 3243,
  usb4000: 3244,
  colorhug: 3245,
} as const

const listen = [
  ['spectrometer', PORTS.hdx],
  ['reference', PORTS.jeti],
  ['stage', PORTS.grbl],
  ['ocean-usb2000', PORTS.usb2000],
  ['ocean-usb4000', PORTS.usb4000],
  ['colorhug', PORTS.colorhug],
] as const

/** The process of the simulators. */
export interface Simulators {
  stop(): void
  /** Stops the process where it is: nothing is answered, not even that a transfer was taken back. */
  freeze(): void
  thaw(): void
}

/** `isochrome simulate`: six instruments over one scene, in a process of their own. Resolves when all are served. */
export async function startSimulators(): Promise<Simulators> {
  const where = listen.map(([name, port]) => `${name}=usbip:${port}`).join(',')
  const child = spawn(process.execPath, [isochrome, 'simulate', 'bench', '--fast', '--listen', where], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let served = 0
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('listening ')) served++
    if (served < listen.length) continue
    return {
      stop: () => child.kill('SIGKILL'),
      freeze: () => child.kill('SIGSTOP'),
      thaw: () => child.kill('SIGCONT'),
    }
  }
  throw new Error('the simulators ended before all were served')
}
