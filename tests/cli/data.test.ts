import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isochrome, temporaryHome } from './run.ts'

const home = temporaryHome()
const other = temporaryHome()
const backup = join(other.path, 'backup')
const json = (stdout: string): unknown => JSON.parse(stdout)
beforeAll(async () => {
  for (const { path } of [home, other]) {
    const ran = await isochrome(path, ['scan', '--simulate', '--fast', '--patches', '3', '--json'])
    expect(ran.code, ran.stderr).toBe(0)
  }
}, 120_000)
afterAll(() => {
  home.remove()
  other.remove()
})

describe('the stored data as a whole', () => {
  it('is checked, copied, put back and merged', { timeout: 120_000 }, async () => {
    const check = await isochrome(home.path, ['data', 'check', '--json'])
    expect(json(check.stdout)).toMatchObject({ ok: true, faults: [] })
    const made = await isochrome(home.path, ['data', 'backup', backup, '--json'])
    expect(made.code, made.stderr).toBe(0)
    expect(existsSync(join(backup, 'isochrome.db'))).toBe(true)
    const again = await isochrome(home.path, ['data', 'backup', backup])
    expect(again.code).toBe(1)
    expect(again.stderr).toContain('is not empty')

    const merged = await isochrome(other.path, ['data', 'merge', join(backup, 'isochrome.db'), '--json'])
    expect(json(merged.stdout)).toMatchObject({ sessions: 1, pairs: 3, remarks: [] })
    const sessions = await isochrome(other.path, ['sessions', '--json'])
    expect(json(sessions.stdout)).toMatchObject({ sessions: [{ pairs: 3 }, { pairs: 3 }] })
    const twice = await isochrome(other.path, ['data', 'merge', join(backup, 'isochrome.db')])
    expect(twice.stdout).toContain('Added: 0 sessions, 0 readings, 0 pairs')

    const restored = await isochrome(other.path, ['data', 'restore', backup])
    expect(restored.stdout).toContain('is kept as')
    const after = await isochrome(other.path, ['sessions', '--json'])
    expect((json(after.stdout) as { sessions: unknown[] }).sessions).toHaveLength(1)
  })

  it('is worked out again from the stored counts, to the last bit', { timeout: 60_000 }, async () => {
    const ran = await isochrome(home.path, ['replay', '--json'])
    expect(ran.code, ran.stderr).toBe(0)
    expect(json(ran.stdout)).toMatchObject({ pairs: { checked: 3, same: 3 }, models: [], identical: true })
    const none = await isochrome(home.path, ['replay', '--session', '99'])
    expect(none.code).toBe(1)
    expect(none.stderr).not.toMatch(/\n\s+at /)
  })

  it('says in a sentence what is no backup and no database', async () => {
    const none = await isochrome(home.path, ['data', 'restore', home.path + '/nowhere'])
    expect(none.code).toBe(1)
    expect(none.stderr).toContain('is not there')
    const missing = await isochrome(home.path, ['data', 'merge', home.path + '/nowhere.db'])
    expect(missing.code).toBe(1)
    expect(missing.stderr).not.toMatch(/\n\s+at /)
  })
})
