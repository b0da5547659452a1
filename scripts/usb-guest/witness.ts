import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../../model/cache-folder.ts'
import { firstWorking } from '../tools/python.ts'

/** A Python with the packages seabreeze and pyusb: the one named, one that CI made, or the system's. */
export function witnessPython(): Promise<string | undefined> {
  const cache = cacheFolder()
  const made = existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith('python-')) : []
  const named = process.env['ISOCHROME_PYTHON']
  return firstWorking(
    [
      ...(named === undefined ? [] : [named]),
      ...made.map((name) => join(cache, name, 'bin', 'python')),
      'python3',
    ],
    ['-c', 'import seabreeze, usb'],
  )
}
