import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Triple } from '../../contract/spectrum.ts'
import { openStore } from '../../core/store/store.ts'
import { writePlateCsv } from '../../formats/plate-csv.ts'
import { builtinPlate } from '../../spectra/builtin-plate.ts'
import { askForTime } from './support/exposure.ts'
import { lookInside } from './support/look-inside.ts'
import { openBefore, tool } from './support/open-before.ts'
import { SOON, type ProgramWindow } from './support/program-window.ts'
import { smallPlateCsv } from './support/small-plate.ts'
import { closedMessage, message } from './support/switches.ts'

/** Messages that the running program gives for what really happened; faults of instruments are in faults.test.ts. */
describe.skipIf(tool.path === undefined)('messages of the running program', () => {
  let window: ProgramWindow
  openBefore((opened) => (window = opened))

  it('FORMAT_UNKNOWN: a file that is no plate', async () => {
    const { main, page } = window
    await window.press('Control+2')
    await main.getByText('No plate yet.').waitFor()
    await main.getByLabel('Plate file').setInputFiles({
      name: 'run7.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('nothing\nthat is a plate\n'),
    })
    const card = page.getByRole('main').getByRole('alert').first()
    await closedMessage(window, card, '(FORMAT_UNKNOWN|FORMAT_BAD)')
  })

  it('SATURATED: a white with an integration time that is far too long', async () => {
    const { main, inspector, strip } = window
    await window.press('Control+1')
    await window.press('w')
    await strip.getByRole('button', { name: /^White: .* old/ }).waitFor()
    await window.primary(/^Measure/)
    await window.press('Control+5')
    await main.getByRole('listitem').getByRole('button', { name: 'Ocean HDX' }).click()
    await askForTime(window, 400)
    await window.reads(inspector, /Asked for 400 ms Device reports 400 ms/)
    await window.press('w')
    const card = main.getByRole('alert').first()
    await closedMessage(window, card, 'SATURATED')
    await inspector.getByRole('radio', { name: 'By the white' }).click()
    await window.press('w')
    await window.reads(strip, /White W? ?\d+ s/)
    await window.primary(/^Measure/)
  })

  it('PAIR_EXPECTED: a patch that does not have the colour its file says', async () => {
    const { main, inspector } = window
    const plate = builtinPlate()
    // No surface has this colour.
    const nowhere: Triple = [50, 110, -110]
    const patches = plate.patches
      .filter(({ row, column }) => row === 0 && column < 4)
      .map((patch, i) => (i === 2 ? { ...patch, expectedLab: nowhere } : patch))
    const text = writePlateCsv({ ...plate, patches })
    await window.press('Control+2')
    await main
      .getByLabel('Plate file')
      .setInputFiles({ name: 'odd.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    await window.primary(/^Start scan/)
    await window.press(' ')
    await expect.poll(() => window.pairs(), SOON).toBe(3)
    await main.getByRole('button', { name: 'Other plate' }).waitFor()
    await window.reads(main, /1 refused/)
    await main.getByRole('gridcell', { name: /^A03, .*refused/ }).waitFor({ state: 'attached' })
    await inspector.getByRole('button', { name: 'A03', exact: true }).click()
    await window.reads(
      inspector,
      /Refused: not the expected colour PAIR_EXPECTED What happened A03 is ΔE .* What was kept .* What to do next/,
    )
    await inspector.getByRole('button', { name: 'Accept as measured' }).click()
    await expect.poll(() => window.pairs(), SOON).toBe(4)
    await window.press('Control+z')
    await expect.poll(() => window.pairs(), SOON).toBe(3)
    await main.getByRole('button', { name: 'Other plate' }).click()
  })

  it('a patch read again after the scan is one run, and says nothing', async () => {
    const { main, page } = window
    await window.press('Control+2')
    await main.getByLabel('Plate file').setInputFiles(smallPlateCsv(2, 2))
    await window.primary(/^Start scan/)
    await window.press(' ')
    await expect.poll(() => window.pairs(), SOON).toBe(4)
    await window.primary(/^Train/)
    await window.press('Control+Home', 'r')
    const undo = page.getByRole('button', { name: /^Undo:/ })
    await window.reads(undo, /Undo: Repeated pair A01/)
    await window.primary(/^Train/)
    expect(await main.getByRole('alert').count()).toBe(0)
    // The white the operator asks for is taken back like everything else.
    await window.press('w')
    await window.reads(undo, /Undo: White/)
    await window.press('Control+z')
    await window.reads(undo, /Undo: Repeated pair A01/)
    await window.press('Control+z')
    await window.reads(undo, /Undo: Pair/)
    await main.getByRole('button', { name: 'Other plate' }).click()
  })

  it('PAIR_DUPLICATE: two patches of unlike colour that read the same', async () => {
    const { main, inspector, page } = window
    // Nothing is brighter than white: both read as white, though their colours lie far apart.
    const lightness = [103, 125]
    const plate = builtinPlate()
    const patches = plate.patches
      .filter(({ row, column }) => row === 0 && column < 3)
      .map((patch, i) => {
        const l = lightness[i - 1]
        const brighter: Triple = [l ?? 0, 0, 0]
        return l === undefined ? patch : { ...patch, expectedLab: brighter }
      })
    const text = writePlateCsv({ ...plate, patches })
    await main
      .getByLabel('Plate file')
      .setInputFiles({ name: 'twins.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    await inspector.getByRole('radio', { name: 'Hand-held' }).click()
    await inspector.getByRole('button', { name: /^Start scan/ }).click()
    for (const place of [/white tile/, /A01/, /A02/, /A03/]) {
      await window.reads(main.getByRole('status').first(), place)
      await window.primary(/^Measure/)
      await page.locator('body').press(' ')
    }
    const card = main.getByRole('alert').first()
    await message(window, card, 'PAIR_DUPLICATE')
    await window.reads(card, /A03 differs by .*expected/)
    await card.getByRole('button', { name: 'Skip' }).click()
    await window.reads(main, /2 of 3 patches have a pair/)
    await main.getByRole('button', { name: 'Other plate' }).click()
  })

  it('NULL_WINS and ACCEPTANCE: instruments that agree already', async () => {
    const { main, program } = window
    const ids = builtinPlate()
      .patches.slice(0, 40)
      .map(({ id }) => id)
    const wavelengthNm = Float64Array.from({ length: 81 }, (_, i) => 380 + 5 * i)
    const values = Float64Array.from(
      ids.flatMap((_, i) => Array.from(wavelengthNm, (nm) => 0.15 + 0.015 * i + 0.1 * Math.sin(nm / 40 + i))),
    )
    const table = { ids, wavelengthNm, values }
    await lookInside(program.url, async (client) => {
      const { session } = await client.session.import({
        name: 'Twice',
        spectrometer: table,
        reference: table,
      })
      for (const methods of [['none', 'slope-bias'], ['slope-bias']] as const)
        for await (const event of await client.model.train({ session, methods: [...methods] }))
          if (event.type === 'finished') expect(event.comparison.methods[0]?.rmse).toBeLessThan(1e-9)
    })
    const card = main.getByRole('alert').first()
    await message(window, card, 'ACCEPTANCE')
    await closedMessage(window, card.filter({ hasText: 'ACCEPTANCE' }), 'ACCEPTANCE')
    await closedMessage(window, card, 'NULL_WINS')
  })

  it('NO_DEVICE: a scan without the reference', async () => {
    const { main, strip } = window
    await window.press('Control+5')
    await main.getByRole('listitem').getByRole('button', { name: 'specbos 1211' }).click()
    await main.getByRole('button', { name: 'Release' }).click()
    await strip.getByRole('button', { name: /^Reference: none/ }).waitFor()
    await window.press('Control+2')
    await main.getByLabel('Plate file').setInputFiles(smallPlateCsv(2, 2))
    await window.primary(/^Start scan/)
    await window.press(' ')
    const card = main.getByRole('alert').first()
    await closedMessage(window, card, 'NO_DEVICE')
    await window.press('Control+5')
    await main.getByRole('button', { name: 'Use on the bench' }).click()
    await strip.getByRole('button', { name: /^Reference: specbos 1211 SIM-R007, Ready/ }).waitFor()
  })

  it('an address where nothing answers is said beside the field', async () => {
    const { main } = window
    await main.getByLabel(/by its address/).fill('ocean-hdx@tcp:127.0.0.1:9')
    await main.getByRole('button', { name: 'Add', exact: true }).click()
    await main.getByRole('alert').first().waitFor()
    await window.reads(main, /127\.0\.0\.1/)
  })

  it('STORE_NEWER, STORE_DAMAGED: the data of another computer, and a folder that is taken', async () => {
    const { main, page, home } = window
    const newer = join(home, 'newer.db')
    openStore({ file: newer }).close()
    // The version a program gives its file: big-endian at byte 60 of the header.
    const bytes = readFileSync(newer)
    bytes.writeUInt32BE(999, 60)
    writeFileSync(newer, bytes)
    const damaged = join(home, 'damaged.db')
    writeFileSync(damaged, Buffer.alloc(8192, 'no database'))
    const taken = join(home, 'taken')
    mkdirSync(taken)
    writeFileSync(join(taken, 'mine.txt'), 'mine')
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
    for (const [field, button, path, code] of [
      ['Database to merge', 'Merge', newer, 'STORE_NEWER'],
      ['Database to merge', 'Merge', damaged, '(STORE_DAMAGED|FORMAT_UNKNOWN|FILE_UNREADABLE)'],
      ['Folder of the backup', 'Back up', taken, 'BAD_REQUEST'],
    ] as const) {
      await main.getByLabel(field).fill(path)
      await main.getByRole('button', { name: button, exact: true }).click()
      const card = main.getByRole('alert').first()
      await closedMessage(window, card, code)
    }
  })

  it('never made the page complain', () => {
    expect(window.complaints.join('\n')).toBe('')
  })
})
