// Prints `N passed, N failed, N skipped` from vitest's result file; fails when tests failed or none ran.
import { readFileSync } from 'node:fs'

/** @typedef {{ status: string, assertionResults: { status: string }[] }} FileResult */
/** @typedef {{ testResults: FileResult[], numPassedTests: number, numFailedTests: number, numPendingTests: number }} Results */

/** @param {string | undefined} path @returns {Results | undefined} */
function read(path) {
  try {
    return JSON.parse(readFileSync(path ?? '', 'utf8'))
  } catch {
    // No file: the tests did not even start.
    return undefined
  }
}

const results = read(process.argv[2])
const passed = results?.numPassedTests ?? 0
// A file that could not be loaded has no tests to count, but it failed.
const broken = results?.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
)
const failed = results === undefined ? 1 : results.numFailedTests + (broken?.length ?? 0)
const skipped = results?.numPendingTests ?? 0
console.log(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
