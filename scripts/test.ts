import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { obtainElectron } from './electron/obtain.ts'
import { obtainTensorflow } from './tensorflow/obtain.ts'
import { obtainBrowser } from './tools/browser-download.ts'
import { inProject, projectFolder } from './tools/project.ts'
import { run } from './tools/run.ts'
import { stopOnSignals } from './tools/stop-on-signals.ts'

const signal = stopOnSignals()
const say = (line: string): void => console.log(line)
const results = inProject('test-results')
rmSync(results, { recursive: true, force: true })

// Tests wait for what can be had, so that every run on one machine tests the same things.
const tensorflow = await obtainTensorflow({ say, signal })
if (tensorflow.packageDir === undefined) say(`TensorFlow: not available (${tensorflow.missing}).`)
const electron = await obtainElectron({ say, signal })
if (electron.missing !== undefined) say(`Electron: ${electron.missing}.`)
const browser = await obtainBrowser(say, signal)
if (browser.missing !== undefined) say(`Chromium: ${browser.missing}.`)

const vitest = inProject('node_modules', 'vitest', 'vitest.mjs')
const { code } = await run(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
  cwd: projectFolder,
  show: true,
})

const skipped = join(results, 'skipped')
if (existsSync(skipped)) {
  say('Skipped for want of a tool:')
  for (const note of readdirSync(skipped).sort()) say(`  ${readFileSync(join(skipped, note), 'utf8')}`)
}
process.exitCode = code
