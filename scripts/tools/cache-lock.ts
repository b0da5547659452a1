import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, but belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Takes the lock if it is free or its owner is dead. */
function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const owner = Number.parseInt(readFileSync(file, 'utf8'), 10)
  if (Number.isNaN(owner) || isAlive(owner)) return false
  rmSync(file, { force: true })
  return take(file)
}

/**
 * Runs `work` while no other process of this machine runs work under the same lock file; waits for its turn and
 * says so once through `onWait`. A lock left by a dead process is taken over.
 */
export async function underLock<T>(
  file: string,
  work: () => Promise<T>,
  { onWait, signal }: { onWait?: () => void; signal?: AbortSignal } = {},
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true })
  let told = false
  while (!take(file)) {
    if (!told) onWait?.()
    told = true
    await pause(500, undefined, signal === undefined ? {} : { signal })
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}
