import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
/**
 * One line a port of the virtual host controller: hub, port, state, speed, device, socket, name on the local bus (kernel,
 * vhci_sysfs.c). State 004 = free, 005 = attached without an address yet, 006 = in use.
 */
const STATUS = '/sys/devices/platform/vhci_hcd.0/status'
const DEVICES = '/sys/bus/usb/devices'
const PATIENCE_MS = 60_000

interface Port {
  readonly port: string
  readonly state: string
  readonly busId: string
}

const ports = (): Port[] =>
  readFileSync(STATUS, 'utf8')
    .split('\n')
    .slice(1)
    .map((row) => row.trim().split(/\s+/))
    .map(([, port = '', state = '', , , , busId = '']) => ({ port: String(Number(port)), state, busId }))
    .filter(({ state }) => state !== '')

/** `usbip` reads every port in use, and fails on one whose device is still on its way. */
const isThere = ({ state, busId }: Port): boolean => state === '006' && existsSync(join(DEVICES, busId))

const plugged = new Map<number, string>()

/** Puts the device that is served at a TCP port on the kernel's USB bus. */
export async function plug(tcpPort: number): Promise<void> {
  const before = new Set(ports().flatMap((one) => (isThere(one) ? [one.port] : [])))
  await run('usbip', ['--tcp-port', String(tcpPort), 'attach', '-r', '127.0.0.1', '-b', '1-1'])
  const added = (): Port | undefined => ports().find((one) => isThere(one) && !before.has(one.port))
  await until(() => added() !== undefined, 'a port of the host controller')
  plugged.set(tcpPort, added()?.port ?? '')
}

/** Takes it off the bus at once, whatever is under way. */
export async function unplug(tcpPort: number): Promise<void> {
  const mine = plugged.get(tcpPort) ?? ''
  await run('usbip', ['detach', '-p', mine])
  plugged.delete(tcpPort)
  await until(() => ports().every(({ port, state }) => port !== mine || state === '004'), 'a free port')
}

/** Waits until something is so; fails after a minute. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`never: ${what}`)
    await pause(50)
  }
}
