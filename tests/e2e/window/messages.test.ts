import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProblemCode, ProblemData } from '../../../contract/errors.ts'
import { need } from '../../need.ts'
import { flaws } from '../support/looking.ts'
import { launch, openWindow, type Opened } from './open.ts'

const chromium = need('chromium')

/** The 25 messages of the design: code, level, title, what happened, what was kept, what to do next. */
const MESSAGES: readonly (readonly [ProblemCode, 'attention' | 'fault', string, string, string, string])[] = [
  [
    'NO_DEVICE',
    'attention',
    'No spectrometer yet',
    'None of 4 serial ports and 3 USB devices answered.',
    'Nothing is lost.',
    'Plug one in, it appears by itself, or add the simulated bench.',
  ],
  [
    'PERMISSION',
    'fault',
    'No permission for /dev/ttyUSB1',
    'Linux refuses your account the port.',
    '-',
    'Add yourself to group dialout, log in again.',
  ],
  [
    'BUSY',
    'fault',
    'The port is in use',
    'Another program holds COM5.',
    '-',
    'Close it. Isochrome tries again every 2 s.',
  ],
  [
    'DRIVER',
    'fault',
    'Driver missing',
    'Windows sees the spectrometer but has no driver for it.',
    '-',
    'Install the driver, takes 20 s, asks for administrator rights.',
  ],
  [
    'DEVICE_TIMEOUT',
    'fault',
    'The reference stopped answering',
    'No reply within 2.0 s, 3 attempts.',
    '264 pairs are on disk, the spectrometer reading at P14 waits for its partner.',
    'Wake or replug the reference. The scan continues at P14 by itself.',
  ],
  [
    'PROTOCOL_VIOLATION',
    'attention',
    'The spectrometer sent an unreadable frame',
    'Frame 18,204 was 12 bytes short.',
    'Frame dropped, all others kept.',
    'Nothing to do. Above 1 % check the cable.',
  ],
  [
    'SATURATED',
    'attention',
    'Saturated',
    '14 bands reach full scale at 4.0 ms.',
    'Reading not stored.',
    'Shorten to 2.6 ms (Enter) and measure again.',
  ],
  [
    'WHITE_STALE',
    'attention',
    'White is 64 min old',
    'It was taken before the lamp settled.',
    'Readings are stored and flagged.',
    'Take white (W), 3 s.',
  ],
  [
    'DRIFT',
    'attention',
    'The bench drifted',
    'Control patches moved by dL* 0.14, limit 0.12.',
    'The last 11 pairs are kept and marked.',
    'Take white (W). If it stays, repeat the 11.',
  ],
  [
    'PAIR_DUPLICATE',
    'attention',
    'Refused: same spectrum as L05',
    'M05 differs by dE 0.02, expected 6.',
    'Both readings kept, not used for training.',
    'Check the position, press R.',
  ],
  [
    'PAIR_EXPECTED',
    'attention',
    'Refused: not the expected colour',
    'D09 is dE 15.5 from its expected value, limit 5.',
    'Reading kept.',
    'Wrong patch or dirt: press R. Right patch: accept as measured.',
  ],
  [
    'GUARD_KEEP',
    'attention',
    'No drift found',
    'Leave-one-out error changed by 0.4 standard errors, 1 is needed.',
    'v7 stays active, the 36 readings are kept.',
    'Nothing to do.',
  ],
  [
    'ACCEPTANCE',
    'attention',
    'v8 was not accepted',
    'Foreign chart RMSE 0.0120, without correction 0.0092.',
    'v7 stays active, v8 is kept for study.',
    'Add foreign samples to the plate or choose the gated method.',
  ],
  [
    'NULL_WINS',
    'attention',
    'No correction wins',
    'No method beats the raw instrument beyond its noise.',
    'All 10 results are kept.',
    'Use the instrument as it is, or improve the measurement first.',
  ],
  [
    'WORKER_DIED',
    'fault',
    'Training stopped unexpectedly',
    'The worker ran out of memory in fold 3 of the autoencoder.',
    '8 finished methods and all data.',
    'Continue without it, or retry.',
  ],
  [
    'FOREIGN',
    'attention',
    'Outside the calibrated domain',
    'D2 7.7, limit 1.4.',
    'Stored with the flag foreign.',
    'Trust colour less. Add such samples to the plate.',
  ],
  [
    'LEVEL_LOW',
    'attention',
    'Too dark',
    'White peak 6 % of full scale at 4.0 ms.',
    '-',
    'Set 38 ms (Enter). If it stays, check lamp and fibre.',
  ],
  [
    'READBACK',
    'attention',
    'Integration time was not accepted',
    'Asked 4.0 ms, device reports 40 ms.',
    'Readings since 09:12 are flagged.',
    'Retry, or work at 40 ms.',
  ],
  [
    'STORE_NEWER',
    'fault',
    'This file is from a newer version',
    'Database format 14, this program reads up to 12.',
    'File untouched.',
    'Update Isochrome.',
  ],
  [
    'DISK_LOW',
    'attention',
    'Disk almost full',
    '190 MB free.',
    '264 pairs are on disk, scan paused before P15.',
    'Free 2 GB, then Resume.',
  ],
  [
    'STORE_DAMAGED',
    'fault',
    'The database is damaged',
    'Page check failed at 3 places.',
    'File untouched, last good copy of 21 Nov 08:00 found.',
    'Open the copy, or export what is readable.',
  ],
  [
    'BENCH_RESTARTED',
    'attention',
    'The measuring process restarted',
    'It stopped at 09:41:07, cause in the log.',
    'All committed readings.',
    'Nothing to do, continued at P31.',
  ],
  [
    'REPLICATES',
    'attention',
    'Readings differ',
    'Three readings of R12 spread by dE 0.61, limit 0.15.',
    'All three kept.',
    'Lay the probe flat, press R.',
  ],
  [
    'FORMAT_UNKNOWN',
    'attention',
    'File not recognised',
    '"run7.spc" is none of the 3 known .spc kinds.',
    'Nothing imported.',
    'Export as CSV or JCAMP-DX.',
  ],
  [
    'ROLLED_BACK',
    'attention',
    'v7 is active again',
    'You went back from v7.1.',
    'Both versions and all readings.',
    'Redo with Ctrl Shift Z.',
  ],
]

