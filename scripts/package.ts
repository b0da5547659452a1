import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { locateTensorflow, recordName } from '../model/tf-locate.ts'
import { locateElectron } from './electron/locate.ts'
import { buildIfStale } from './tools/build-parts.ts'
import { inProject, projectFolder } from './tools/project.ts'
import { causeIn, run } from './tools/run.ts'
import { stopOnSignals } from './tools/stop-on-signals.ts'
import { tensorflowFolder } from './tensorflow/obtain.ts'

// npm run package [-- --dir | --linux | --win | --mac ...]: electron-builder with what is at hand; arguments are its own.
const argv = process.argv.slice(2)

for (const part of ['renderer', 'electron'] as const) {
  const problem = await buildIfStale(part)
  if (problem === undefined) continue
  console.error(problem)
  process.exit(1)
}

const { version: wanted } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(inProject('node_modules', 'electron', 'package.json'), 'utf8')))
const runtime = locateElectron()
/** Packages a runtime that is already unpacked here; else electron-builder downloads the one package.json names. */
const local: object =
  runtime.missing === undefined ? { electronDist: runtime.folder, electronVersion: runtime.version } : {}
if (runtime.missing === undefined && runtime.version !== wanted) {
  console.log(`Packaging Electron ${runtime.version}, the runtime at hand; releases are made with ${wanted}.`)
}

const tensorflow = locateTensorflow()
const folder = tensorflowFolder()

/** TensorFlow beside the program, as the cache holds it; packages below a folder's top are left out unless named. */
function tensorflowResources(packageDir: string): object[] {
  const packages = dirname(dirname(relative(folder, packageDir)))
  return [
    { from: folder, to: 'tensorflow', filter: [recordName] },
    {
      from: join(folder, packages),
      to: join('tensorflow', packages),
      filter: ['**/*', '!**/deps/include/**'],
    },
  ]
}
const resources = tensorflow.packageDir === undefined ? [] : tensorflowResources(tensorflow.packageDir)
if (tensorflow.packageDir === undefined) {
  console.log(`Packaging without TensorFlow (${tensorflow.missing}); the built-in backend serves.`)
}

const config = inProject('dist', 'electron-builder.json')
writeFileSync(
  config,
  JSON.stringify(
    { extends: inProject('electron-builder.yml'), ...local, extraResources: resources },
    null,
    2,
  ),
)
const { code, output } = await run(
  process.execPath,
  [
    inProject('node_modules', 'electron-builder', 'cli.js'),
    '--config',
    config,
    '--publish',
    'never',
    ...argv,
  ],
  { cwd: projectFolder, signal: stopOnSignals() },
)
if (code !== 0) {
  console.error(output.trim())
  console.error(`Packaging failed: ${causeIn(output)}`)
  process.exit(1)
}
console.log(`Packaged into ${inProject('release')}.`)
