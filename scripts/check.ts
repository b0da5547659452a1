import { projectFolder } from './tools/project.ts'
import { run } from './tools/run.ts'

/** Everything that is checked without running the program, cheapest first; each is an npm script of the same name. */
const checks = ['format:check', 'layers', 'types', 'svelte', 'lint'] as const

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
let failed = 0
for (const check of checks) {
  const began = performance.now()
  const { code, output } = await run(npm, ['run', '--silent', check], { cwd: projectFolder })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${check} (${seconds} s)`)
  if (code === 0) continue
  failed += 1
  console.log(output.trimEnd())
}
if (failed > 0) {
  console.error(`${failed} of ${checks.length} checks failed.`)
  process.exitCode = 1
}
