import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { installUdevRule } from '../../main/cli/udev.ts'
import { udevRule } from '../../main/system-checks.ts'

const folder = mkdtempSync(join(tmpdir(), 'isochrome-rules-'))
const target = join(folder, '70-isochrome.rules')
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => rmSync(target, { force: true }))

/** What is said and asked on the way, in order. */
function session(answer: string, where = target) {
  const said: string[] = []
  const terminal = { out: () => undefined, err: (text: string) => said.push(text), interactive: true }
  const ask = async (question: string): Promise<string> => {
    said.push(question)
    return answer
  }
  return { said, install: () => installUdevRule(terminal, { target: where, ask }) }
}

describe.skipIf(process.platform !== 'linux')('installing the udev rule', () => {
  test('shows the rule, asks, and writes it after a yes', async () => {
    const { said, install } = session('y')
    await install()
    expect(said[0]).toContain(await udevRule())
    expect(said[1]).toBe('Write it? [y/N] ')
    expect(readFileSync(target, 'utf8')).toBe(await udevRule())
    expect(said[2]).toMatch(/^Written\./)
  })

  test.each(['', 'n', 'yesterday'])('writes nothing after "%s"', async (answer) => {
    const { said, install } = session(answer)
    await install()
    expect(existsSync(target)).toBe(false)
    expect(said.at(-1)).toBe('Nothing was written.')
  })

  test('replaces the rule of another version, and leaves one that is up to date alone without asking', async () => {
    writeFileSync(target, 'old')
    await session('y').install()
    expect(readFileSync(target, 'utf8')).toBe(await udevRule())
    const { said, install } = session('y')
    await install()
    expect(said).toEqual([`${target} is there already and up to date. Nothing was written.`])
  })

  test('where it cannot be written that is said before anybody is asked, with the whole command', async () => {
    const { said, install } = session('y', join(folder, 'none', '70-isochrome.rules'))
    await expect(install()).rejects.toMatchObject({
      code: 'PERMISSION',
      data: { next: expect.stringMatching(/^Run: sudo ".+" ".+" doctor --install-udev$/) as string },
    })
    expect(said).toHaveLength(1)
  })
})
