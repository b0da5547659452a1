// Prints `N passed, N failed, N skipped` from vitest's result files; fails when tests failed or none ran.
import { readFileSync } from 'node:fs'

/** @typedef {{ status: string, assertionResults: { status: string }[] }} FileResult */
/** @typedef {{ testResults: FileResult[], numPassedTests: number, numFailedTests: number, numPendingTests: number }} Results */

/** @param {string} path @returns {Results | undefined} */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    // No file: the tests did not even start.
    return undefined
  }
}

let passed = 0
let failed = 0
let skipped = 0
for (const path of process.argv.slice(2)) {
  const results = read(path)
  // A file that could not be loaded has no tests to count, but it failed.
  const broken = results?.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  )
  passed += results?.numPassedTests ?? 0
  failed += results === undefined ? 1 : results.numFailedTests + (broken?.length ?? 0)
  skipped += results?.numPendingTests ?? 0
}
console.log(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
