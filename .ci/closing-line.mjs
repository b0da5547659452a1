// Prints what failed, by name, and then `N passed, N failed, N skipped` from vitest's result files; fails when
// tests failed, something escaped them, or none ran. The first argument is the file of what escaped, the second the
// result file of a second look, if there was one: what it found of a file counts, and that it was needed is said.
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

/** @typedef {{ status: string, fullName: string, failureMessages?: string[] }} TestResult */
/** @typedef {{ name: string, status: string, message?: string, assertionResults: TestResult[] }} FileResult */
/** @typedef {{ testResults: FileResult[], numPassedTests: number, numFailedTests: number, numPendingTests: number }} Results */

/** @param {string} path @returns {any} */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** @param {FileResult} file @param {string} status */
const those = ({ assertionResults }, status) => assertionResults.filter((test) => test.status === status)

/** @param {string} text */
const shortened = (text) => text.split('\n').slice(0, 6).join('\n    ')

let passed = 0
let failed = 0
let skipped = 0
const [escapedPath = '', secondPath = '', ...paths] = process.argv.slice(2)
/** @type {Results | undefined} */
const secondLook = read(secondPath)
for (const path of paths) {
  /** @type {Results | undefined} */
  const results = read(path)
  for (const first of results?.testResults ?? []) {
    const file = secondLook?.testResults.find(({ name }) => name === first.name) ?? first
    const wrong = those(file, 'failed')
    if (file !== first) {
      for (const { fullName } of those(first, 'failed'))
        console.log(`UNSTEADY: ${relative('.', first.name)} > ${fullName}`)
      passed += those(file, 'passed').length - those(first, 'passed').length
      failed += wrong.length - those(first, 'failed').length
    }
    for (const test of wrong) {
      console.log(`FAILED: ${relative('.', file.name)} > ${test.fullName}`)
      console.log(`    ${shortened(test.failureMessages?.[0] ?? '')}`)
    }
    // A file that could not be loaded, or whose hooks failed, has no failed test to count, but it failed.
    if (file.status !== 'failed' || wrong.length > 0) continue
    failed += 1
    console.log(`FAILED: ${relative('.', file.name)}\n    ${shortened(file.message ?? '')}`)
  }
  passed += results?.numPassedTests ?? 0
  // No results: the tests did not even start.
  failed += results === undefined ? 1 : results.numFailedTests
  skipped += results?.numPendingTests ?? 0
}
/** @type {string[] | undefined} */
const escaped = read(escapedPath)
for (const error of escaped ?? []) console.log(`FAILED outside of a test: ${shortened(error)}`)
failed += escaped?.length ?? 1
console.log(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
