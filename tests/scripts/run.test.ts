import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { causeIn, run } from '../../scripts/tools/run.ts'
import { temporaryFolder } from './temporary-folder.ts'

describe('running a command', () => {
  test('keeps what it wrote to both streams, and its exit code', async () => {
    const { code, output } = await run(process.execPath, [
      '-e',
      'console.log(1); console.error(2); process.exit(3)',
    ])
    expect(code).toBe(3)
    expect(output.split('\n').filter(Boolean).sort()).toEqual(['1', '2'])
  })
  test('keeps no more of the output than asked for, its end', async () => {
    const { output } = await run(process.execPath, ['-e', 'process.stdout.write("a".repeat(100) + "end")'], {
      keepBytes: 5,
    })
    expect(output).toBe('aaend')
  })
  test('rejects when the command does not exist', async () => {
    await expect(run('isochrome-no-such-command', [])).rejects.toMatchObject({ code: 'ENOENT' })
  })
  test('ends the command and what it started when it is aborted', async () => {
    const folder = temporaryFolder()
    const grandchild = `
      require('node:fs').writeFileSync('started', '')
      setTimeout(() => require('node:fs').writeFileSync('survived', ''), 700)`
    const child = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(grandchild)}])`
    const controller = new AbortController()
    const running = run(process.execPath, ['-e', child], { cwd: folder, signal: controller.signal })
    const stopped = expect(running).rejects.toThrow('enough')
    await vi.waitFor(() => expect(existsSync(join(folder, 'started'))).toBe(true), { timeout: 20_000 })
    controller.abort(new Error('enough'))
    await stopped
    await pause(1_500)
    expect(existsSync(join(folder, 'survived'))).toBe(false)
  })
})

describe('the cause of a failure', () => {
  test.each([
    [
      'node:events:1\n  throw er\n\nError: getaddrinfo ENOTFOUND a.host\n    at b',
      'Error: getaddrinfo ENOTFOUND a.host',
    ],
    [
      'In file included\na.cc:1: fatal error: x.h: No such file\nstopped',
      'a.cc:1: fatal error: x.h: No such file',
    ],
    ['nothing telling\nlast line\n\n', 'last line'],
    ['', 'no output'],
  ])('in %j is %j', (output, cause) => {
    expect(causeIn(output)).toBe(cause)
  })
})
