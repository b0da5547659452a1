// Gives test files that drive a whole window a second look, alone, when they are all that failed and they are few: a
// machine that stood still for a second can fail one of them. What passes then is named by the closing line as unsteady.
// Arguments: the result file of the first look, where the second writes its own.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'

const MOST_FILES = 3
const [firstPath = '', secondPath = ''] = process.argv.slice(2)
/** @type {{ testResults: { name: string, status: string }[] }} */
const first = JSON.parse(readFileSync(firstPath, 'utf8'))
const failed = first.testResults
  .filter(({ status }) => status === 'failed')
  .map(({ name }) => relative('.', name))
const window = failed.every((file) => ['e2e', 'electron'].includes(file.split(sep)[1] ?? ''))
if (failed.length === 0 || failed.length > MOST_FILES || !window) process.exit(1)
console.log(`a second look at ${failed.join(', ')}`)
// By npx, which takes the Node of the project rather than the one CI has.
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${secondPath}`]
const { status } = spawnSync('npx', ['--no-install', 'vitest', 'run', ...reporters, ...failed], {
  stdio: 'inherit',
})
process.exit(status ?? 1)
