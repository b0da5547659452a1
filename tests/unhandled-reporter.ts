import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Reporter, SerializedError, TestModule } from 'vitest/node'
import { inProject } from '../scripts/tools/project.ts'

/** What escaped every test, for the closing line of CI: vitest's own result file leaves it out. */
const file = inProject('test-results', 'unhandled.json')

/** Reporter that writes errors outside of any test to {@link file}, an empty list when there are none. */
export default class UnhandledReporter implements Reporter {
  onTestRunEnd(_modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    mkdirSync(dirname(file), { recursive: true })
    const told = errors.map((error) => {
      const where = typeof error['VITEST_TEST_PATH'] === 'string' ? `${error['VITEST_TEST_PATH']}: ` : ''
      return where + (error.stack ?? error.message)
    })
    writeFileSync(file, JSON.stringify(told))
  }
}
