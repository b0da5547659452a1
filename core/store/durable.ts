import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Brings a file's bytes to the disk. */
function flushFile(path: string): void {
  const handle = openSync(path, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Brings a folder's names to the disk; Windows does so by itself and cannot be asked. */
function flushFolder(path: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Gives `path` the content `write` puts into a temporary file: after a crash it is there whole or not at all. */
export function replaceDurably(path: string, write: (temporary: string) => void): void {
  const temporary = `${path}.tmp`
  rmSync(temporary, { force: true })
  try {
    write(temporary)
    flushFile(temporary)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  flushFolder(dirname(path))
}

/** `replaceDurably` for bytes at hand. */
export const writeDurably = (path: string, bytes: Uint8Array): void =>
  replaceDurably(path, (temporary) => writeFileSync(temporary, bytes))
