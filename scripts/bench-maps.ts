import { inProject, projectFolder } from './tools/project.ts'
import { run } from './tools/run.ts'

// The goals of the chemical maps in full, hours long and resumable: `npm run bench:maps [-- --folds 1 --seeds 1]`.
const { code } = await run(
  process.execPath,
  [inProject('tests', 'bench', 'maps', 'goals.ts'), ...process.argv.slice(2)],
  {
    cwd: projectFolder,
    show: true,
  },
)
process.exitCode = code
