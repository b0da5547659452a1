import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { openBefore, tool } from './support/open-before.ts'
import { SOON, type ProgramWindow } from './support/program-window.ts'
import { smallPlateCsv } from './support/small-plate.ts'
import { message } from './support/switches.ts'

/** Puts its data folder onto a memory disk with less room than a scan wants, then becomes the program. */
const ON_A_SMALL_DISK = [
  'unshare',
  '-rm',
  'sh',
  '-c',
  'mount -t tmpfs -o size=150m tmpfs "$ISOCHROME_HOME" && exec "$@"',
  'sh',
]
// A mount of its own needs root, or a system that lets everybody have a user namespace.
const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0

describe.skipIf(tool.path === undefined || !canMount)(
  'a disk that fills up (needs unshare, nsenter and mount)',
  () => {
    let window: ProgramWindow
    openBefore((opened) => (window = opened), { process: { under: ON_A_SMALL_DISK } })

    it('DISK_LOW: the scan pauses before it has used the room, and goes on when there is some', async () => {
      const { main, page, home, program } = window
      await window.press('Control+2')
      await main.getByLabel('Plate file').setInputFiles(smallPlateCsv(2, 2))
      await window.primary(/^Start scan/)
      await page.locator('body').press(' ')
      await message(window, main.getByRole('alert').first(), 'DISK_LOW')
      await window.reads(
        main.getByRole('alert').first(),
        /\d+ MB free\. .*0 pairs are on disk, scan paused before A01/,
      )
      await window.primary(/^Resume scan/)
      expect(await window.pairs()).toBe(0)
      const within = ['-t', String(program.pid), '-U', '-m', '--preserve-credentials']
      execFileSync('nsenter', [...within, 'mount', '-o', 'remount,size=3g', home])
      await page.locator('body').press(' ')
      await expect.poll(() => window.pairs(), SOON).toBe(4)
      await window.reads(main, /4 of 4 patches have a pair, 0 patches repeated, 0 pairs refused/)
      expect(await main.getByRole('alert').count()).toBe(0)
    }, 120_000)

    it('never made the page complain', () => {
      expect(window.complaints.join('\n')).toBe('')
    })
  },
)
