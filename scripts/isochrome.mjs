#!/usr/bin/env node
// The command `isochrome`: starts main/cli.ts under a Node that can run it.
import { existsSync } from 'node:fs'
import module from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { projectNode, quietNode, runAndMirror, runsTypeScript } from './setup/runtime.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const notSetUp = `Isochrome is not set up yet: run npm start (or npm ci) once in ${root}.`

/** @param {string} sentence @returns {never} */
function refuse(sentence) {
  console.error(sentence)
  process.exit(1)
}

if (!existsSync(join(root, 'node_modules'))) refuse(notSetUp)

if (runsTypeScript(process.versions.node)) {
  // Half of a start is removing types and compiling; what was compiled is known by its content. In this project, not in
  // the folder for temporary files, where anybody may leave code. A folder that cannot be written costs time only.
  process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules', '.cache', 'node')
  module.enableCompileCache(process.env['NODE_COMPILE_CACHE'])
  const { main } = await import('../main/cli.ts').catch((/** @type {unknown} */ error) => {
    if (error instanceof Error && error.message.startsWith('Cannot find package')) refuse(notSetUp)
    throw error
  })
  await main(process.argv)
} else {
  const node = projectNode(root)
  if (node === undefined) {
    refuse(
      `Isochrome runs on Node 24; this is Node ${process.versions.node}. Install Node 24 and run the same command with it.`,
    )
  }
  await runAndMirror(node, [quietNode, fileURLToPath(import.meta.url), ...process.argv.slice(2)])
}
