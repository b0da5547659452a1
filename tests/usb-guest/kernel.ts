import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** One line a port of the virtual host controller; 004 = free (kernel, vhci_sysfs.c). */
const STATUS = '/sys/devices/platform/vhci_hcd.0/status'
const PATIENCE_MS = 60_000

function portsInUse(): Set<string> {
  const rows = readFileSync(STATUS, 'utf8').split('\n').slice(1)
  return new Set(
    rows
      .map((row) => row.trim().split(/\s+/))
      .filter(([, , state]) => state !== undefined && state !== '004')
      .map(([, port = '']) => String(Number(port))),
  )
}

const plugged = new Map<number, string>()

/** Puts the device that is served at a TCP port on the kernel's USB bus. */
export async function plug(tcpPort: number): Promise<void> {
  const before = portsInUse()
  await run('usbip', ['--tcp-port', String(tcpPort), 'attach', '-r', '127.0.0.1', '-b', '1-1'])
  await until(() => [...portsInUse()].some((port) => !before.has(port)), 'a port of the host controller')
  plugged.set(tcpPort, [...portsInUse()].find((port) => !before.has(port)) ?? '')
}

/** Takes it off the bus at once, whatever is under way. */
export async function unplug(tcpPort: number): Promise<void> {
  await run('usbip', ['detach', '-p', plugged.get(tcpPort) ?? ''])
  plugged.delete(tcpPort)
}

/** Waits until something is so; fails after a minute. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`never: ${what}`)
    await pause(50)
  }
}
