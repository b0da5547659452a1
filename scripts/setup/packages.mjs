// Whether the installed packages are the ones package-lock.json names, and installing them.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { installProblem } from './words.mjs'

/**
 * @typedef {{ version?: string, optional?: boolean, peer?: boolean, link?: boolean }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} Lock
 */

/** @param {string} file @returns {Lock | undefined} */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // Missing or half-written: both mean that npm has to run.
    return undefined
  }
}

/**
 * Compares package-lock.json with the list that npm leaves in node_modules when an installation is complete;
 * npm removes that list first, so an interrupted installation has none. Optional packages may be absent: which of
 * them belong here depends on the machine.
 * @param {string} root the project folder
 * @returns {'complete' | 'missing' | 'changed'}
 */
export function packagesState(root) {
  const wanted = readLock(join(root, 'package-lock.json'))?.packages
  const installed = readLock(join(root, 'node_modules', '.package-lock.json'))?.packages
  if (wanted === undefined || installed === undefined) return 'missing'
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue
    const here = installed[path]
    if (here === undefined ? entry.optional !== true : here.version !== entry.version) return 'changed'
  }
  return 'complete'
}

/**
 * How to start the npm that is running this script, else the one on the PATH.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {{ command: string, prefix: string[], shell: boolean }}
 */
export function npmCommand(environment) {
  const script = environment['npm_execpath']
  if (script !== undefined && /^npm(-cli)?\.c?js$/.test(basename(script))) {
    return { command: process.execPath, prefix: [script], shell: false }
  }
  return { command: 'npm', prefix: [], shell: process.platform === 'win32' }
}

/**
 * Installs exactly what package-lock.json names. No package may run an install script: every native part comes
 * prebuilt inside its package.
 * @param {string} root the project folder
 * @returns {Promise<string | undefined>} the problem in words, or undefined
 */
export function installPackages(root) {
  const { command, prefix, shell } = npmCommand(process.env)
  const flags = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  // npm's own pauses between attempts (10 s and 60 s) make a missing network look like a hanging program.
  const patience = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=4000']
  return new Promise((resolve) => {
    const npm = spawn(command, [...prefix, ...flags, ...patience], {
      cwd: root,
      shell,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let stderr = ''
    npm.stderr.on('data', (chunk) => (stderr += String(chunk)))
    npm.once('error', (error) => resolve(installProblem(`${error.name} ${error.message}`)))
    npm.once('close', (code) => resolve(code === 0 ? undefined : installProblem(stderr)))
  })
}
