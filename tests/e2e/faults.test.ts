import type { Locator } from 'playwright'
import { describe, expect, it } from 'vitest'
import { lookInside } from './support/look-inside.ts'
import { openBefore, tool } from './support/open-before.ts'
import { SOON, type ProgramWindow } from './support/program-window.ts'
import { smallPlateCsv } from './support/small-plate.ts'
import { message as said, turn } from './support/switches.ts'

/** Instruments fail in the middle of the work, by the switches of the Devices view. */
describe.skipIf(tool.path === undefined)('faults of instruments', () => {
  let window: ProgramWindow
  openBefore((opened) => (window = opened))

  const fault = (instrument: string, name: string): Promise<void> => turn(window, instrument, name)
  const message = (card: Locator, code: string): Promise<void> => said(window, card, code)

  async function startDefaultPlate(): Promise<void> {
    const { main, inspector } = window
    await window.press('Control+2')
    await main.getByRole('button', { name: 'Default plate 660' }).click()
    // Without control patches every patch is read once, which the test counts.
    await inspector.getByLabel('Control patch after every').fill('0')
    await inspector.getByRole('button', { name: /^Start scan/ }).click()
    await expect.poll(() => window.pairs(), SOON).toBeGreaterThan(4)
  }

  async function stopAndKeep(): Promise<void> {
    await window.press('Escape')
    await window.primary(/^Resume scan/)
    await window.press('Escape')
    await window.main.getByRole('button', { name: 'Other plate' }).waitFor()
  }

  describe('in the middle of a scan', () => {
    it.each([
      ['unplugged', 'Pull the plug', 'DEVICE_LOST'],
      ['silent', 'Make it silent', 'DEVICE_TIMEOUT'],
    ])(
      'a reference that is %s is waited for, and nothing is read twice',
      async (_state, name, code) => {
        const { main, strip } = window
        await startDefaultPlate()
        await fault('specbos 1211', name)
        await message(main.getByRole('alert'), code)
        await strip.getByRole('button', { name: /^Reference: .*(Fault|Absent|lost|silent)/i }).waitFor()
        await window.press('Control+2')
        await message(main.getByRole('alert').last(), code)
        await window.primary(/Resume scan|Retry/)
        const waiting = await window.pairs()
        await window.page.waitForTimeout(700)
        expect(await window.pairs()).toBe(waiting)

        await fault('specbos 1211', 'As it should be')
        await window.press('Control+2')
        await expect.poll(() => window.pairs(), SOON).toBeGreaterThan(waiting + 4)
        expect(await main.getByRole('alert').count()).toBe(0)
        await stopAndKeep()

        const rows = await lookInside(window.program.url, async (client) => {
          const { sessions } = await client.session.list({})
          const newest = Math.max(...sessions.map(({ id }) => id))
          return (await client.session.readings({ session: newest, limit: 1000 })).rows
        })
        for (const role of ['spectrometer', 'reference']) {
          const patches = rows
            .filter((row) => row.kind === 'sample' && row.role === role)
            .map((row) => row.patch)
          expect(patches.length).toBeGreaterThan(waiting)
          expect(new Set(patches).size, role).toBe(patches.length)
        }
        await main.getByRole('button', { name: 'Other plate' }).click()
      },
      180_000,
    )
  })

  it('a spectrometer that sends garbage is named by its code and comes back by itself', async () => {
    const { main, page } = window
    await fault('Ocean HDX', 'Garble its replies')
    await message(main.getByRole('alert'), 'PROTOCOL_VIOLATION')
    await fault('Ocean HDX', 'As it should be')
    await expect.poll(() => main.getByRole('alert').count(), SOON).toBe(0)
    await page
      .getByRole('contentinfo')
      .getByText(/[1-9][\d.]* spectra\/s/)
      .waitFor()
  })

  it('by hand the window asks for the tile and for every patch', async () => {
    const { main, inspector } = window
    await window.press('Control+2')
    await main.getByLabel('Plate file').setInputFiles(smallPlateCsv(2, 2))
    await inspector.getByRole('radio', { name: 'Hand-held' }).click()
    await inspector.getByRole('button', { name: /^Start scan/ }).click()
    for (const place of [/white tile/, /A01/, /A02/, /B02/, /B01/]) {
      await window.reads(main.getByRole('status').first(), place)
      await window.primary(/^Measure/)
      await window.page.locator('body').press(' ')
    }
    await expect.poll(() => window.pairs(), SOON).toBe(4)
    await window.reads(main, /4 of 4 patches have a pair, 0 patches repeated, 0 pairs refused/)
  })

  it('never made the page complain', () => {
    expect(window.complaints.join('\n')).toBe('')
  })
})
