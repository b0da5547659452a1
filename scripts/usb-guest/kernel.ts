import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { cacheFolder } from '../../model/cache-folder.ts'
import { causeIn, run } from '../tools/run.ts'
import { programPath } from './needs.ts'

/** What the guest needs beyond what is built in: a disk of the host's files, a virtual host controller, serial adapters. */
const wantedModules = ['virtio_pci', '9pnet_virtio', '9p', 'vhci-hcd', 'cdc-acm']

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

async function unpack(folder: string): Promise<void> {
  const depends = await must('apt-cache', ['depends', 'linux-image-amd64'], folder)
  const name = /linux-image-\S*\d\S*/.exec(depends.replace('linux-image-amd64', ''))?.[0]
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
}

/** Debian's kernel with the modules of the guest, unpacked but never installed; downloaded once (about 70 MB). */
export async function guestKernel(say: (line: string) => void): Promise<GuestKernel> {
  const before = await kept()
  if (before) return before
  say(`fetching Debian's kernel for the guest (about 70 MB, once; kept in ${keptIn()})`)
  const folder = await mkdtemp(join(tmpdir(), 'isochrome-kernel-'))
  try {
    await unpack(folder)
    await rm(keptIn(), { recursive: true, force: true })
    await mkdir(cacheFolder(), { recursive: true })
    const staging = `${keptIn()}.new`
    await rm(staging, { recursive: true, force: true })
    await cp(join(folder, 'kept'), staging, { recursive: true })
    await rename(staging, keptIn())
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  const now = await kept()
  if (now === undefined) throw new Error('the kernel was not unpacked')
  return now
}
