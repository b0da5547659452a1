import { inProject, projectFolder } from './tools/project.ts'
import { run } from './tools/run.ts'

// Faults counted, every driver and a whole scan: `npm run test:faults [-- SEED]`. Fails when a rule is broken.
const campaign = inProject('tests', 'faults', 'faults.campaign.ts')
const { code } = await run(process.execPath, ['--expose-gc', campaign, ...process.argv.slice(2)], {
  cwd: projectFolder,
  show: true,
})
process.exitCode = code
