import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inProject } from '../../scripts/tools/project.ts'
import { run } from '../../scripts/tools/run.ts'
import { pairsSaid, startScan, waitForPairs } from './support/plate-view.ts'
import { noShell } from './support/run-time.ts'
import { dataFolder, isAlive, cleanUp, shellEnvironment, startShell, type Shell } from './support/shell.ts'

/** What the command line finds in the database of a folder. */
async function sessionsIn(folder: string): Promise<{ pairs: number; readings: number }[]> {
  const { output } = await run(
    process.execPath,
    [inProject('scripts', 'isochrome.mjs'), 'sessions', '--json'],
    {
      env: shellEnvironment(folder),
    },
  )
  return (JSON.parse(output) as { sessions: { pairs: number; readings: number }[] }).sessions
}

/** A database that was closed has no write-ahead log beside it. */
const wasClosed = (folder: string): boolean =>
  existsSync(join(folder, 'isochrome.db')) && !existsSync(join(folder, 'isochrome.db-wal'))

async function anotherPid(shell: Shell, old: number): Promise<number> {
  for (;;) {
    const pid = await shell.benchPid()
    if (pid !== undefined && pid !== old) return pid
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

describe.skipIf(noShell !== undefined)('a window with its own bench', () => {
  const folder = dataFolder()
  let shell: Shell
  let firstPid = 0
  beforeAll(async () => {
    shell = await startShell(['--simulate', '--fast'], folder)
  })
  afterAll(cleanUp)

  it('shows live spectra of the simulated bench', async () => {
    await shell.page.getByRole('button', { name: /^Spectrometer: Ocean HDX SIM-0101/ }).waitFor()
    await shell.page.getByText(/[1-9]\d*\.\d spectra\/s/).waitFor()
    expect(shell.page.url()).toBe('app://isochrome/index.html')
  })

  it('restarts a bench that is killed during a scan, says so, and the scan goes on', async () => {
    await startScan(shell.page)
    const before = await waitForPairs(shell.page, 25)
    firstPid = (await shell.benchPid())!
    process.kill(firstPid, 'SIGKILL')
    const card = shell.page.getByRole('alert', { name: 'The measuring process restarted' })
    await card.waitFor()
    const text = await card.textContent()
    expect(text).toContain('BENCH_RESTARTED')
    expect(text).toContain('All committed readings.')
    expect(await anotherPid(shell, firstPid)).not.toBe(firstPid)
    expect(isAlive(firstPid)).toBe(false)
    expect(await waitForPairs(shell.page, before + 25)).toBeGreaterThan(before)
  })

  it('brings the interrupted scan to its end with every pair once', async () => {
    expect(await waitForPairs(shell.page, 660)).toBe(660)
    await shell.page
      .getByText(/Every patch has its pair|Scan is done|660 of 660/)
      .first()
      .waitFor()
  })

  it('prints a report as PDF by its own Chromium', async () => {
    const { app, page } = shell
    const target = join(dataFolder(), 'report.pdf')
    await app.evaluate(({ session }, path) => {
      session.defaultSession.once('will-download', (_event, item) => {
        item.setSavePath(path)
        item.once('done', (_done, state) => {
          ;(globalThis as { saved?: string }).saved = `${item.getFilename()} ${state}`
        })
      })
    }, target)
    await page.keyboard.press('Control+4')
    await page.getByRole('heading', { name: 'Sessions' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('Report as PDF')
    await page.getByRole('option', { name: /Report as PDF/ }).click()
    await expect
      .poll(() => app.evaluate(() => (globalThis as { saved?: string }).saved), { timeout: 60_000 })
      .toMatch(/^session-1.*\.pdf completed$/)
    const text = readFileSync(target).toString('latin1')
    expect(text.startsWith('%PDF-1.')).toBe(true)
    expect(text.trimEnd().endsWith('%%EOF')).toBe(true)
    expect(text.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(0)
  })

  it('closes the database when it quits', async () => {
    const pid = (await shell.benchPid())!
    await shell.quit()
    expect(isAlive(pid)).toBe(false)
    expect(wasClosed(folder)).toBe(true)
    const sessions = await sessionsIn(folder)
    expect(sessions.map(({ pairs }) => pairs)).toEqual([660])
  })
})

describe.skipIf(noShell !== undefined)('quitting in the middle of a scan', () => {
  afterAll(cleanUp)

  it('keeps every pair that was seen, and the next start offers to resume', async () => {
    const folder = dataFolder()
    const first = await startShell(['--simulate', '--fast'], folder)
    await startScan(first.page)
    const seen = await waitForPairs(first.page, 20)
    await first.quit()
    expect(wasClosed(folder)).toBe(true)
    const [session] = await sessionsIn(folder)
    expect(session?.pairs).toBeGreaterThanOrEqual(seen)

    const second = await startShell(['--simulate', '--fast'], folder)
    await second.page.getByRole('button', { name: /^Stage: .* Ready/i }).waitFor()
    await second.page.keyboard.press('Control+2')
    expect(await waitForPairs(second.page, 1)).toBe(session?.pairs)
    await second.page
      .getByRole('button', { name: /^Resume scan/ })
      .first()
      .waitFor()
    expect(await pairsSaid(second.page)).toBe(session?.pairs)
    await second.quit()
  })
})

describe.skipIf(noShell !== undefined)('a bench that keeps stopping', () => {
  afterAll(cleanUp)

  it('is given up after five times, and the window says what to do', async () => {
    const shell = await startShell(['--simulate', '--fast'])
    let pid = (await shell.benchPid())!
    for (let crash = 0; crash < 5; crash++) {
      process.kill(pid, 'SIGKILL')
      pid = await anotherPid(shell, pid)
    }
    const card = shell.page.getByRole('alert', { name: 'The measuring process keeps stopping' })
    await card.waitFor()
    expect(await card.textContent()).toContain('BENCH_DOWN')
    expect(await card.textContent()).toContain('All committed readings.')
    await shell.quit()
  })
})
