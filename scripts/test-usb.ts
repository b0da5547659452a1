import { mkdirSync, mkdtempSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { inProject, projectFolder } from './tools/project.ts'
import { stopOnSignals } from './tools/stop-on-signals.ts'
import { bootGuest } from './usb-guest/boot.ts'
import { CACHE_ARCHIVE, packCompileCache } from './usb-guest/compile-cache.ts'
import { guestKernel } from './usb-guest/kernel.ts'
import type { GuestKernel } from './usb-guest/kernel.ts'
import { guestNeeds } from './usb-guest/needs.ts'
import { guestReport } from './usb-guest/report.ts'
import { witnessPython } from './usb-guest/witness.ts'

// npm run test:usb [-- PART OF A NAME]: the drivers on a real kernel's USB, in a virtual machine. Nothing is installed.
// With a part of a name only the cases that plug everything in run, and those whose names contain it.
const part = process.argv.slice(2).join(' ')
const signal = stopOnSignals()
const say = (line: string): void => console.log(line)
const inCi = process.env['CI'] === 'true'
/** It takes four minutes of processor time, boot included. */
const GUEST_MS = 30 * 60_000
/** Node's compiler has been seen to end Node in the emulator by a failed check of its own: SIGTRAP, exit code 133. */
const STARTS = 4
const COMPILER_FAILED = 'exit code 133'
/** Lines of the console that are shown when a guest ended early. */
const LAST_WORDS = 20
const countsFile = inProject('test-results', 'usb-guest.json')

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

function commandOf(python: string | undefined): string {
  const rules = inProject('drivers', 'udev', '70-isochrome.rules')
  const main = inProject('tests', 'usb-guest', 'main.ts')
  return [
    'export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'export HOME=/tmp/home ISOCHROME_HOME=/tmp/home NODE_COMPILE_CACHE=/tmp/home/node',
    `export ISOCHROME_PYTHON=${quoted(python ?? '')}`,
    'mkdir -p /tmp/home /run/udev/rules.d',
    `tar -xf /tmp/out/${CACHE_ARCHIVE} -C /tmp/home`,
    `cp ${quoted(rules)} /run/udev/rules.d/`,
    '/lib/systemd/systemd-udevd --daemon >/dev/null 2>&1',
    `cd ${quoted(projectFolder)}`,
    `exec ${quoted(process.execPath)} --disable-warning=ExperimentalWarning ${quoted(main)} /tmp/out/results.json ${quoted(part)}`,
    '',
  ].join('\n')
}

/** Boots the guest; what it wrote (undefined: it did not come to its first case) and why it ended. */
async function startGuest(kernel: GuestKernel, python: string | undefined) {
  const out = mkdtempSync(join(tmpdir(), 'isochrome-out-'))
  const log: string[] = []
  try {
    await packCompileCache(out, signal)
    const end = await bootGuest({
      kernel,
      command: commandOf(python),
      shares: [projectFolder, ...(python?.startsWith('/') === true ? [dirname(dirname(python))] : [])],
      out,
      timeoutMs: GUEST_MS,
      signal,
      onLine: (line) => {
        log.push(line)
        if (/^(ok|FAILED|measured) /.test(line)) say(line)
      },
    })
    const file = join(out, 'results.json')
    return {
      results: existsSync(file) ? readFileSync(file, 'utf8') : undefined,
      problem: end.problem ?? (end.code > 1 ? `exit code ${end.code}` : undefined),
      log,
    }
  } finally {
    mkdirSync(inProject('test-results'), { recursive: true })
    writeFileSync(inProject('test-results', 'usb-guest.log'), `${log.join('\n')}\n`)
    rmSync(out, { recursive: true, force: true })
  }
}

async function runGuest(kernel: GuestKernel, python: string | undefined): Promise<number> {
  rmSync(countsFile, { force: true })
  let guest = await startGuest(kernel, python)
  const unfinished = (): boolean => guest.results === undefined || guest.problem === COMPILER_FAILED
  for (let start = 1; unfinished() && start < STARTS && !signal.aborted; start++) {
    say(`The guest ended early (${guest.problem ?? 'without a word'}); starting it again. Its last words:`)
    for (const line of guest.log.slice(-LAST_WORDS)) say(`  ${line}`)
    guest = await startGuest(kernel, python)
  }
  const { lines, counts } = guestReport(guest.results, guest.problem)
  writeFileSync(countsFile, JSON.stringify(counts))
  for (const line of lines) say(line)
  say(`${counts.numPassedTests} passed, ${counts.numFailedTests} failed on the guest's USB`)
  if (counts.numFailedTests > 0) say("The guest's console is in test-results/usb-guest.log.")
  return counts.numFailedTests === 0 ? 0 : 1
}

/** The kernel, or in words why there is none. */
async function obtainKernel(): Promise<GuestKernel | string> {
  const missing = guestNeeds()
  if (missing !== undefined) return missing
  return guestKernel(say, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    return `no kernel for the guest: ${error instanceof Error ? error.message : String(error)}`
  })
}

const kernel = await obtainKernel()
const python = await witnessPython()
const noWitness = 'no Python has the packages seabreeze and pyusb'
if (typeof kernel === 'string' || (python === undefined && inCi)) {
  say(`USB tests: not started (${typeof kernel === 'string' ? kernel : noWitness}).`)
  process.exitCode = inCi ? 1 : 0
} else {
  if (python === undefined) say(`Skipped: reading with python-seabreeze (${noWitness}).`)
  process.exitCode = await runGuest(kernel, python)
}
