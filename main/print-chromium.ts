import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Problem } from '../contract/errors.ts'

/**
 * A self-contained page as PDF, by an installed Chromium without a window and with a profile of its own that goes with
 * it. Chromium refuses its sandbox to root, so it is left out there; the page has no script.
 * @throws Problem INTERNAL where the browser fails
 */
export async function printByChromium(
  browser: string,
  html: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'isochrome-print-'))
  try {
    const [page, pdf] = [join(folder, 'page.html'), join(folder, 'page.pdf')]
    await writeFile(page, html)
    await run(
      browser,
      [
        '--headless',
        '--disable-gpu',
        '--no-first-run',
        `--user-data-dir=${join(folder, 'profile')}`,
        '--no-pdf-header-footer',
        `--print-to-pdf=${pdf}`,
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        pathToFileURL(page).href,
      ],
      signal,
    )
    return await readFile(pdf)
  } catch (error) {
    signal.throwIfAborted()
    const happened = error instanceof Error ? error.message : String(error)
    throw new Problem(
      {
        code: 'INTERNAL',
        title: 'The browser made no PDF',
        happened,
        kept: 'Nothing was written.',
        next: 'Make the report as HTML, open it in a browser and print it there.',
      },
      { cause: error },
    )
  } finally {
    // Its helper processes may still write for a moment.
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

function run(program: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'ignore', signal })
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${program} ended with code ${String(code)}.`))
    })
  })
}
