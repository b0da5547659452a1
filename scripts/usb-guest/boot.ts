import { spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { inProject } from '../tools/project.ts'
import { run } from '../tools/run.ts'
import type { GuestKernel } from './kernel.ts'
import { programPath } from './needs.ts'

/** Exit code of coreutils' timeout. */
const TIMED_OUT = 124

/** How a guest is started. */
export interface GuestOptions {
  readonly kernel: GuestKernel
  /** Shell script that the guest runs as root in the host's file tree; its files and everything it leaves lie in /tmp/out. */
  readonly command: string
  /** Folders of the host that the guest has to see at their own paths, even below /tmp. */
  readonly shares: readonly string[]
  /** The folder of the host that the guest sees as /tmp/out. */
  readonly out: string
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly onLine: (line: string) => void
}

/** How a guest ended: the exit code of its command, or why there is none. */
export type GuestEnd =
  { readonly code: number; readonly problem?: never } | { readonly code?: never; readonly problem: string }

async function initramfs(folder: string, kernel: GuestKernel): Promise<string> {
  const root = join(folder, 'root')
  mkdirSync(join(root, 'bin'), { recursive: true })
  mkdirSync(join(root, 'modules'))
  cpSync(programPath('busybox') ?? '', join(root, 'bin', 'busybox'), { dereference: true })
  cpSync(inProject('scripts', 'usb-guest', 'init.sh'), join(root, 'init'))
  chmodSync(join(root, 'init'), 0o755)
  for (const file of kernel.modules) cpSync(file, join(root, 'modules', basename(file)))
  const packed = join(folder, 'initramfs.gz')
  const pack = `find . | cpio --quiet -o -H newc | gzip -1 > ${packed}`
  const { code, output } = await run('sh', ['-c', pack], { cwd: root })
  if (code !== 0) throw new Error(`the guest's first files could not be packed: ${output}`)
  return packed
}

function qemuArguments({ kernel, out, shares }: GuestOptions, initrd: string): string[] {
  const shared = (path: string, tag: string, more: string): string[] => [
    '-virtfs',
    `local,path=${path},mount_tag=${tag},security_model=none,multidevs=remap${more}`,
  ]
  return [
    // One processor: machine code that Node writes on one emulated processor and runs on another has failed its own checks.
    // Node protects its compiled code with keys where it can, which the emulator pays for with a flush each time.
    ...['-accel', 'tcg,thread=multi', '-smp', '1', '-cpu', 'max,pku=off', '-m', '1024'],
    ...['-display', 'none', '-serial', 'stdio', '-monitor', 'none', '-nic', 'none', '-no-reboot'],
    ...['-kernel', kernel.image, '-initrd', initrd],
    ...['-append', 'console=ttyS0 quiet panic=-1 loglevel=4'],
    ...shared('/', 'root', ',readonly=on'),
    ...shares.flatMap((path, place) => shared(path, `share${place}`, ',readonly=on')),
    ...shared(out, 'out', ''),
  ]
}

/** Boots the guest, hands on its console line by line, and waits for its end; it is ended when the time is up. */
export async function bootGuest(options: GuestOptions): Promise<GuestEnd> {
  const { kernel, command, shares, out, timeoutMs, signal, onLine } = options
  const folder = mkdtempSync(join(tmpdir(), 'isochrome-guest-'))
  try {
    writeFileSync(join(out, 'command.sh'), command)
    writeFileSync(join(out, 'shares'), shares.map((path, place) => `share${place} ${path}\n`).join(''))
    const argv = qemuArguments(options, await initramfs(folder, kernel))
    // A limit of its own: it holds even when this process is killed.
    const limit = ['--kill-after=10', String(Math.ceil(timeoutMs / 1000))]
    const qemu = programPath('qemu-system-x86_64') ?? 'qemu-system-x86_64'
    const child = spawn('timeout', [...limit, qemu, ...argv], { stdio: ['ignore', 'pipe', 'pipe'], signal })
    let code: number | undefined
    let unfinished = ''
    const heard = (bytes: unknown): void => {
      const lines = (unfinished + String(bytes)).split(/\r*\n/)
      unfinished = lines.pop() ?? ''
      for (const line of lines) {
        const rc = /GUEST-RC=(\d+)/.exec(line)?.[1]
        if (rc !== undefined) code = Number(rc)
        else onLine(line)
      }
    }
    child.stdout.on('data', heard)
    child.stderr.on('data', heard)
    const ended = await new Promise<Error | number | null>((resolve) => {
      child.once('error', resolve)
      child.once('close', resolve)
    })
    if (ended instanceof Error) return { problem: ended.message }
    if (ended === TIMED_OUT) return { problem: `it was not done after ${Math.round(timeoutMs / 1000)} s` }
    return code === undefined ? { problem: 'it ended before its command did' } : { code }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
