// The first thing every npm script runs: plain JavaScript without dependencies, so that it works in a fresh
// clone and under any Node from 20 on. It makes sure the packages are there, then hands over to Node 24.
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPackages, packagesState } from './setup/packages.mjs'
import { projectNode, quietNode, runAndMirror } from './setup/runtime.mjs'
import { nodeVersionProblem } from './setup/words.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const tasks =
  'start test test-usb faults check build bench bench-maps soak package train-lamps pictures tensorflow electron-runtime'.split(
    ' ',
  )

/** @param {string} sentence @returns {never} */
function refuse(sentence) {
  console.error(sentence)
  process.exit(1)
}

const [task, ...rest] = process.argv.slice(2)
if (task === undefined || !tasks.includes(task)) refuse(`Usage: node scripts/setup.mjs ${tasks.join('|')}`)

const versionProblem = nodeVersionProblem(process.versions.node)
if (versionProblem !== undefined) refuse(versionProblem)

const state = packagesState(root)
if (state !== 'complete') {
  console.log(
    state === 'missing'
      ? 'Installing the packages (about 290 MB to download, once).'
      : 'The list of packages has changed: installing them again.',
  )
  const problem = await installPackages(root)
  if (problem !== undefined) refuse(problem)
}

const node = projectNode(root)
if (node === undefined) {
  refuse(
    `Isochrome runs on Node 24, and no build of it came with the packages for ${process.platform} ${process.arch}. ` +
      'Install Node 24 yourself and run the same command with it.',
  )
}
await runAndMirror(node, [quietNode, `${root}/scripts/${task}.ts`, ...rest])
