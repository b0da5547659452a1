import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inProject } from '../../scripts/tools/project.ts'
import { run } from '../../scripts/tools/run.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** @param files errors outside of any test, second look, results; undefined = the file was not written */
function closeAll(...files: (object | undefined)[]): Promise<{ code: number; output: string }> {
  const written = files.flatMap((one, place) =>
    one === undefined ? [] : [[`${place}.json`, JSON.stringify(one)] as const],
  )
  const folder = temporaryFolder(Object.fromEntries(written))
  const paths = files.map((_, place) => join(folder, `${place}.json`))
  return run(process.execPath, [inProject('.ci', 'closing-line.mjs'), ...paths])
}

/** Without a second look. */
const close = (
  escaped: readonly string[] | undefined,
  ...results: (object | undefined)[]
): Promise<{ code: number; output: string }> => closeAll(escaped, undefined, ...results)

const sound = { testResults: [], numPassedTests: 5, numFailedTests: 0, numPendingTests: 0 }
const passed = { status: 'passed', fullName: 'reads' }

describe('the closing line of CI', () => {
  test.each([
    ['all passed', sound, '5 passed, 0 failed\n', 0],
    ['some were skipped', { ...sound, numPendingTests: 2 }, '5 passed, 0 failed, 2 skipped\n', 0],
    ['no test ran', { ...sound, numPassedTests: 0 }, '0 passed, 0 failed\n', 1],
  ])('counts when %s', async (_, results, output, code) => {
    expect(await close([], results)).toEqual({ code, output })
  })
  test('names a test that failed, with its first lines', async () => {
    const failed = { status: 'failed', fullName: 'writes', failureMessages: ['Error: full\n  at disk'] }
    const file = { name: 'a.test.ts', status: 'failed', assertionResults: [passed, failed] }
    expect(await close([], { ...sound, numFailedTests: 1, testResults: [file] })).toEqual({
      code: 1,
      output: 'FAILED: a.test.ts > writes\n    Error: full\n      at disk\n5 passed, 1 failed\n',
    })
  })
  test('counts and names a file that could not be loaded, or whose hooks failed', async () => {
    const file = { name: 'a.test.ts', status: 'failed', message: 'no such module' }
    for (const assertionResults of [[], [passed]])
      expect(await close([], { ...sound, testResults: [{ ...file, assertionResults }] })).toEqual({
        code: 1,
        output: 'FAILED: a.test.ts\n    no such module\n5 passed, 1 failed\n',
      })
  })
  test('counts and tells what escaped the tests', async () => {
    expect(await close(['Error: EPIPE'], sound)).toEqual({
      code: 1,
      output: 'FAILED outside of a test: Error: EPIPE\n5 passed, 1 failed\n',
    })
  })
  test('counts what a second look found, and names what needed it', async () => {
    const failed = { status: 'failed', fullName: 'writes', failureMessages: ['late'] }
    const file = { name: 'a.test.ts', status: 'failed', assertionResults: [passed, failed] }
    const first = { testResults: [file], numPassedTests: 5, numFailedTests: 1, numPendingTests: 0 }
    const better = { ...file, status: 'passed', assertionResults: [passed, { ...failed, status: 'passed' }] }
    expect(await closeAll([], { testResults: [better] }, first)).toEqual({
      code: 0,
      output: 'UNSTEADY: a.test.ts > writes\n6 passed, 0 failed\n',
    })
    expect(await closeAll([], { testResults: [file] }, first)).toEqual({
      code: 1,
      output: 'UNSTEADY: a.test.ts > writes\nFAILED: a.test.ts > writes\n    late\n5 passed, 1 failed\n',
    })
  })
  test('counts a failure when there are no results at all', async () => {
    expect(await close([], undefined)).toEqual({ code: 1, output: '0 passed, 1 failed\n' })
    expect(await close(undefined, sound)).toEqual({ code: 1, output: '5 passed, 1 failed\n' })
  })
  test('adds up several files; one that is missing is a failure', async () => {
    expect(await close([], sound, { ...sound, numPassedTests: 7, numPendingTests: 1 })).toEqual({
      code: 0,
      output: '12 passed, 0 failed, 1 skipped\n',
    })
    expect(await close([], sound, undefined)).toEqual({ code: 1, output: '5 passed, 1 failed\n' })
  })
})
