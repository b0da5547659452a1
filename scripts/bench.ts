import { globSync } from 'node:fs'
import { inProject, projectFolder } from './tools/project.ts'
import { run } from './tools/run.ts'

// Each measurement is a program of its own, so that none warms up or burdens the next: `npm run bench [-- NAME...]`.
const wanted = process.argv.slice(2)
const files = globSync('tests/bench/*.bench.ts', { cwd: projectFolder }).sort()
const chosen = files.filter((file) => wanted.length === 0 || wanted.some((name) => file.includes(name)))
if (chosen.length === 0) {
  console.error(`No measurement is called ${wanted.join(' or ')}; there are: ${files.join(', ')}.`)
  process.exit(1)
}
for (const file of chosen) {
  console.log(`\n${file}`)
  const { code } = await run(process.execPath, ['--expose-gc', inProject(file)], {
    cwd: projectFolder,
    show: true,
  })
  if (code !== 0) process.exitCode = 1
}
