// Whether the installed packages are the ones package-lock.json names, and installing them.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { installProblem, isNetworkProblem } from './words.mjs'

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

/** Longest wait for the registry's first answer. */
const answerMs = 15_000

/**
 * Runs npm in a folder. Resolves to its standard error, or to undefined when all went well.
 * @param {string} folder
 * @param {readonly string[]} argv
 * @param {number} [timeoutMs]
 * @returns {Promise<string | undefined>}
 */
function npm(folder, argv, timeoutMs) {
  const { command, prefix, shell } = npmCommand(process.env)
  return new Promise((resolve) => {
    const child = spawn(command, [...prefix, ...argv, '--loglevel=error'], {
      cwd: folder,
      shell,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    })
    let stderr = ''
    child.stderr.on('data', (chunk) => (stderr += String(chunk)))
    child.once('error', (error) => resolve(`${error.name} ${error.message}`))
    child.once('close', (code, signal) => {
      resolve(code === 0 ? undefined : signal === null ? stderr : 'npm error code ETIMEDOUT')
    })
  })
}

/**
 * Installs exactly what a folder's package-lock.json names. No package may run an install script: every native part
 * comes prebuilt inside its package. Without a network the packages are taken from npm's cache, if all are there;
 * asking first matters, because npm itself would try for minutes.
 * @param {string} folder
 * @returns {Promise<string | undefined>} the problem in words, or undefined
 */
export async function installPackages(folder) {
  const unreachable = await npm(
    folder,
    ['ping', '--fetch-retries=0', `--fetch-timeout=${answerMs}`],
    answerMs * 2,
  )
  const isOffline = unreachable !== undefined && isNetworkProblem(unreachable)
  const flags = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...(isOffline ? ['--offline'] : [])]
  const problem = await npm(folder, flags)
  if (problem === undefined) return undefined
  return installProblem(isOffline ? unreachable : problem)
}
