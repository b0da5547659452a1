import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { underLock } from '../../scripts/tools/cache-lock.ts'
import { temporaryFolder } from './temporary-folder.ts'

describe('work under a lock', () => {
  test('is done one after the other, and the lock is gone afterwards', async () => {
    const file = join(temporaryFolder(), 'deep', 'lock')
    const order: string[] = []
    const onWait = vi.fn()
    const { promise: finish, resolve } = Promise.withResolvers<undefined>()
    const first = underLock(file, async () => {
      order.push('first begins')
      await finish
      order.push('first ends')
    })
    const second = underLock(file, async () => order.push('second'), { onWait })
    await vi.waitFor(() => expect(onWait).toHaveBeenCalledOnce())
    resolve(undefined)
    await Promise.all([first, second])
    expect(order).toEqual(['first begins', 'first ends', 'second'])
    expect(existsSync(file)).toBe(false)
  })
  test('takes over the lock of a dead process', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid
    const file = join(temporaryFolder(), 'lock')
    writeFileSync(file, String(dead))
    expect(await underLock(file, async () => 'done')).toBe('done')
  })
  test('frees the lock when the work fails', async () => {
    const file = join(temporaryFolder(), 'lock')
    await expect(underLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(existsSync(file)).toBe(false)
  })
  test('stops waiting when it is told to', async () => {
    const file = join(temporaryFolder(), 'lock')
    writeFileSync(file, String(process.pid))
    const waiting = underLock(file, async () => 'done', { signal: AbortSignal.timeout(50) })
    await expect(waiting).rejects.toThrow()
    expect(existsSync(file)).toBe(true)
  })
})
