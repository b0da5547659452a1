import { describe, expect, it } from 'vitest'
import { writePng } from '../../formats/picture-file.ts'
import { TRAINING } from '../../model/lamps/render/parameters.ts'
import { renderLamp } from '../../model/lamps/render/render.ts'
import { seededRandom } from '../../spectra/random.ts'
import { violations } from './support/axe.ts'
import { flaws } from './support/looking.ts'
import { openBefore, tool } from './support/open-before.ts'
import { SOON, type ProgramWindow } from './support/program-window.ts'

/** A plain neon photograph: bright, sharp, without noise. */
const neon = renderLamp(seededRandom(5), 3, {
  ...TRAINING,
  exposure: [1, 2],
  noise: [0.001, 0.002],
  room: [0, 0.01],
  blurShare: [0.002, 0.003],
  slitShare: [0.004, 0.006],
  greyShare: 0,
  tilt: [0, 0],
})

describe.skipIf(tool.path === undefined)('view Lamps', () => {
  let window: ProgramWindow
  openBefore((opened) => (window = opened))

  it('is empty at first and offers a demo that tells eight lamps', async () => {
    const { main } = window
    await window.press('Control+6')
    await main.getByRole('heading', { name: /Point the probe at a lamp/ }).waitFor()
    await main.getByRole('button', { name: 'Show a demo' }).click()
    const list = main.getByRole('list', { name: 'Photographs and spectra' })
    await expect.poll(() => list.getByRole('listitem').count(), SOON).toBe(8)
    await expect.poll(() => list.getByText(/waiting|reading/).count(), SOON).toBe(0)
    expect(await flaws(window.page)).toEqual([])
    expect(await violations(window.page)).toEqual([])
  })

  it('takes photographs that are chosen, and says what is no picture', async () => {
    const { main, page } = window
    const chooser = page.waitForEvent('filechooser')
    await main.getByRole('button', { name: /^Open/ }).click()
    await (
      await chooser
    ).setFiles([
      { name: 'neon.png', mimeType: 'image/png', buffer: Buffer.from(writePng(neon)) },
      { name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('no picture at all') },
    ])
    await main.getByRole('heading', { name: 'Neon' }).waitFor()
    const list = main.getByRole('list', { name: 'Photographs and spectra' })
    await list.getByRole('button', { name: /broken/ }).click()
    await window.reads(main.getByRole('alert'), /FORMAT_UNKNOWN.*neither a PNG nor a JPEG/)
    await list.getByRole('button', { name: /neon\.png/ }).click()
    await main.getByRole('heading', { name: 'Neon' }).waitFor()
  })

  it('asks again for the part that is drawn by hand', async () => {
    const { main, page, inspector } = window
    const picture = main.getByRole('img', { name: /^Photograph neon/ })
    const box = (await picture.boundingBox())!
    await page.mouse.move(box.x + box.width - 2, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 5 })
    await page.mouse.up()
    await inspector.getByText('corrected by hand').waitFor()
    await window.reads(inspector, /Columns.*0.%.*60.%/)
    await window.press('f')
    await expect.poll(() => inspector.getByText('corrected by hand').count(), SOON).toBe(0)
  })

  it('tells the light at the probe on its wavelengths, and refuses a calibration without lines', async () => {
    const { main, inspector } = window
    await window.press('l')
    await main
      .getByText(/^Live /)
      .first()
      .waitFor()
    await window.reads(main, /CCT [\d,]+ K|CCT not known|Too far from the black bodies/)
    await main.getByText(/the sensitivity of the spectrometer is still in it/).waitFor()
    // A question that comes while a frame is on its way is asked again, as a person would.
    const answer = async (): Promise<string> => {
      await inspector.getByRole('button', { name: 'Find lines' }).click()
      await window.page.waitForTimeout(1000)
      return inspector.innerText()
    }
    await expect.poll(answer, SOON).toMatch(/The lines of the lamp were not found/)
    expect(window.complaints.join('\n')).toBe('')
  })
})
