import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Debian packages and the program or file that shows each is there. */
const programs: Readonly<Record<string, readonly string[]>> = {
  'qemu-system-x86': ['qemu-system-x86_64'],
  'busybox-static': ['busybox'],
  cpio: ['cpio'],
  kmod: ['modprobe', 'depmod'],
  usbip: ['usbip'],
  udev: ['/lib/systemd/systemd-udevd'],
  'libusb-1.0-0': ['/usr/lib/x86_64-linux-gnu/libusb-1.0.so.0'],
}
/** Tools for administrators are not on everybody's path. */
const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']

/** Absolute path of a program; undefined where it is not installed. */
export function programPath(name: string): string | undefined {
  return name.startsWith('/')
    ? existsSync(name)
      ? name
      : undefined
    : folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

/** Why no guest can be started here, in words; undefined where one can. */
export function guestNeeds(find = programPath): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `the guest is a Debian for x64 processors, not ${process.platform} ${process.arch}`
  // The host's files are shared as they are, and some can be read by root only.
  if (process.getuid?.() !== 0) return 'the guest shares the files of this machine and needs root for that'
  const missing = Object.entries(programs)
    .filter(([, names]) => names.some((name) => find(name) === undefined))
    .map(([name]) => name)
  return missing.length === 0 ? undefined : `missing are the Debian packages ${missing.join(', ')}`
}
