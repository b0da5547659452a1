import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { cacheFolder } from '../../model/cache-folder.ts'
import { underLock } from '../tools/cache-lock.ts'
import { causeIn, run } from '../tools/run.ts'
import { programPath } from './needs.ts'

/** What the guest needs beyond what is built in: a disk of the host's files, a virtual host controller, serial adapters, HID. */
const wantedModules = [
  ...['virtio_pci', '9pnet_virtio', '9p', 'vhci-hcd', 'cdc-acm'],
  ...['usbhid', 'hid-generic'],
]

/** A kernel and the modules it loads, in order. */
export interface GuestKernel {
  readonly image: string
  readonly modules: readonly string[]
}

const keptIn = (): string => join(cacheFolder(), 'usb-guest')

async function must(command: string, argv: readonly string[], cwd: string): Promise<string> {
  const { code, output } = await run(programPath(command) ?? command, argv, { cwd })
  if (code !== 0) throw new Error(`${command} ${argv[0] ?? ''}: ${causeIn(output)}`)
  return output
}

async function kept(): Promise<GuestKernel | undefined> {
  const folder = keptIn()
  if (!existsSync(join(folder, 'vmlinuz'))) return undefined
  // One that was unpacked for fewer modules lacks some of them now.
  const list = join(folder, 'wanted')
  if (!existsSync(list) || (await readFile(list, 'utf8')) !== wantedModules.join('\n')) return undefined
  const modules = (await readdir(join(folder, 'modules'))).sort()
  return { image: join(folder, 'vmlinuz'), modules: modules.map((name) => join(folder, 'modules', name)) }
}

/** Files of the modules in the order they have to be loaded in. */
async function loadOrder(folder: string, release: string): Promise<string[]> {
  await must('depmod', ['-b', folder, release], folder)
  const files: string[] = []
  for (const name of wantedModules) {
    const told = await must('modprobe', ['-d', folder, '-S', release, '--show-depends', name], folder)
    for (const [, file = ''] of told.matchAll(/^insmod (\S+)/gm)) if (!files.includes(file)) files.push(file)
  }
  return files
}

/** The package that linux-image-amd64 stands for at the moment; undefined where the lists of packages are missing. */
async function packageName(folder: string): Promise<string | undefined> {
  const { output } = await run('apt-cache', ['depends', 'linux-image-amd64'], { cwd: folder })
  return /Depends: (linux-image-\S+)/.exec(output)?.[1]
}

async function unpack(folder: string): Promise<void> {
  let name = await packageName(folder)
  if (name === undefined) {
    await must('apt-get', ['update'], folder)
    name = await packageName(folder)
  }
  if (name === undefined) throw new Error('apt-cache knows no kernel for this machine')
  await must('apt-get', ['download', name], folder)
  const archive = (await readdir(folder)).find((file) => file.endsWith('.deb'))
  if (archive === undefined) throw new Error(`apt-get did not bring ${name}`)
  await must('dpkg-deb', ['-x', archive, 'all'], folder)
  const all = join(folder, 'all')
  const release = name.replace('linux-image-', '')
  const modules = join(folder, 'kept', 'modules')
  await mkdir(modules, { recursive: true })
  const order = await loadOrder(all, release)
  for (const [place, file] of order.entries())
    await cp(file, join(modules, `${String(place).padStart(2, '0')}-${basename(file)}`))
  await cp(join(all, 'boot', `vmlinuz-${release}`), join(folder, 'kept', 'vmlinuz'))
  await writeFile(join(folder, 'kept', 'release'), `${release}\n`)
  await writeFile(join(folder, 'kept', 'wanted'), wantedModules.join('\n'))
}

async function fetchKernel(say: (line: string) => void): Promise<void> {
  if (await kept()) return
  say(`fetching Debian's kernel for the guest (about 70 MB, once; kept in ${keptIn()})`)
  const folder = await mkdtemp(join(tmpdir(), 'isochrome-kernel-'))
  try {
    await unpack(folder)
    const staging = `${keptIn()}.new`
    await rm(staging, { recursive: true, force: true })
    await cp(join(folder, 'kept'), staging, { recursive: true })
    await rm(keptIn(), { recursive: true, force: true })
    await rename(staging, keptIn())
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Debian's kernel with the modules of the guest, unpacked but never installed; downloaded once (about 70 MB). Throws where
 * there is none and none can be had.
 */
export async function guestKernel(say: (line: string) => void, signal: AbortSignal): Promise<GuestKernel> {
  await underLock(`${keptIn()}.lock`, () => fetchKernel(say), { signal })
  const kernel = await kept()
  if (kernel === undefined) throw new Error('the kernel was not unpacked')
  return kernel
}