describe.skipIf(chromium.path === undefined)('the 25 messages', () => {
  let browser: Browser
  let opened: Opened
  beforeAll(async () => {
    browser = await launch(chromium.path!)
    // The smallest window has the least room for three sentences.
    opened = await openWindow(browser, { width: 1024, height: 700 })
  })
  afterAll(async () => {
    expect(opened.complaints.join('\n')).toBe('')
    await opened.close()
    await browser.close()
  })

  it.each(MESSAGES)('%s, %s: %s', async (code, level, title, happened, kept, next) => {
    const { page, app } = opened
    const problem: ProblemData = { code, title, happened, kept, next }
    app.notice({ level, text: `${title}. ${happened}`, problem })
    const card = page.getByRole('main').getByRole('alert', { name: title, exact: true })
    await card.waitFor()
    // The window writes the symbol where messages write plain letters.
    const parts = (await card.locator('h3, p').allInnerTexts()).map((text) => text.replaceAll('Δ', 'd'))
    expect(parts).toEqual([
      'What happened',
      happened,
      'What was kept',
      kept === '-' ? 'Nothing was at stake.' : kept,
      'What to do next',
      next,
    ])
    await card.getByText(code, { exact: true }).waitFor()
    await card.getByRole('img', { name: level }).waitFor()
    await page.getByRole('contentinfo').getByText(title).waitFor()
    expect(await flaws(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect.poll(() => card.count()).toBe(0)
  })

  it('stay in the log with their codes', async () => {
    const { page } = opened
    await page.getByRole('contentinfo').getByRole('button').first().click()
    const log = page.getByRole('region', { name: 'Log' })
    for (const [code] of MESSAGES) {
      await log.getByRole('searchbox', { name: 'Filter the log' }).fill(code)
      await log.getByText(code, { exact: true }).first().waitFor()
    }
  })
})
