import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, rmdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { need } from '../../need.ts'

export const spotread = need('spotread')
const socat = need('socat')

/** Whether its tools cannot be run here. */
export const noArgyll = spotread.path === undefined || socat.path === undefined

/** Without USB folders Argyll opens every device there is, and reads for ever. */
const USB_FOLDERS = ['/dev/bus', '/dev/bus/usb', '/dev/bus/usb/001']

/** Makes what is missing of them; the returned function removes it again. While one test needs them no other may do that. */
export function usbFolders(): () => void {
  const made = USB_FOLDERS.filter((path) => !existsSync(path))
  for (const path of made) mkdirSync(path)
  return () => {
    for (const path of made.toReversed()) rmdirSync(path)
  }
}

/** One of its tools. */
export const argyllTool = (name: string): string => join(dirname(spotread.path ?? ''), name)

/** How many a port is in its list, which its usage text gives, a failure; `kind` where it has to be taken for that. */
export async function portNumber(link: string, kind?: string): Promise<string | undefined> {
  const usage = await promisify(execFile)(argyllTool('spotread'), ['-?'], { timeout: 60_000 }).catch(
    (failed: unknown) =>
      failed instanceof Error && 'stderr' in failed ? { stderr: String(failed.stderr) } : { stderr: '' },
  )
  return new RegExp(`(\\d+) = '${link}${kind === undefined ? '' : ` \\(${kind}\\)'`}`).exec(usage.stderr)?.[1]
}

const QUESTIONS = ['any other key to take a reading', 'hit return to continue', 'any key to continue']

/**
 * Runs a program in a terminal of its own and answers each of its questions with the next key, the last one again and
 * again; the text of the program.
 */
export function inTerminal(
  command: string,
  keys: readonly string[],
  { cwd, onQuestion }: { cwd?: string; onQuestion?: (text: string) => void } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('socat', ['-', `EXEC:${command},pty,setsid,ctty,stderr`], { timeout: 180_000, cwd })
    let said = ''
    let seen = 0
    let answered = 0
    child.stdout.on('data', (bytes: Buffer) => {
      said += bytes.toString('latin1')
      const text = said.slice(seen)
      if (!QUESTIONS.some((question) => text.includes(question))) return
      onQuestion?.(text)
      seen = said.length
      child.stdin.write(keys[Math.min(answered++, keys.length - 1)] ?? '\r')
    })
    child.once('error', reject)
    child.once('close', () => {
      resolve(said)
    })
  })
}
