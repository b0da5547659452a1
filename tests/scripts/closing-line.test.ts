import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inProject } from '../../scripts/tools/project.ts'
import { run } from '../../scripts/tools/run.ts'
import { temporaryFolder } from './temporary-folder.ts'

async function close(...results: (object | undefined)[]): Promise<{ code: number; output: string }> {
  const files = results.flatMap((one, place) =>
    one === undefined ? [] : [[`results${place}.json`, JSON.stringify(one)] as const],
  )
  const folder = temporaryFolder(Object.fromEntries(files))
  const paths = results.map((_, place) => join(folder, `results${place}.json`))
  return run(process.execPath, [inProject('.ci', 'closing-line.mjs'), ...paths])
}

const sound = { testResults: [], numPassedTests: 5, numFailedTests: 0, numPendingTests: 0 }

describe('the closing line of CI', () => {
  test.each([
    ['all passed', sound, '5 passed, 0 failed\n', 0],
    ['some were skipped', { ...sound, numPendingTests: 2 }, '5 passed, 0 failed, 2 skipped\n', 0],
    ['one failed', { ...sound, numFailedTests: 1 }, '5 passed, 1 failed\n', 1],
    [
      'a file could not be loaded',
      { ...sound, testResults: [{ status: 'failed', assertionResults: [] }] },
      '5 passed, 1 failed\n',
      1,
    ],
    ['no test ran', { ...sound, numPassedTests: 0 }, '0 passed, 0 failed\n', 1],
  ])('counts when %s', async (_, results, output, code) => {
    expect(await close(results)).toEqual({ code, output })
  })
  test('counts a failure when there are no results at all', async () => {
    expect(await close(undefined)).toEqual({ code: 1, output: '0 passed, 1 failed\n' })
  })
  test('adds up several files; one that is missing is a failure', async () => {
    expect(await close(sound, { ...sound, numPassedTests: 7, numPendingTests: 1 })).toEqual({
      code: 0,
      output: '12 passed, 0 failed, 1 skipped\n',
    })
    expect(await close(sound, undefined)).toEqual({ code: 1, output: '5 passed, 1 failed\n' })
  })
})
