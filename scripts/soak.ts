import { inProject, projectFolder } from './tools/project.ts'
import { run } from './tools/run.ts'

// Memory of the window over a live view: `npm run soak [-- MINUTES]`, an hour unless told. Fails when it grows.
const { code } = await run(
  process.execPath,
  [inProject('tests', 'bench', 'soak.ts'), ...process.argv.slice(2)],
  {
    cwd: projectFolder,
    show: true,
  },
)
process.exitCode = code
